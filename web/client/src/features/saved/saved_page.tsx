/** What I keep for later, the latest first. */

import { BookmarkX } from "lucide";
import { attempt } from "../../ui/attempt";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";
import { MessageCard } from "../messages/message_card";
import { Page } from "../shell/page";
import "../threads/threads.css";

export function SavedPage() {
  const list = usePages("saved", store.actions.listSaved);
  const still = { ...list, items: list.items && list.items.filter((item) => store.savedIds.value.has(item.message.id)) };
  return (
    <Page title={t("saved")} back onRefresh={list.reload}>
      <div class="threads">
        <PagedList
          list={still}
          label={t("saved")}
          empty={<Empty title={t("saved_empty_title")} text={t("saved_empty")} />}
          keyOf={(item) => item.message.id}
          render={(item) => (
            <MessageCard
              message={item.message}
              place
              tools={
                <IconButton icon={BookmarkX} size={18} label={t("unsave")} onClick={() => void attempt(() => store.actions.toggleSaved(item.message))} />
              }
            />
          )}
        />
      </div>
    </Page>
  );
}
