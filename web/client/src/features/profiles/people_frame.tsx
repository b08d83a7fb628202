/** The frame of what is told of everybody: the directory, the chart, who knows about what. */

import type { ComponentChildren } from "preact";
import { t } from "../../ui/i18n";
import { Empty } from "../../ui/placeholder";
import { chartPath, expertsPath, peoplePath } from "../../ui/router";
import { store } from "../../ui/store";
import { Page } from "../shell/page";
import "./people.css";

export type PeopleView = "directory" | "chart" | "experts";

interface PeopleFrameProps {
  view: PeopleView;
  head?: ComponentChildren;
  children: ComponentChildren;
}

export function PeopleFrame({ view, head, children }: PeopleFrameProps) {
  const tabs = [
    { view: "directory", href: peoplePath(), name: t("directory") },
    { view: "chart", href: chartPath(), name: t("chart") },
    { view: "experts", href: expertsPath(), name: t("experts") },
  ] as const;
  if (store.me.value?.role === "guest") {
    return (
      <Page title={t("people")} back>
        <Empty text={t("people_for_members")} />
      </Page>
    );
  }
  return (
    <Page
      title={t("people")}
      back
      head={
        <div class="people-head">
          <nav class="people-tabs" aria-label={t("people")}>
            {tabs.map((tab) => (
              <a key={tab.view} href={tab.href} aria-current={tab.view === view ? "page" : undefined}>{tab.name}</a>
            ))}
          </nav>
          {head}
        </div>
      }
    >
      {children}
    </Page>
  );
}
