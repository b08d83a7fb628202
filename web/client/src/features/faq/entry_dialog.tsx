/** An entry's words: the question, other ways to ask it, the answer, and whose it is. */

import { useId, useState } from "preact/hooks";
import type { AddEntry, FaqEntryView } from "../../protocol";
import { sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { ChoiceField, TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";
import { signedTitle } from "../membership/title";
import { LANGUAGES, type EntryLanguage } from "./languages";
import { MemberField } from "./member_field";
import "../people/person_pane.css";
import "./faq.css";

interface EntryDialogProps {
  draft: Partial<AddEntry>;
  entry: FaqEntryView | null;
}

export function EntryDialog({ draft, entry }: EntryDialogProps) {
  const [question, setQuestion] = useState(entry?.question ?? draft.question ?? "");
  const [answer, setAnswer] = useState(entry?.answer ?? draft.answer ?? "");
  const [variants, setVariants] = useState((entry?.variants ?? []).join("\n"));
  const [review, setReview] = useState(entry?.review_on ?? "");
  const [language, setLanguage] = useState<EntryLanguage | "">(entry?.language ?? "");
  const [ownerId, setOwnerId] = useState<string | null>(entry?.owner_id ?? null);
  const [place, setPlace] = useState(draft.channel_id ?? null);
  const [error, setError] = useState<string | null>(null);
  const reviewField = useId();
  const languageField = useId();
  const { actions } = store;
  const save = async () => {
    if (question.trim() === "" || answer.trim() === "") return setError(t("faq_both_needed"));
    if (entry && !ownerId) return setError(t("faq_owner_needed"));
    const words = { question: question.trim(), answer: answer.trim(), variants: lines(variants), review_on: review, language: language || null };
    try {
      if (entry) await actions.changeEntry({ entry_id: entry.id, owner_id: ownerId, ...words });
      else await actions.addEntry({ ...words, channel_id: place, message_id: draft.message_id ?? null });
      closeDialog();
      say(t(entry ? "faq_changed" : "faq_added"));
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  };
  return (
    <Dialog
      title={t(entry ? "faq_change" : "faq_add")}
      wide
      onSubmit={() => void save()}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit">{t("save_entry")}</Button>
        </>
      }
    >
      <TextField label={t("faq_question")} value={question} onText={setQuestion} maxLength={500} autoFocusHere={question === ""} />
      <LongField label={t("faq_answer_label")} value={answer} onText={setAnswer} rows={7} maxLength={8000} />
      <LongField label={t("faq_variants")} hint={t("faq_variants_hint")} value={variants} onText={setVariants} rows={2} maxLength={4000} />
      {!entry && draft.channel_id && <PlaceChoice channelId={draft.channel_id} chosen={place} onChoose={setPlace} />}
      <div class="field">
        <label for={reviewField}>
          {t("faq_review_on")} <span class="field__optional">{t("optional")}</span>
        </label>
        <input id={reviewField} type="date" value={review} onInput={(event) => setReview(event.currentTarget.value)} />
      </div>
      <div class="field">
        <label for={languageField}>{t("language")}</label>
        <select id={languageField} class="select" value={language} onChange={(event) => setLanguage(event.currentTarget.value as EntryLanguage | "")}>
          {!entry && <option value="">{t("faq_language_told")}</option>}
          {Object.entries(LANGUAGES).map(([code, name]) => <option key={code} value={code}>{name}</option>)}
        </select>
      </div>
      {entry && <MemberField label={t("faq_owner")} hint={t("faq_owner_hint")} channelId={entry.channel_id ?? null} chosenId={ownerId} onChoose={setOwnerId} />}
      {error && <p class="field__error" role="alert">{error}</p>}
    </Dialog>
  );
}

/** What was said in a closed channel stays there unless somebody says otherwise. */
function PlaceChoice({ channelId, chosen, onChoose }: { channelId: string; chosen: string | null; onChoose: (id: string | null) => void }) {
  const channel = store.channels.value[channelId];
  return (
    <ChoiceField<"channel" | "everyone">
      legend={t("who_sees_it")}
      value={chosen === null ? "everyone" : "channel"}
      onChoose={(value) => onChoose(value === "everyone" ? null : channelId)}
      options={[
        { value: "channel", label: t("faq_for_channel", { name: channel ? signedTitle(channel) : "" }) },
        { value: "everyone", label: t("faq_for_everyone") },
      ]}
    />
  );
}

interface LongFieldProps {
  label: string;
  value: string;
  onText: (text: string) => void;
  rows: number;
  maxLength: number;
  hint?: string;
}

function LongField({ label, value, onText, hint, ...rest }: LongFieldProps) {
  const id = useId();
  return (
    <div class="field faq-long">
      <label for={id}>{label}</label>
      <textarea id={id} value={value} aria-describedby={hint ? `${id}-note` : undefined} onInput={(event) => onText(event.currentTarget.value)} {...rest} />
      {hint && <p id={`${id}-note`} class="field__hint">{hint}</p>}
    </div>
  );
}

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(0, 20);
