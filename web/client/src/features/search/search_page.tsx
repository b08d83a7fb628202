/** Search: a box, filters as chips, and what was found; a press jumps to the message. */

import { useEffect } from "preact/hooks";
import { History, X } from "lucide";
import type { SearchHit } from "../../protocol";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty } from "../../ui/placeholder";
import { searchPath } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { MessageCard } from "../messages/message_card";
import { Page } from "../shell/page";
import { Besides } from "./besides";
import { countFound, FilterBar, searchAgain } from "./filter_bar";
import { marked, partedAt } from "./marked";
import { NothingFound, Refused } from "./nothing_found";
import { forgetSearches, noteSearch, recentSearches } from "./recent";
import { SearchField } from "./search_field";
import "../threads/threads.css";
import "./search.css";

export function SearchPage({ query }: { query: string }) {
  const asked = query.trim();
  return (
    <Page
      title={t("search")}
      head={
        <div class="search">
          {isPhone.value && <SearchField query={query} onSearch={searchAgain} eager />}
          <FilterBar query={query} />
        </div>
      }
    >
      <div class="threads">{asked === "" || asked.endsWith(":") ? <Beginning /> : <Results key={asked} query={asked} />}</div>
    </Page>
  );
}

function Results({ query }: { query: string }) {
  const list = usePages<SearchHit>(query, (after) => store.actions.search(query, after ? { after } : {}));
  useEffect(() => {
    if ((list.items?.length ?? 0) > 0) noteSearch(query);
  }, [list.items]);
  const count = list.items?.length ?? 0;
  if (list.failed && list.refused) return <Refused query={query} said={list.failed} />;
  return (
    <>
      <Besides query={query} />
      <p class="search__count" role="status">
        {list.items && count > 0 && t("found_count", { count: count, shown: countFound(count, list.more !== null) })}
      </p>
      <PagedList
        list={list}
        label={t("results")}
        empty={<NothingFound query={query} />}
        keyOf={(hit) => hit.id}
        render={(hit) => <HitCard hit={hit} />}
      />
    </>
  );
}

/** A title stands once, above the excerpt that begins with it. */
function HitCard({ hit }: { hit: SearchHit }) {
  const [title, rest] = partedAt(hit.title ?? "", hit.excerpt, hit.marks ?? []);
  return <MessageCard message={hit} place {...(title ? { title: marked(...title) } : {})} excerpt={<p class="text">{marked(...rest)}</p>} />;
}

/** Nothing asked yet: what can be asked, and what was asked before. */
function Beginning() {
  const recent = recentSearches.value;
  if (recent.length === 0) return <Empty title={t("search_title")} text={t("search_begin")} />;
  return (
    <section class="search__recent">
      <header>
        <h2>{t("recent_searches")}</h2>
        <IconButton icon={X} size={18} label={t("forget_searches")} onClick={forgetSearches} />
      </header>
      <ul role="list">
        {recent.map((query) => (
          <li key={query}>
            <a class="menu-item" href={searchPath(query)}>
              <Icon of={History} size={18} />
              <span class="menu-item__words clip">{query}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
