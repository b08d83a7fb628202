/** The emoji picker: search in every language of the client, groups, recent ones, skin tones. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t, type Key } from "../../ui/i18n";
import { closePopup } from "../../ui/popup";
import { isTouch } from "../../ui/screen";
import { allEmoji, type AnyEmoji } from "./all_emoji";
import { toned, tonedName } from "./emoji";
import { searchEmoji } from "./emoji_search";
import { moveInGrid } from "./picker_keys";
import { recentEmoji, remember, skinTone } from "./recent_emoji";
import { SkinTones } from "./skin_tones";
import "./picker.css";

const MOST_FOUND = 120;
const RECENT = -1;

const GROUPS: ReadonlyArray<readonly [group: number, sign: string, name: Key]> = [
  [RECENT, "🕘", "emoji.recent"],
  [0, "😀", "emoji.faces"],
  [1, "👋", "emoji.people"],
  [3, "🐝", "emoji.nature"],
  [4, "🍎", "emoji.food"],
  [5, "🚆", "emoji.travel"],
  [6, "⚽", "emoji.activities"],
  [7, "💡", "emoji.objects"],
  [8, "❤️", "emoji.symbols"],
  [9, "🏁", "emoji.flags"],
];

interface PickerProps {
  onChoose: (name: string, character: string) => void;
}

export function Picker({ onChoose }: PickerProps) {
  const all = allEmoji.value ?? [];
  const tone = skinTone();
  const [query, setQuery] = useState("");
  const [pointed, setPointed] = useState<AnyEmoji | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const recent = useMemo(recentEmoji, []);
  const byName = useMemo(() => new Map(all.map((emoji) => [emoji.name, emoji])), [all]);
  const found = useMemo(() => searchEmoji(all, query, MOST_FOUND, recent), [all, query]);
  useEffect(() => {
    if (!isTouch) search.current?.focus();
  }, []);

  const choose = (emoji: AnyEmoji) => {
    closePopup();
    remember(emoji.name);
    onChoose(tonedName(emoji.name, tone, emoji.tones), toned(emoji.character, tone, emoji.tones));
  };
  const emojiAt = (event: Event) => {
    const name = (event.target as Element).closest?.("[data-emoji]")?.getAttribute("data-emoji");
    return (name && byName.get(name)) || null;
  };
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && found[0]) {
      event.preventDefault();
      choose(found[0]);
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      grid.current?.querySelector<HTMLElement>("[data-emoji]")?.focus();
    }
  };
  const onGridKey = (event: KeyboardEvent) => {
    if (grid.current && moveInGrid(grid.current, event)) event.stopPropagation();
    else if (event.key === "ArrowUp") search.current?.focus();
  };
  return (
    <div class="picker">
      <input
        ref={search}
        type="search"
        class="picker__search"
        aria-label={t("filter_emoji")}
        placeholder={t("filter_emoji")}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onSearchKey}
      />
      {query.trim() === "" && <Groups grid={grid} hasRecent={recent.length > 0} />}
      <div
        ref={grid}
        class="picker__grid scroll"
        onClick={(event) => {
          const emoji = emojiAt(event);
          if (emoji) choose(emoji);
        }}
        onKeyDown={onGridKey}
        onPointerOver={(event) => setPointed(emojiAt(event))}
        onFocusIn={(event) => setPointed(emojiAt(event))}
      >
        {query.trim() !== "" ? (
          <Section group={RECENT} title={t("emoji.found")} list={found} tone={tone} empty={t("no_emoji")} />
        ) : (
          <Sections all={all} recent={recent.flatMap((name) => byName.get(name) ?? [])} tone={tone} />
        )}
      </div>
      <div class="picker__foot">
        <span class="picker__name" aria-hidden="true">
          {pointed && <span class="picker__large">{toned(pointed.character, tone, pointed.tones)}</span>}
          {pointed && <span class="picker__words"><span class="clip">{pointed.label}</span><span class="picker__code clip">:{pointed.name}:</span></span>}
        </span>
        <SkinTones />
      </div>
    </div>
  );
}

/** The first group at once, the others when the browser has drawn it. */
function Sections({ all, recent, tone }: { all: readonly AnyEmoji[]; recent: readonly AnyEmoji[]; tone: number }) {
  const [drawn, setDrawn] = useState(2);
  useEffect(() => {
    if (drawn >= GROUPS.length) return;
    const frame = requestAnimationFrame(() => setDrawn(drawn + 2));
    return () => cancelAnimationFrame(frame);
  }, [drawn]);
  return (
    <>
      {GROUPS.slice(0, drawn).map(([group, , name]) => {
        const list = group === RECENT ? recent : all.filter((emoji) => emoji.group === group);
        return list.length > 0 && <Section key={group} group={group} title={t(name)} list={list} tone={tone} />;
      })}
    </>
  );
}

interface SectionProps {
  group: number;
  title: string;
  list: readonly AnyEmoji[];
  tone: number;
  empty?: string;
}

function Section({ group, title, list, tone, empty }: SectionProps) {
  return (
    <section class="picker__section" data-group={group} role="group" aria-label={title}>
      <h3 class="picker__title">{title}</h3>
      {list.length === 0 && <p class="picker__none" role="status">{empty}</p>}
      <div class="picker__rows">
        {list.map((emoji) => (
          <button key={emoji.name} type="button" class="picker__emoji" data-emoji={emoji.name} aria-label={emoji.label}>
            {toned(emoji.character, tone, emoji.tones)}
          </button>
        ))}
      </div>
    </section>
  );
}

function Groups({ grid, hasRecent }: { grid: { current: HTMLElement | null }; hasRecent: boolean }) {
  const show = (group: number) => grid.current?.querySelector(`[data-group="${group}"]`)?.scrollIntoView({ block: "start" });
  return (
    <div class="picker__groups" role="group" aria-label={t("emoji.groups")}>
      {GROUPS.filter(([group]) => group !== RECENT || hasRecent).map(([group, sign, name]) => (
        <button key={group} type="button" class="picker__group" aria-label={t(name)} title={t(name)} onClick={() => show(group)}>
          {sign}
        </button>
      ))}
    </div>
  );
}
