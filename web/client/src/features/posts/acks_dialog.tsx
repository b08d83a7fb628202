/** Who has seen and understood a post, and who has not said so yet. */

import { useState } from "preact/hooks";
import type { MessageView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import "../people/people_field.css";

export function AcksDialog({ message }: { message: MessageView }) {
  const [done, setDone] = useState(false);
  const [counts, setCounts] = useState<{ done: number; asked: number } | null>(null);
  const list = usePages(`acks/${message.id}/${done}`, async (after) => {
    const page = await store.actions.listAcks(message.id, done, after);
    setCounts(page);
    return { items: page.person_ids, next: page.next };
  });
  return (
    <Dialog title={t("post.ack_title")}>
      <div class="ack__tabs" role="group" aria-label={t("post.ack_title")}>
        <Tab label={t("post.ack_missing", { count: counts ? counts.asked - counts.done : 0 })} on={!done} onChoose={() => setDone(false)} />
        <Tab label={t("post.ack_have", { count: counts?.done ?? 0 })} on={done} onChoose={() => setDone(true)} />
      </div>
      <PagedList
        list={list}
        label={t("post.ack_title")}
        empty={<p class="field__hint">{t(done ? "post.ack_nobody" : "post.ack_all")}</p>}
        keyOf={(personId) => personId}
        render={(personId) => <PersonRow personId={personId} />}
      />
    </Dialog>
  );
}

function Tab({ label, on, onChoose }: { label: string; on: boolean; onChoose: () => void }) {
  return (
    <button type="button" class="ack__tab" aria-pressed={on} onClick={onChoose}>
      {label}
    </button>
  );
}

function PersonRow({ personId }: { personId: string }) {
  const person = store.person(personId);
  return (
    <div class="person-line">
      <Avatar id={personId} name={person?.name ?? "…"} size={24} photo={avatarUrl(person)} />
      <span class="person-line__name">{person?.name ?? "…"}</span>
      <span class="person-line__meta clip">{person?.title || (person && `@${person.handle}`)}</span>
    </div>
  );
}
