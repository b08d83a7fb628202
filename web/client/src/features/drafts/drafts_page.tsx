/** What is not sent yet: messages for later, and what was begun and waits to be finished. */

import { t } from "../../ui/i18n";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { ScheduledCard } from "../scheduled/scheduled_card";
import { Page } from "../shell/page";
import { DraftCard } from "./draft_card";
import "../threads/threads.css";
import "./drafts.css";

export function DraftsPage() {
  const scheduled = store.scheduled.value;
  const drafts = store.drafts.value;
  return (
    <Page title={t("drafts")} back>
      <div class="threads">
        {scheduled.length + drafts.length === 0 && <Empty title={t("drafts_empty_title")} text={t("drafts_empty")} />}
        {scheduled.length > 0 && (
          <section class="unsent" aria-label={t("scheduled")}>
            <h2 class="unsent__title">{t("scheduled")}</h2>
            <ul role="list" class="unsent__list">
              {scheduled.map((item) => (
                <li key={item.id}>
                  <ScheduledCard scheduled={item} />
                </li>
              ))}
            </ul>
          </section>
        )}
        {drafts.length > 0 && (
          <section class="unsent" aria-label={t("drafts_begun")}>
            <h2 class="unsent__title">{t("drafts_begun")}</h2>
            <ul role="list" class="unsent__list">
              {drafts.map((draft) => (
                <li key={draft.thread_id ?? draft.channel_id}>
                  <DraftCard draft={draft} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Page>
  );
}
