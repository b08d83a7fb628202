/** A day and a time, as the browser asks for them. */

import { useId, useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { fromField, offeredMoments, toField } from "./moments";
import { whenWords } from "./when_words";

const YEAR_MS = 365 * 24 * 3_600_000;

export function MomentDialog({ at, onChoose }: { at?: number | undefined; onChoose: (sendAt: number) => void }) {
  const id = useId();
  const now = Date.now();
  const first = at && at > now ? at : offeredMoments(now)[0]!.at;
  const [value, setValue] = useState(() => toField(first));
  const [asked, setAsked] = useState(false);
  const moment = fromField(value);
  const problem = moment === null || moment <= now ? t("moment_past") : moment > now + YEAR_MS ? t("moment_far") : null;
  const submit = () => {
    setAsked(true);
    if (problem || moment === null) return;
    closeDialog();
    onChoose(moment);
  };
  return (
    <Dialog
      title={t("send_later")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit">{t("send_later_set")}</Button>
        </>
      }
    >
      <div class="field">
        <label for={id}>{t("moment_label")}</label>
        <input
          id={id}
          type="datetime-local"
          data-autofocus
          value={value}
          min={toField(now)}
          max={toField(now + YEAR_MS)}
          aria-invalid={asked && problem ? true : undefined}
          aria-describedby={`${id}-note`}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
        <p id={`${id}-note`} class={asked && problem ? "field__error" : "field__hint"} role={asked && problem ? "alert" : undefined}>
          {asked && problem ? problem : moment && !problem ? whenWords(moment) : t("moment_zone")}
        </p>
      </div>
    </Dialog>
  );
}
