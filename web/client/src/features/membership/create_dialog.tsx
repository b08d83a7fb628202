/** Make a channel: a name, who may see it, what it is for. */

import { useState } from "preact/hooks";
import type { OperationError } from "../../store";
import { sentenceFor } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { ChoiceField, TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { channelPath, go } from "../../ui/router";
import { store } from "../../ui/store";

export function CreateDialog() {
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const [kind, setKind] = useState<"public" | "private">("public");
  const [error, setError] = useState<string | null>(null);
  const create = async () => {
    if (name.trim() === "") return setError(t("name_needed"));
    try {
      const channel = await store.actions.createChannel({ name: name.trim(), kind, topic: topic.trim() });
      closeDialog();
      go(channelPath(channel.id));
    } catch (failure) {
      setError((failure as OperationError).code === "conflict" ? t("name_taken", { name }) : sentenceFor(failure));
    }
  };
  return (
    <Dialog
      title={t("create_channel")}
      onSubmit={create}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit">{t("create")}</Button>
        </>
      }
    >
      <TextField
        label={t("channel_name")}
        value={name}
        onText={(text) => (setName(channelWord(text)), setError(null))}
        hint={t("channel_name_hint")}
        error={error}
        maxLength={80}
        autoFocusHere
      />
      <ChoiceField
        legend={t("who_sees_it")}
        value={kind}
        onChoose={setKind}
        options={[
          { value: "public", label: t("public"), hint: t("public_hint") },
          { value: "private", label: t("private"), hint: t("private_hint") },
        ]}
      />
      <TextField label={t("topic")} optional={t("optional")} value={topic} onText={setTopic} maxLength={250} />
    </Dialog>
  );
}

/** As a channel's name is written: lower case, hyphens for spaces. */
export function channelWord(text: string): string {
  return text.toLocaleLowerCase().replace(/\s+/g, "-").replace(/^[#@]+/, "");
}
