/** The way into a channel, as its door is: join, ask, or who puts one in. */

import { useState } from "preact/hooks";
import type { CatalogueView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog, openDialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { channelPath, go } from "../../ui/router";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";

interface EnterProps {
  entry: CatalogueView;
  /** Joining leads nowhere else. */
  stays?: boolean;
}

export function Enter({ entry, stays }: EnterProps) {
  const { id, name } = entry;
  const joined = store.channels.value[id]?.joined ?? false;
  const asked = store.requests.value[`${id}/${store.me.value?.id}`] !== undefined;
  const open = () => go(channelPath(id));
  const join = async () => {
    if ((await attempt(() => store.actions.joinChannel(id))) && !stays) open();
  };
  if (joined) return <Button aria-label={t("open_channel", { name })} onClick={open}>{t("open")}</Button>;
  if (entry.door === "open") {
    return <Button look="primary" aria-label={t("join_channel", { name })} onClick={() => void join()}>{t("join")}</Button>;
  }
  if (asked) {
    return (
      <Button aria-label={t("ask_no_more_for", { name })} onClick={() => void attempt(() => store.actions.withdrawRequest(id))}>
        {t("ask_no_more")}
      </Button>
    );
  }
  if (entry.door !== "request") return <span class="catalogue__door">{t("door_invitation")}</span>;
  return (
    <Button look="primary" aria-label={t("ask_to_join_channel", { name })} onClick={() => openDialog(() => <AskDialog id={id} name={name} />)}>
      {t("ask_to_join")}
    </Button>
  );
}

function AskDialog({ id, name }: { id: string; name: string }) {
  const [words, setWords] = useState("");
  const ask = async () => {
    if (!(await attempt(() => store.actions.askToJoin(id, words)))) return;
    closeDialog();
    say(t("asked_to_join", { name }));
  };
  return (
    <Dialog
      title={t("ask_to_join_channel", { name })}
      onSubmit={ask}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit">{t("ask_to_join")}</Button>
        </>
      }
    >
      <TextField label={t("ask_words")} optional={t("optional")} maxLength={250} value={words} onText={setWords} autoFocusHere />
    </Dialog>
  );
}
