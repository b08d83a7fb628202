/** What I did to a message and the server has not confirmed, or has refused. */

import { Clock, RotateCw, Trash2, TriangleAlert } from "lucide";
import type { Change } from "../../store";
import { sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t, type Key } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { Sending } from "./pending_row";

const FAILED: Partial<Record<Change["kind"], Key>> = { edit: "change_edit_failed", delete: "change_delete_failed" };

/** Nothing while all is well; a clock while an edit waits for the network. */
export function ChangeStates({ messageId }: { messageId: string }) {
  return <>{store.changesOf(messageId).map((change) => <ChangeState key={change.id} change={change} />)}</>;
}

function ChangeState({ change }: { change: Change }) {
  if (change.state === "failed") return <FailedChange change={change} />;
  if (change.kind === "read") return null;
  if (change.state === "sending") return <Sending />;
  if (change.state !== "waiting") return null;
  return (
    <p class="pending-state">
      <Icon of={Clock} size={14} />
      {t("pending_waiting")}
    </p>
  );
}

/** Why it failed, the text of an edit that would be lost, and the ways on. */
export function FailedChange({ change }: { change: Change }) {
  return (
    <div class="pending-state pending-state--failed" role="alert">
      <span class="pending-state__why">
        <Icon of={TriangleAlert} size={16} />
        {t(FAILED[change.kind] ?? "change_failed", { reason: sentenceFor(change.error) })}
      </span>
      {change.kind === "edit" && <blockquote class="pending-state__text">{change.text}</blockquote>}
      <Button icon={RotateCw} onClick={() => store.actions.retry(change.id)}>{t("retry")}</Button>
      <Button icon={Trash2} look="quiet" onClick={() => store.actions.discard(change.id)}>{t("discard")}</Button>
    </div>
  );
}
