/** The quick switcher: one field that leads to every channel, person, recent thread and page. */

import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Search, X } from "lucide";
import { IconButton } from "../../ui/button";
import { closeDialog, hasEnded } from "../../ui/dialog";
import { fold } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { go, searchPath } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { useShortcuts } from "../apps/shortcuts";
import { useFinding } from "../people/near";
import { allChoices, isHere, type Choice } from "./choices";
import { likeliestPlaces, waitingPlaces } from "./ranking";
import { visits } from "./recent";
import { SwitcherRow } from "./switcher_row";
import "../keys/kbd.css";
import "./switcher.css";

const SHOWN = 30;
const SHOWN_AT_REST = 12;

export function Switcher() {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const listId = useId();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const asked = query.trim();
  const found = useFound(asked);
  const rows = asked === "" ? found : [...found, searchChoice(asked)];
  const current = Math.min(at, rows.length - 1);

  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    element.showModal();
    element.querySelector("input")?.focus();
    return () => element.close();
  }, []);
  useEffect(() => void store.actions.listThreads().catch(() => undefined), []); // else as they were last
  useLayoutEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: "nearest" });
  }, [current, asked]);

  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    closeDialog();
    choice.open();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((current + step + rows.length) % Math.max(rows.length, 1));
    else if (event.key === "Enter") choose(rows[current]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="switcher"
      aria-label={t("switcher")}
      onClose={(event) => hasEnded(event.currentTarget) && closeDialog()}
      onPointerDown={(event) => event.target === dialog.current && closeDialog()}
    >
      <div class="switcher__card">
        <div class="switcher__field">
          <Icon of={Search} />
          <input
            type="text"
            role="combobox"
            aria-label={t("switcher_hint")}
            aria-expanded={rows.length > 0}
            aria-controls={listId}
            aria-activedescendant={rows.length > 0 ? `${listId}-${current}` : undefined}
            aria-autocomplete="list"
            placeholder={t("switcher_hint")}
            autocomplete="off"
            spellcheck={false}
            enterkeyhint="go"
            value={query}
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
          />
          <IconButton icon={X} label={t("close")} onClick={closeDialog} />
        </div>
        {rows.length > 0 ? (
          <ul role="listbox" id={listId} ref={list} class="switcher__list scroll" aria-label={t("switcher_places")}>
            {rows.map((choice, row) => (
              <SwitcherRow
                key={`${choice.kind}-${choice.id}`}
                id={`${listId}-${row}`}
                choice={choice}
                chosen={row === current}
                onPoint={() => setAt(row)}
                onChoose={() => choose(choice)}
              />
            ))}
          </ul>
        ) : (
          <p class="switcher__rest">{t("switcher_rest")}</p>
        )}
        <p class="sr-only" role="status">{asked !== "" && t("switcher_count", { count: found.length })}</p>
        {!isPhone.value && <Keys />}
      </div>
    </dialog>
  );
}

function Keys() {
  return (
    <p class="switcher__keys" aria-hidden="true">
      <kbd>↑</kbd> <kbd>↓</kbd> {t("key_choose")} <kbd>↵</kbd> {t("open")} <kbd>Esc</kbd> {t("close")}
    </p>
  );
}

/** The places that are known, and the people whom the server knows besides. */
function useFound(asked: string): Choice[] {
  useFinding(asked === "" ? null : fold(asked.replace(/^[#@]/, "")), null);
  const shortcuts = useShortcuts(false);
  const choices = useMemo(allChoices, [
    shortcuts.length,
    store.channels.value,
    store.people.value,
    store.unread.value,
    store.unreadThreads.value,
    store.lastPage("threads"),
    visits.value,
  ]);
  return useMemo(() => {
    if (asked === "") return waitingPlaces(choices.filter((choice) => !isHere(choice))).slice(0, SHOWN_AT_REST);
    const wanted = asked.startsWith("#") ? choices.filter(isChannel) : asked.startsWith("@") ? choices.filter(isSomebody) : choices;
    return likeliestPlaces(wanted, asked).slice(0, SHOWN);
  }, [choices, asked]);
}

const isChannel = (choice: Choice) => choice.kind === "channel";
const isSomebody = (choice: Choice) => choice.kind === "person" || choice.channel?.kind === "direct";

function searchChoice(asked: string): Choice {
  return {
    kind: "page",
    id: "search-messages",
    title: t("search_for", { query: asked }),
    icon: Search,
    mine: true,
    visited_at: 0,
    unread: 0,
    order: 5,
    open: () => go(searchPath(asked)),
  };
}
