/** The FAQ: its entries, found as one types; one alone where a link names it. */

import { useEffect, useState } from "preact/hooks";
import { Ellipsis, Plus } from "lucide";
import type { FaqEntryView } from "../../protocol";
import { faqName } from "../../store/faq";
import { Button, IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty } from "../../ui/placeholder";
import { openPopup } from "../../ui/popup";
import { store } from "../../ui/store";
import { Page } from "../shell/page";
import "../threads/threads.css";
import { EntryCard } from "./entry_card";
import { FaqMenu } from "./faq_menu";
import { mayWriteEntries, openEntryDialog, today } from "./open";
import { Deflection } from "./deflection";
import "./faq.css";

const WAIT_MS = 200;

export function FaqPage({ entryId }: { entryId: string | null }) {
  const [query, setQuery] = useState("");
  const [due, setDue] = useState(false);
  const anyDue = useAnyDue();
  const tools = mayWriteEntries() && (
    <>
      <Button look="primary" icon={Plus} onClick={() => openEntryDialog({ question: query })}>{t("faq_add_short")}</Button>
      <IconButton
        icon={Ellipsis}
        label={t("more")}
        aria-haspopup="menu"
        onClick={(event) => openPopup(event.currentTarget, t("faq"), () => <FaqMenu />)}
      />
    </>
  );
  return (
    <Page title={t("faq")} back tools={tools} head={!entryId && <QueryField onQuery={setQuery} />}>
      <div class="threads">
        {entryId ? <OneEntry key={entryId} entryId={entryId} /> : (
          <>
            {mayWriteEntries() && (
              <div class="faq-lead">
                {(due || anyDue) && <button type="button" class="filter-chip" aria-pressed={due} onClick={() => setDue(!due)}>{t("faq_to_review")}</button>}
                {query === "" && !due && <Deflection />}
              </div>
            )}
            <Entries query={query} due={due} />
          </>
        )}
      </div>
    </Page>
  );
}

function Entries({ query, due }: { query: string; due: boolean }) {
  const by = due ? today() : "";
  const list = usePages<FaqEntryView>(faqName(query, by), (after) => store.actions.listEntries(query, after, by));
  const changes = store.faqChanges.value;
  useEffect(() => {
    if (changes > 0) void list.reload();
  }, [changes]);
  return (
    <PagedList
      list={list}
      label={t("faq")}
      empty={due ? <Empty text={t("faq_none_due")} /> : query === "" ? <Empty title={t("faq_empty_title")} text={t(mayWriteEntries() ? "faq_empty" : "faq_empty_guest")} /> : <Empty text={t("faq_nothing")} />}
      keyOf={(entry) => entry.id}
      render={(entry) => <EntryCard entry={entry} />}
    />
  );
}

function OneEntry({ entryId }: { entryId: string }) {
  const load = async () => ({ items: [await store.actions.getEntry(entryId)], next: null });
  const list = usePages<FaqEntryView>(`faq-entry/${entryId}`, load);
  const changes = store.faqChanges.value;
  useEffect(() => {
    if (changes > 0) void list.reload();
  }, [changes]);
  return (
    <>
      <PagedList list={list} label={t("faq")} empty={null} keyOf={(entry) => entry.id} render={(entry) => <EntryCard entry={entry} whole />} />
      <a class="faq-all" href="/faq">{t("faq_all")}</a>
    </>
  );
}

/** Is anything to be looked at again by today? */
function useAnyDue(): boolean {
  const [any, setAny] = useState(false);
  const online = store.connection.value.state === "online";
  const changes = store.faqChanges.value;
  useEffect(() => {
    if (!online || !mayWriteEntries()) return;
    let stale = false;
    store.actions.listEntries("", undefined, today()).then((page) => void (stale || setAny(page.items.length > 0)), () => undefined);
    return () => void (stale = true);
  }, [online, changes]);
  return any;
}

/** What is typed counts once the hand rests. */
function QueryField({ onQuery }: { onQuery: (query: string) => void }) {
  const [text, setText] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => onQuery(text.trim()), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="faq-query" role="search">
      <input
        type="search"
        class="search-field"
        aria-label={t("faq_search")}
        placeholder={t("faq_search")}
        maxLength={250}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </div>
  );
}
