/** The one search field: as one types it offers people, channels, hashtags, who knows, the FAQ and
 *  messages; behind the name of a filter, what may stand there. Enter searches messages. */

import { History, Search } from "lucide";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { go } from "../../ui/router";
import { openFilter } from "./completing";
import { wrongIn } from "./filters";
import { plainWords, useMessages, useNamed, type Group, type Row } from "./found";
import { operatorsFor, useOffers } from "./offers";
import { recentSearches } from "./recent";
import "./search.css";

interface SearchFieldProps {
  query: string;
  onSearch: (query: string) => void;
  /** Type at once, where nothing is asked yet. */
  eager?: boolean;
}

export function SearchField({ query, onSearch, eager = false }: SearchFieldProps) {
  const [text, setText] = useState(query);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const listId = useId();
  const form = useRef<HTMLFormElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const groups = useGroups(open ? text : null).filter((group) => group.rows.length > 0);
  const rows = groups.flatMap((group) => group.rows);
  const current = Math.min(at, rows.length - 1);
  useEffect(() => {
    setText(query);
    if (eager && (query.trim() === "" || query.endsWith(" "))) input.current?.focus();
  }, [query]);
  useLayoutEffect(() => {
    form.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const show = (typed: string) => {
    setText(typed);
    setAt(-1);
    setOpen(true);
  };
  const search = (asked: string) => {
    if (asked.trim() === "") return;
    setOpen(false);
    onSearch(asked.trim());
  };
  const choose = (row: Row) => {
    if (row.text !== undefined) {
      show(row.text);
      input.current?.focus();
    } else if (row.href === undefined) search(text);
    else {
      setOpen(false);
      input.current?.blur();
      go(row.href);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length > 0) {
      setOpen(true);
      setAt(stepped(current, step, rows.length));
    } else if (event.key === "Enter" && open && current >= 0) choose(rows[current]!);
    else if (event.key === "Escape" && open && rows.length > 0) setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onLeave = (event: FocusEvent) => form.current?.contains(event.relatedTarget as Node | null) || setOpen(false);
  const shown = open && rows.length > 0;
  return (
    <form ref={form} class="search-form" role="search" onFocusOut={onLeave} onSubmit={(event) => (event.preventDefault(), search(text))}>
      <span class="search-box">
        <Icon of={Search} size={18} />
        <input
          ref={input}
          type="text"
          inputmode="search"
          name="q"
          role="combobox"
          aria-label={t("search_messages")}
          aria-expanded={shown}
          aria-controls={shown ? listId : undefined}
          aria-activedescendant={shown && current >= 0 ? `${listId}-${current}` : undefined}
          aria-autocomplete="list"
          placeholder={t("search_messages")}
          autocomplete="off"
          enterkeyhint="search"
          value={text}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onInput={(event) => show(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </span>
      {shown && <Drop id={listId} groups={groups} current={current} onChoose={choose} onPoint={setAt} />}
      <p class="sr-only" role="status">{shown ? t("search_offers", { count: rows.length }) : ""}</p>
    </form>
  );
}

/** Below the last line is the field again, and above the first. */
function stepped(current: number, step: number, count: number): number {
  const next = current + step;
  return next < -1 ? count - 1 : next >= count ? -1 : next;
}

interface DropProps {
  id: string;
  groups: readonly Group[];
  current: number;
  onChoose: (row: Row) => void;
  onPoint: (at: number) => void;
}

function Drop({ id, groups, current, onChoose, onPoint }: DropProps) {
  let place = -1;
  return (
    <div class="search-drop scroll" role="listbox" id={id} aria-label={t("search_found")} onPointerDown={(event) => event.preventDefault()}>
      {groups.map((group, nth) => (
        <div key={group.title} role="group" aria-labelledby={`${id}-g${nth}`}>
          <div class="search-drop__title" id={`${id}-g${nth}`} role="presentation">{t(group.title)}</div>
          {group.rows.map((row) => {
            const at = ++place;
            return (
              <div
                key={row.id}
                id={`${id}-${at}`}
                role="option"
                aria-selected={at === current}
                class={`menu-item search-drop__row ${at === current ? "search-drop__row--chosen" : ""}`}
                onPointerMove={(event) => event.pointerType === "mouse" && at !== current && onPoint(at)}
                onClick={() => onChoose(row)}
              >
                {row.sign}
                <span class="menu-item__words clip">{row.words}</span>
                {row.hint && <span class="menu-item__hint clip">{row.hint}</span>}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** All that is offered for what stands in the field; null where nobody looks. */
function useGroups(text: string | null): readonly Group[] {
  const open = text === null ? null : openFilter(text);
  const asked = text === null || open !== null ? "" : text.trim();
  const named = useNamed(asked === "" ? null : plainWords(asked));
  const messages = useMessages(asked === "" || wrongIn(asked) !== null ? null : asked);
  const offers = useOffers(open);
  if (text === null) return [];
  if (open !== null) return [offers];
  if (asked === "") return [recent(), operatorsFor(text)];
  const whole: Group = { title: "search", rows: [{ id: "all", sign: <Icon of={Search} size={18} />, words: t("search_for", { query: asked }) }] };
  return [operatorsFor(text), ...named, messages, whole];
}

function recent(): Group {
  const sign = <Icon of={History} size={18} />;
  return { title: "recent_searches", rows: recentSearches.value.slice(0, 3).map((query) => ({ id: `was-${query}`, sign, words: query, text: `${query} ` })) };
}
