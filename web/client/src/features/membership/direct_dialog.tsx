/** Start a direct message with one person or a few. */

import { useState } from "preact/hooks";
import type { PersonView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { channelPath, go } from "../../ui/router";
import { store } from "../../ui/store";
import { PeopleField } from "../people/people_field";

/** Open the direct message with these people. */
export async function openDirectWith(personIds: string[]): Promise<void> {
  await attempt(async () => {
    const channel = await store.actions.openDirect(personIds);
    closeDialog();
    go(channelPath(channel.id));
  });
}

export function DirectDialog() {
  const [chosen, setChosen] = useState<readonly PersonView[]>([]);
  const open = () => {
    if (chosen.length > 0) void openDirectWith(chosen.map((person) => person.id));
  };
  return (
    <Dialog
      title={t("new_direct")}
      onSubmit={open}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit" disabled={chosen.length === 0}>{t("open_conversation")}</Button>
        </>
      }
    >
      <PeopleField label={t("find_person")} chosen={chosen} onChange={setChosen} most={8} />
    </Dialog>
  );
}
