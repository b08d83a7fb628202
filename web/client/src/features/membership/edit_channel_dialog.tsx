/** Change a channel's name, topic and purpose. */

import { useState } from "preact/hooks";
import type { ChannelView, Posting } from "../../protocol";
import type { OperationError } from "../../store";
import { sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { ChoiceField, TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { channelWord } from "./create_dialog";

export function EditChannelDialog({ channel }: { channel: ChannelView }) {
  const [name, setName] = useState(channel.name);
  const [topic, setTopic] = useState(channel.topic ?? "");
  const [purpose, setPurpose] = useState(channel.purpose ?? "");
  const [posting, setPosting] = useState<Posting>(channel.posting ?? "everyone");
  const [error, setError] = useState<string | null>(null);
  const save = async () => {
    if (name.trim() === "") return setError(t("name_needed"));
    const change = {
      ...(name.trim() === channel.name ? {} : { name: name.trim() }),
      ...(topic.trim() === (channel.topic ?? "") ? {} : { topic: topic.trim() }),
      ...(posting === (channel.posting ?? "everyone") ? {} : { posting }),
      ...(purpose.trim() === (channel.purpose ?? "") ? {} : { purpose: purpose.trim() }),
    };
    try {
      if (Object.keys(change).length > 0) await store.actions.updateChannel(channel.id, change);
      closeDialog();
    } catch (failure) {
      setError((failure as OperationError).code === "conflict" ? t("name_taken", { name }) : sentenceFor(failure));
    }
  };
  return (
    <Dialog
      title={t("edit_channel")}
      onSubmit={save}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit">{t("save_changes")}</Button>
        </>
      }
    >
      <TextField
        label={t("channel_name")}
        value={name}
        onText={(text) => (setName(channelWord(text)), setError(null))}
        error={error}
        maxLength={80}
        autoFocusHere
      />
      <TextField label={t("topic")} optional={t("optional")} value={topic} onText={setTopic} hint={t("topic_hint")} maxLength={250} />
      <TextField label={t("purpose")} optional={t("optional")} value={purpose} onText={setPurpose} maxLength={250} />
      <ChoiceField<Posting>
        legend={t("post.who")}
        value={posting}
        onChoose={setPosting}
        options={[
          { value: "everyone", label: t("post.who_everyone") },
          { value: "authors", label: t("post.who_authors"), hint: t("post.who_authors_hint") },
          { value: "owners", label: t("post.who_owners") },
        ]}
      />
    </Dialog>
  );
}
