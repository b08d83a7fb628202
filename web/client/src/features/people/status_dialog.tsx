/** What others see beside my name, and until when. */

import { useState } from "preact/hooks";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { ChoiceField, TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { endOf, type Span } from "./until";

const EMOJI = ["💬", "🏠", "🚆", "🌴", "🤒", "🎧", "☕", "📅"];

export function StatusDialog() {
  const me = store.me.value;
  const [text, setText] = useState(me?.status_text ?? "");
  const [emoji, setEmoji] = useState(me?.status_emoji ?? "");
  const [span, setSpan] = useState<Span>("today");
  const save = async (status: Parameters<typeof store.actions.setStatus>[0]) => {
    if (await attempt(() => store.actions.setStatus(status))) closeDialog();
  };
  const next = () => setEmoji(EMOJI[(EMOJI.indexOf(emoji) + 1) % EMOJI.length]!);
  const submit = () => {
    const mark = text.trim() !== "" && emoji === "" ? EMOJI[0]! : emoji;
    void save({ emoji: mark, text: text.trim(), until_at: endOf(span) });
  };
  return (
    <Dialog
      title={t("set_status")}
      onSubmit={submit}
      footer={
        <>
          {(me?.status_text || me?.status_emoji) && (
            <Button onClick={() => void save({ emoji: "", text: "", until_at: null })}>{t("clear_status")}</Button>
          )}
          <Button look="primary" type="submit">{t("save_changes")}</Button>
        </>
      }
    >
      <div class="status-row">
        <button type="button" class="status-row__emoji" aria-label={t("status_emoji")} onClick={next}>{emoji || EMOJI[0]}</button>
        <TextField label={t("status_text")} placeholder={t("status_example")} value={text} onText={setText} maxLength={250} autoFocusHere />
      </div>
      <ChoiceField<Span>
        legend={t("status_until")}
        value={span}
        onChoose={setSpan}
        options={[
          { value: "hour", label: t("span_hour") },
          { value: "today", label: t("span_today") },
          { value: "week", label: t("span_week") },
          { value: "always", label: t("span_always") },
        ]}
      />
    </Dialog>
  );
}
