/** Until when a message is pinned: chosen, changed, or taken away. */

import { useState } from "preact/hooks";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { ChoiceField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { fromMoment, momentOf, usualDay, type End, type Lasts } from "./ends";
import { UntilField } from "./until_field";

interface PinDialogProps {
  messageId: string;
  /** It is pinned already, until then or for good. */
  pinned: boolean;
  until?: number | null | undefined;
}

const CHOICES: readonly Lasts[] = ["until", "day", "week", "month", "always"];

export function PinDialog({ messageId, pinned, until }: PinDialogProps) {
  const [end, setEnd] = useState<End>(() => (pinned ? fromMoment(until, Date.now()) : { lasts: "until", day: usualDay(Date.now()) }));
  const untilAt = momentOf(end, Date.now());
  const save = async () => {
    const moment = momentOf(end, Date.now());
    if (moment === undefined) return;
    if (await attempt(() => store.actions.pinUntil(messageId, moment))) closeDialog();
  };
  return (
    <Dialog
      title={t(pinned ? "pin_change_title" : "pin_title")}
      onSubmit={save}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit" disabled={untilAt === undefined}>{t(pinned ? "save_changes" : "pin")}</Button>
        </>
      }
    >
      <ChoiceField
        legend={t("pin_how_long")}
        value={end.lasts}
        onChoose={(lasts) => setEnd({ ...end, lasts })}
        options={CHOICES.map((lasts) => ({ value: lasts, label: t(`pin_lasts_${lasts}`) }))}
      />
      {end.lasts === "until" && <UntilField day={end.day} onDay={(day) => setEnd({ ...end, day })} />}
    </Dialog>
  );
}
