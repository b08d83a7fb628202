/** Search: a box, and what was found; a press jumps to the message. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { SearchHit } from "../../protocol";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty } from "../../ui/placeholder";
import { go, searchPath } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { MessageCard } from "../messages/message_card";
import { Page } from "../shell/page";
import { SearchBox } from "./search_box";
import { marked } from "./marked";
import "../threads/threads.css";
import "./search.css";

export function SearchPage({ query }: { query: string }) {
  return (
    <Page title={t("search")} tools={isPhone.value ? null : <span class="message__time">{query}</span>}>
      <div class="threads">
        {isPhone.value && <PocketSearch query={query} />}
        {query.trim() === "" ? <Empty title={t("search_title")} text={t("search_hint")} /> : <Results key={query} query={query} />}
      </div>
    </Page>
  );
}

function Results({ query }: { query: string }) {
  const list = usePages<SearchHit>(query, (after) => store.actions.search(query.trim(), after ? { after } : {}));
  return (
    <PagedList
      list={list}
      label={t("results")}
      empty={<Empty title={t("nothing_found_title")} text={t("nothing_found", { query })} />}
      keyOf={(hit) => hit.id}
      render={(hit) => <MessageCard message={hit} place excerpt={<p class="text">{marked(hit.excerpt, hit.marks ?? [])}</p>} />}
    />
  );
}

/** In the pocket the box stands on the page itself. */
function PocketSearch({ query }: { query: string }) {
  const [text, setText] = useState(query);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    setText(query);
    if (query.trim() === "" || query.endsWith(" ")) form.current?.querySelector("input")?.focus();
  }, [query]);
  return (
    <form ref={form} role="search" onSubmit={(event) => (event.preventDefault(), go(searchPath(text), true))}>
      <SearchBox text={text} onText={setText} />
    </form>
  );
}
