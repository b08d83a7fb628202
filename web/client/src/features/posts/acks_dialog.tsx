/** Who has seen and understood a post, and who has not said so yet. */

import { BellRing } from "lucide";
import { useState } from "preact/hooks";
import type { MessageView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Avatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { shortDate } from "../../ui/dates";
import { Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import "../people/people_field.css";

const DAY_MS = 86_400_000;

export function AcksDialog({ message }: { message: MessageView }) {
  const [done, setDone] = useState(false);
  const [counts, setCounts] = useState<{ done: number; asked: number } | null>(null);
  const list = usePages(`acks/${message.id}/${done}`, async (after) => {
    const page = await store.actions.listAcks(message.id, done, after);
    setCounts(page);
    return { items: page.person_ids, next: page.next };
  });
  const post = (store.message(message.channel_id, message.id) ?? message).post;
  const [sent, setSent] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const reminded = sent ?? post?.reminded_at ?? null;
  const lately = reminded !== null && Date.now() - reminded < DAY_MS;
  const missing = counts !== null && counts.done < counts.asked;
  const remind = async () => {
    setBusy(true);
    if (await attempt(() => store.actions.remindAcks(message.id))) setSent(Date.now());
    setBusy(false);
  };
  return (
    <Dialog
      title={t("post.ack_title")}
      footer={
        !done && missing && (
          <>
            {lately && <span class="field__hint" role="status">{t("post.ack_reminded", { when: shortDate(reminded) })}</span>}
            <Button icon={BellRing} disabled={lately || busy} onClick={() => void remind()}>{t("post.ack_remind")}</Button>
          </>
        )
      }
    >
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
