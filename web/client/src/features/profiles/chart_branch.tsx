/** The people under one person of the chart, and those under them as far as they are opened. */

import { ChevronDown, ChevronUp } from "lucide";
import { Avatar } from "../../ui/avatar";
import { formatNumber, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { go, personPath } from "../../ui/router";
import { avatarUrl } from "../files/urls";
import { shownBelow, type Tree } from "./chart_tree";

interface ChartBranchProps {
  tree: Tree;
  parent: string;
  depth: number;
  focus: string | null;
  /** The person around whom the chart was asked for. */
  here: string | null;
  onFocus: (id: string) => void;
  onTurn: (id: string, isOpen: boolean) => void;
}

/** More people than these stand under one another, not side by side; at the top there is more room. */
const SIDE_BY_SIDE = 5;
const AT_THE_TOP = 14;

export function ChartBranch(props: ChartBranchProps) {
  const ids = shownBelow(props.tree, props.parent);
  return (
    <>
      {ids.map((id, at) => (
        <Person key={id} {...props} id={id} at={at + 1} of={ids.length} />
      ))}
    </>
  );
}

function Person({ id, at, of, ...props }: ChartBranchProps & { id: string; at: number; of: number }) {
  const { tree, depth, focus, here, onFocus, onTurn } = props;
  const node = tree.nodes[id]!;
  const person = store.person(id) ?? node.person;
  const reports = node.reports ?? 0;
  const below = shownBelow(tree, id);
  const isOpen = below.length > 0;
  const missing = isOpen && !tree.whole.has(id) ? reports - below.length : 0;
  return (
    <li
      role="treeitem"
      class={`chart__person ${below.length > (depth === 1 ? AT_THE_TOP : SIDE_BY_SIDE) ? "chart__person--stacked" : ""}`}
      aria-label={[person.name, person.title, node.department, reports > 0 ? t("reports_count", { count: reports }) : ""].filter(Boolean).join(", ")}
      aria-level={depth}
      aria-posinset={at}
      aria-setsize={of}
      aria-expanded={reports > 0 ? isOpen : undefined}
      aria-current={id === here ? true : undefined}
      tabIndex={id === focus ? 0 : -1}
      data-person={id}
      onFocus={(event) => event.target === event.currentTarget && onFocus(id)}
    >
      <span class="chart__card">
        <button type="button" class="chart__who" tabIndex={-1} onClick={() => go(personPath(id))}>
          <Avatar id={id} name={person.name} size={36} photo={avatarUrl(person)} />
          <span class="chart__words">
            <span class="chart__name">{person.name}</span>
            <span class="chart__meta">{person.title || node.department || `@${person.handle}`}</span>
          </span>
        </button>
        {reports > 0 && (
          <button type="button" class="chart__turn tabular" tabIndex={-1} aria-label={t(isOpen ? "close_reports" : "open_reports", { name: person.name })} onClick={() => onTurn(id, !isOpen)}>
            {formatNumber(reports)}
            <Icon of={isOpen ? ChevronUp : ChevronDown} size={14} />
          </button>
        )}
      </span>
      {isOpen && (
        <ul role="group" class="chart__below">
          <ChartBranch {...props} parent={id} depth={depth + 1} />
          {missing > 0 && (
            <li role="none" class="chart__person chart__more">
              <button type="button" tabIndex={-1} onClick={() => onTurn(id, true)}>{t("more_reports", { count: missing })}</button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}
