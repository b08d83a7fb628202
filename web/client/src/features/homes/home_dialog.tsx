/** Furnish a channel's home: where it stands in the catalogue, its rules, the way in. */

import { useId, useState } from "preact/hooks";
import type { ChannelView, Door, HomeView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { closeDialog, Dialog } from "../../ui/dialog";
import { ChoiceField, TextField } from "../../ui/field";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";
import "../profiles/edit_profile.css";
import { nameOfSection } from "./catalogue_page";
import { SECTIONS } from "./narrowing";

interface HomeDialogProps {
  channel: ChannelView;
  home: HomeView;
  onHome: (home: HomeView) => void;
}

const DOORS: readonly Door[] = ["open", "request", "invitation", "hidden"];

export function HomeDialog({ channel, home, onHome }: HomeDialogProps) {
  const [purpose, setPurpose] = useState(channel.purpose ?? "");
  const [section, setSection] = useState<NonNullable<HomeView["section"]>>(home.section ?? "");
  const [theme, setTheme] = useState(home.theme ?? "");
  const [rules, setRules] = useState(home.rules ?? "");
  const [door, setDoor] = useState<Door>(home.door);
  const [rulesId, sectionId] = [useId(), useId()];
  const save = async () => {
    const done = await attempt(async () => {
      if (purpose !== (channel.purpose ?? "")) await store.actions.updateChannel(channel.id, { purpose });
      // What I left alone stays as it is now, whoever changed it meanwhile.
      const change = {
        ...(section !== (home.section ?? "") && { section }),
        ...(theme !== (home.theme ?? "") && { theme }),
        ...(rules !== (home.rules ?? "") && { rules }),
        ...(door !== home.door && { door }),
      };
      if (Object.keys(change).length > 0) onHome(await store.actions.furnishHome(channel.id, change));
    });
    if (done) closeDialog();
  };
  return (
    <Dialog
      title={t("edit_home")}
      wide
      onSubmit={save}
      footer={
        <>
          <Button onClick={closeDialog}>{t("cancel")}</Button>
          <Button look="primary" type="submit">{t("save_profile")}</Button>
        </>
      }
    >
      <TextField label={t("purpose")} maxLength={250} value={purpose} onText={setPurpose} autoFocusHere />
      <div class="field">
        <label for={sectionId}>{t("section")}</label>
        <select id={sectionId} class="select home__select" value={section} onChange={(event) => setSection(event.currentTarget.value as typeof section)}>
          <option value="">{t("section_none")}</option>
          {SECTIONS.map((one) => (
            <option key={one} value={one}>{nameOfSection(one)}</option>
          ))}
        </select>
      </div>
      <TextField label={t("theme_of_channel")} hint={t("theme_hint")} maxLength={60} value={theme} onText={setTheme} />
      <div class="field">
        <label for={rulesId}>{t("rules")}</label>
        <textarea id={rulesId} class="edit-profile__lines" rows={4} maxLength={4_000} value={rules} onInput={(event) => setRules(event.currentTarget.value)} />
      </div>
      {!channel.general && (
        <ChoiceField<Door>
          legend={t("way_in")}
          value={door}
          onChoose={setDoor}
          options={DOORS.map((one) => ({ value: one, label: t(`door_${one}`), hint: t(`door_${one}_hint`) }))}
        />
      )}
    </Dialog>
  );
}
