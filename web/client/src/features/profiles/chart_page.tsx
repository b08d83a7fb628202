/** The chart: who reports to whom, drawn or as a list, loaded level by level. */

import { useEffect, useRef, useState } from "preact/hooks";
import { List, Network, ZoomIn, ZoomOut } from "lucide";
import type { ChartView } from "../../protocol";
import { sentenceFor } from "../../ui/attempt";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Empty, ListSkeleton } from "../../ui/placeholder";
import { remembered } from "../../ui/remembered";
import { go, personPath } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { complain } from "../../ui/toast";
import { ChartApart } from "./chart_apart";
import { ChartBranch } from "./chart_branch";
import { emptyTree, linesOf, opened, stepFor, TOP, withChart, type Tree } from "./chart_tree";
import { SIZES, useChartZoom } from "./chart_zoom";
import { PeopleFrame } from "./people_frame";
import "./chart.css";

const chosenLook = remembered<"drawn" | "list" | null>("chart.look", null);

export function ChartPage({ personId }: { personId: string | null }) {
  const { tree, top, failed, load, setOpen } = useTree(personId);
  const [focus, setFocus] = useState(personId);
  const drawn = (chosenLook.value ?? (isPhone.value ? "list" : "drawn")) === "drawn";
  const box = useRef<HTMLDivElement>(null);
  const { size, zoom } = useChartZoom(box, drawn && tree !== null);
  const lines = tree ? linesOf(tree) : [];
  const at = lines.some((line) => line.id === focus) ? focus : (lines[0]?.id ?? null);
  useEffect(() => {
    const first = personId ?? lines[0]?.id;
    if (first) nodeIn(box.current, first)?.firstElementChild?.scrollIntoView({ block: personId ? "center" : "nearest", inline: "center" });
  }, [personId, tree !== null, drawn]);
  const moveTo = (id: string) => {
    setFocus(id);
    nodeIn(box.current, id)?.focus();
  };
  const turn = (id: string, isOpen: boolean) => (isOpen && tree && !tree.whole.has(id) ? load(id) : setOpen(id, isOpen));
  const onKeyDown = (event: KeyboardEvent) => {
    if (!tree || !at || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { "+": 1, "=": 1, "-": -1 }[event.key];
    const step = stepFor(tree, at, event.key, drawn);
    if (by && drawn) zoom(by);
    else if (event.key === "Enter") go(personPath(at));
    else if (step && "go" in step) moveTo(step.go);
    else if (step) turn("open" in step ? step.open : step.close, "open" in step);
    else return;
    event.preventDefault();
  };
  return (
    <PeopleFrame view="chart" head={<Tools drawn={drawn} size={size} onZoom={zoom} top={lines.length > 0 ? top : null} />}>
      {failed ? (
        <Empty text={failed} />
      ) : !tree ? (
        <ListSkeleton />
      ) : lines.length === 0 ? (
        <Empty text={t("chart_empty")}>
          <a class="button button--primary" href="/me/profile">{t("edit_profile")}</a>
        </Empty>
      ) : (
        <div class={`chart ${drawn ? "chart--drawn scroll" : "chart--list"}`} ref={box}>
          <ul
            role="tree"
            class="chart__tree"
            aria-label={t("chart")}
            aria-describedby="chart-keys"
            style={drawn ? { zoom: SIZES[size] } : undefined}
            onKeyDown={onKeyDown}
          >
            <ChartBranch tree={tree} parent={TOP} depth={1} focus={at} here={personId} onFocus={setFocus} onTurn={turn} />
          </ul>
          <p id="chart-keys" class="sr-only">{t(drawn ? "chart_keys_drawn" : "chart_keys_list")}</p>
        </div>
      )}
    </PeopleFrame>
  );
}

interface ToolsProps {
  drawn: boolean;
  size: number;
  onZoom: (by: number) => void;
  top: ChartView | null;
}

function Tools({ drawn, size, onZoom, top }: ToolsProps) {
  return (
    <div class="chart-tools">
      {top && <ChartApart top={top} />}
      <IconButton
        icon={drawn ? List : Network}
        label={t(drawn ? "show_as_list" : "show_drawn")}
        onClick={() => (chosenLook.value = drawn ? "list" : "drawn")}
      />
      {drawn && <IconButton icon={ZoomOut} label={t("zoom_out")} disabled={size === 0} onClick={() => onZoom(-1)} />}
      {drawn && <IconButton icon={ZoomIn} label={t("zoom_in")} disabled={size === SIZES.length - 1} onClick={() => onZoom(1)} />}
    </div>
  );
}

const nodeIn = (box: HTMLElement | null, id: string) => box?.querySelector<HTMLElement>(`[data-person="${CSS.escape(id)}"]`) ?? null;

/** The tree around a person, or from the top; a single one at the top is opened at once. */
function useTree(personId: string | null) {
  const [tree, setTree] = useState<Tree | null>(null);
  const [top, setTop] = useState<ChartView | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const online = store.connection.value.state === "online";
  const ask = async (id: string, before: Tree) => withChart(before, id, await store.actions.getChart(id || null));
  const begin = async () => {
    const whole = await store.actions.getChart(null);
    setTop(whole);
    if (personId !== null) return ask(personId, emptyTree);
    const found = withChart(emptyTree, TOP, whole);
    const only = found.below[TOP] ?? [];
    return only.length === 1 ? ask(only[0]!, found) : found;
  };
  useEffect(() => {
    if (!online) return;
    let stale = false;
    setFailed(null);
    begin().then(
      (found) => void (stale || setTree(found)),
      (error) => void (stale || setFailed(sentenceFor(error))),
    );
    return () => void (stale = true);
  }, [personId, online]);
  const load = async (id: string) => {
    try {
      const chart = await store.actions.getChart(id);
      setTree((before) => before && withChart(before, id, chart));
    } catch (error) {
      complain(sentenceFor(error));
    }
  };
  const setOpen = (id: string, isOpen: boolean) => setTree((before) => before && opened(before, id, isOpen));
  return { tree, top, failed, load: (id: string) => void load(id), setOpen };
}
