/** The fields of an entry that no other dialog has. */

import { useId } from "preact/hooks";
import { ChoiceField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { signedTitle } from "../membership/title";
import { LANGUAGES, type EntryLanguage } from "./languages";
import type { Words } from "./use_words";
import "./faq.css";

interface ReviewAndLanguageProps {
  words: Words;
  write: (change: Partial<Words>) => void;
  /** The language may be told from the words. */
  told: boolean;
}

export function ReviewAndLanguage({ words, write, told }: ReviewAndLanguageProps) {
  const reviewField = useId();
  const languageField = useId();
  return (
    <>
      <div class="field">
        <label for={reviewField}>
          {t("faq_review_on")} <span class="field__optional">{t("optional")}</span>
        </label>
        <input id={reviewField} type="date" value={words.review} onInput={(event) => write({ review: event.currentTarget.value })} />
      </div>
      <div class="field">
        <label for={languageField}>{t("language")}</label>
        <select id={languageField} class="select" value={words.language} onChange={(event) => write({ language: event.currentTarget.value as EntryLanguage | "" })}>
          {told && <option value="">{t("faq_language_told")}</option>}
          {Object.entries(LANGUAGES).map(([code, name]) => <option key={code} value={code}>{name}</option>)}
        </select>
      </div>
    </>
  );
}

/** What was said in a closed channel stays there unless somebody says otherwise. */
export function PlaceChoice({ channelId, chosen, onChoose }: { channelId: string; chosen: string | null; onChoose: (id: string | null) => void }) {
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

export function LongField({ label, value, onText, hint, ...rest }: LongFieldProps) {
  const id = useId();
  return (
    <div class="field faq-long">
      <label for={id}>{label}</label>
      <textarea id={id} value={value} aria-describedby={hint ? `${id}-note` : undefined} onInput={(event) => onText(event.currentTarget.value)} {...rest} />
      {hint && <p id={`${id}-note`} class="field__hint">{hint}</p>}
    </div>
  );
}
