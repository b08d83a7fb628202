/** An entry's words: the question, other ways to ask it, the answer, and whose it is. */

import { Trash2 } from "lucide";
import { useState } from "preact/hooks";
import type { AddEntry, FaqEntryView } from "../../protocol";
import { sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog, openDialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { say, sayWith } from "../../ui/toast";
import { LongField, PlaceChoice, ReviewAndLanguage } from "./entry_fields";
import { MemberField } from "./member_field";
import { useWords, wordsOf, type Words } from "./use_words";
import "../people/person_pane.css";
import "./faq.css";

interface EntryDialogProps {
  /** What is written here is kept under this. */
  place: string;
  draft: Partial<AddEntry>;
  entry: FaqEntryView | null;
}

const KEPT_SAID_MS = 10_000;

export function EntryDialog(props: EntryDialogProps) {
  const { place, draft, entry } = props;
  const sayKept = () => sayWith(t("faq_kept"), { kind: "faq", verb: t("faq_go_on"), act: () => openDialog(() => <EntryDialog {...props} />) }, KEPT_SAID_MS);
  const { words, write, forget, holds, outdated } = useWords(place, draft, entry, sayKept);
  const [error, setError] = useState<string | null>(null);
  const { question, answer, variants, ownerId } = words;
  const save = async () => {
    if (question.trim() === "" || answer.trim() === "") return setError(t("faq_both_needed"));
    if (entry && !ownerId) return setError(t("faq_owner_needed"));
    try {
      await sendWords(words, draft, entry);
      forget();
      closeDialog();
      say(t(entry ? "faq_changed" : "faq_added"));
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  };
  const drop = () => {
    forget();
    closeDialog();
    say(t("draft_deleted"));
  };
  return (
    <Dialog
      title={t(entry ? "faq_change" : "faq_add")}
      wide
      onSubmit={save}
      footer={
        <>
          {holds && <Button look="quiet" icon={Trash2} class="faq-drop" onClick={drop}>{t("post.discard")}</Button>}
          <Button onClick={closeDialog}>{t(holds ? "post.later" : "cancel")}</Button>
          <Button look="primary" type="submit">{t("save_entry")}</Button>
        </>
      }
    >
      {outdated && <p class="field__hint" role="status">{t("faq_moved_on")}</p>}
      <TextField label={t("faq_question")} value={question} onText={(text) => write({ question: text })} maxLength={500} autoFocusHere={question === ""} />
      <LongField label={t("faq_answer_label")} value={answer} onText={(text) => write({ answer: text })} rows={7} maxLength={8000} />
      <LongField label={t("faq_variants")} hint={t("faq_variants_hint")} value={variants} onText={(text) => write({ variants: text })} rows={2} maxLength={4000} />
      {!entry && draft.channel_id && <PlaceChoice channelId={draft.channel_id} chosen={words.place} onChoose={(id) => write({ place: id })} />}
      <ReviewAndLanguage words={words} write={write} told={!entry} />
      {entry && <MemberField label={t("faq_owner")} hint={t("faq_owner_hint")} channelId={entry.channel_id ?? null} chosenId={ownerId} onChoose={(id) => write({ ownerId: id })} />}
      {error && <p class="field__error" role="alert">{error}</p>}
    </Dialog>
  );
}

async function sendWords(words: Words, draft: Partial<AddEntry>, entry: FaqEntryView | null): Promise<void> {
  const { actions } = store;
  const { question, answer, variants, review, language, ownerId, place } = words;
  const said = { question: question.trim(), answer: answer.trim(), variants: lines(variants), review_on: review, language: language || null };
  if (entry) await actions.changeEntry({ entry_id: entry.id, ...changedIn({ ...said, owner_id: ownerId }, words, wordsOf(draft, entry)) });
  else await actions.addEntry({ ...said, channel_id: place, message_id: draft.message_id ?? null });
}

const WRITTEN = { question: "question", answer: "answer", variants: "variants", review_on: "review", language: "language", owner_id: "ownerId" } as const;

/** What I left alone stays as it is now, whoever changed it meanwhile. */
function changedIn<Said extends Record<keyof typeof WRITTEN, unknown>>(said: Said, words: Words, before: Words): Partial<Said> {
  const keys = (Object.keys(WRITTEN) as (keyof typeof WRITTEN)[]).filter((key) => words[WRITTEN[key]] !== before[WRITTEN[key]]);
  return Object.fromEntries(keys.map((key) => [key, said[key]])) as Partial<Said>;
}

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(0, 20);
