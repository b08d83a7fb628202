/** Put people in a channel. */

import { useState } from "preact/hooks";
import type { ChannelView, PersonView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { say } from "../../ui/toast";
import { PeopleField } from "../people/people_field";

export function InviteDialog({ channel }: { channel: ChannelView }) {
  const [chosen, setChosen] = useState<readonly PersonView[]>([]);
  const invite = async () => {
    if (chosen.length === 0) return;
    const done = await attempt(() => store.actions.invite(channel.id, chosen.map((person) => person.id)));
    if (!done) return;
    closeDialog();
    say(t("people_added", { count: chosen.length }));
  };
  return (
    <Dialog
      title={t("add_people_to", { name: channel.name })}
      onSubmit={invite}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit" disabled={chosen.length === 0}>{t("add_people")}</Button>
        </>
      }
    >
      <PeopleField label={t("find_person")} chosen={chosen} onChange={setChosen} channelId={channel.id} />
    </Dialog>
  );
}
