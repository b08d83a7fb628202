/** What administrators do to a hashtag: say what it is for, and make spellings one. */

import { useState } from "preact/hooks";
import type { HashtagView } from "../../protocol";
import { sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";

export function DescribeDialog({ hashtag, onDone }: { hashtag: HashtagView; onDone: () => void }) {
  const [label, setLabel] = useState(hashtag.label);
  const [description, setDescription] = useState(hashtag.description ?? "");
  const { save, error } = useSaving(async () => {
    await store.actions.describeHashtag(hashtag.tag, { label, description });
    onDone();
  });
  return (
    <Dialog title={t("hashtag_describe")} onSubmit={save} footer={<Button look="primary" type="submit">{t("save_changes")}</Button>}>
      <TextField label={t("hashtag_description")} value={description} onText={setDescription} maxLength={1000} hint={t("hashtag_description_hint")} autoFocusHere />
      <TextField label={t("hashtag_label")} value={label} onText={setLabel} maxLength={100} hint={t("hashtag_label_hint")} error={error} />
    </Dialog>
  );
}

export function MergeDialog({ hashtag, onDone }: { hashtag: HashtagView; onDone: (into: string) => void }) {
  const [into, setInto] = useState("");
  const { save, error } = useSaving(async () => onDone((await store.actions.mergeHashtag(hashtag.tag, into)).label));
  const split = useSaving(async () => {
    for (const one of hashtag.also ?? []) await store.actions.mergeHashtag(one, null);
    onDone(hashtag.label);
  });
  return (
    <Dialog title={t("hashtag_merge_title", { tag: hashtag.label })} onSubmit={save} footer={<Button look="primary" type="submit" disabled={into.trim() === ""}>{t("hashtag_merge")}</Button>}>
      <p>{t("hashtag_merge_text", { tag: hashtag.label })}</p>
      <TextField label={t("hashtag_into")} value={into} onText={setInto} maxLength={100} placeholder="#" error={error ?? split.error} autoFocusHere />
      {(hashtag.also?.length ?? 0) > 0 && (
        <Button onClick={split.save}>{t("hashtag_split", { tags: hashtag.also!.map((one) => `#${one}`).join(", ") })}</Button>
      )}
    </Dialog>
  );
}

/** The dialog closes once it is done; else it says why not. */
function useSaving(work: () => Promise<void>): { save: () => Promise<void>; error: string | null } {
  const [error, setError] = useState<string | null>(null);
  const save = () => work().then(closeDialog, (refusal: unknown) => setError(sentenceFor(refusal)));
  return { save, error };
}
