/** All channels that one may know of, by section and theme; what to look into; who asks to come in. */

import { useEffect, useState } from "preact/hooks";
import { Hash, Lock, Plus } from "lucide";
import type { CatalogueView, ThemeView } from "../../protocol";
import type { CatalogueQuery } from "../../store/homes";
import { Button, IconButton } from "../../ui/button";
import { shortDate } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty, MessageSkeleton } from "../../ui/placeholder";
import { QueryField } from "../../ui/query_field";
import { cataloguePath, homePath, narrowTo } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { store } from "../../ui/store";
import { openCreate } from "../membership/open";
import { mayInvite } from "../people/may_administer";
import { Page } from "../shell/page";
import { Enter } from "./enter";
import { parseCatalogue, SECTIONS, themesOf, type Section } from "./narrowing";
import { Requests } from "./requests";
import "../profiles/people.css";
import "./homes.css";

export function CataloguePage({ search }: { search: string }) {
  const asked = parseCatalogue(search);
  const themes = useThemes();
  const list = usePages<CatalogueView>(cataloguePath(asked), (after) => store.actions.listCatalogue(asked, after));
  const narrow = (change: CatalogueQuery) => narrowTo(cataloguePath({ ...asked, ...change }));
  const all = !asked.query && !asked.section && !asked.theme;
  return (
    <Page
      title={t("catalogue")}
      back
      tools={mayInvite() && <Create />}
      head={
        <div class="people-head">
          <nav class="people-tabs" aria-label={t("sections")}>
            <a href={cataloguePath({})} aria-current={asked.section ? undefined : "page"}>{t("section_all")}</a>
            {SECTIONS.map((section) => (
              <a key={section} href={cataloguePath({ section })} aria-current={asked.section === section ? "page" : undefined}>{nameOfSection(section)}</a>
            ))}
          </nav>
          <QueryField label={t("find_channel")} query={asked.query ?? ""} onQuery={(query) => narrow({ query })} />
          <Themes themes={themesOf(themes, asked.section)} chosen={asked.theme ?? ""} onChoose={(theme) => narrow({ theme })} />
        </div>
      }
    >
      <div class="people-list catalogue">
        {all && <Requests />}
        {all && <Suggested />}
        <PagedList
          list={list}
          label={t("catalogue")}
          empty={<Empty text={t("no_channel_found")} />}
          waiting={<MessageSkeleton rows={6} />}
          keyOf={(entry) => entry.id}
          render={(entry) => <Entry entry={entry} />}
        />
      </div>
    </Page>
  );
}

/** On a phone the title needs the room. */
function Create() {
  if (isPhone.value) return <IconButton icon={Plus} label={t("create_channel")} onClick={openCreate} />;
  return <Button icon={Plus} onClick={openCreate}>{t("create_channel")}</Button>;
}

export const nameOfSection = (section: Exclude<Section, "">): string =>
  t(({ work: "section_work", sites: "section_sites", clubs: "section_clubs" } as const)[section]);

function useThemes(): readonly ThemeView[] {
  const [themes, setThemes] = useState<readonly ThemeView[]>([]);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (online) void store.actions.listThemes().then(setThemes, () => undefined);
  }, [online]);
  return themes;
}

function Themes({ themes, chosen, onChoose }: { themes: readonly [string, number][]; chosen: string; onChoose: (theme: string) => void }) {
  if (themes.length === 0) return null;
  return (
    <div class="people-filters" role="group" aria-label={t("themes")}>
      {themes.map(([theme, count]) => (
        <button
          key={theme}
          type="button"
          class={`filter-chip ${theme === chosen ? "filter-chip--set" : ""}`}
          aria-pressed={theme === chosen}
          onClick={() => onChoose(theme === chosen ? "" : theme)}
        >
          {theme} <span class="catalogue__count tabular">{count}</span>
        </button>
      ))}
    </div>
  );
}

/** Where people are whom I know from small channels. */
function Suggested() {
  const [found, setFound] = useState<readonly CatalogueView[]>([]);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (online) void store.actions.suggestChannels().then(setFound, () => undefined);
  }, [online]);
  const left = found.filter((entry) => !store.channels.value[entry.id]?.joined);
  if (left.length === 0) return null;
  return (
    <section class="catalogue__part" aria-label={t("suggested_channels")}>
      <h2 class="requests__title">{t("suggested_channels")}</h2>
      <ul role="list">
        {left.map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Entry({ entry }: { entry: CatalogueView }) {
  const readable = entry.door === "open" || store.channels.value[entry.id] !== undefined;
  const meta = [
    t("member_count", { count: entry.member_count }),
    entry.known ? t("known_there", { count: entry.known }) : "",
    entry.theme ?? "",
    entry.active_at ? t("active_at", { when: shortDate(entry.active_at) }) : "",
  ];
  return (
    <div class="catalogue__row">
      <Icon of={entry.door === "open" ? Hash : Lock} class="catalogue__mark" />
      <span class="people-row__words">
        {readable ? <a class="people-row__name" href={homePath(entry.id)}>{entry.name}</a> : <span class="people-row__name">{entry.name}</span>}
        {(entry.purpose || entry.topic) && <span class="catalogue__purpose">{entry.purpose || entry.topic}</span>}
        <span class="people-row__meta">{meta.filter(Boolean).join(" · ")}</span>
      </span>
      <Enter entry={entry} />
    </div>
  );
}

