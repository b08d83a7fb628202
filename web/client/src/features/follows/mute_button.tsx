/** Hear no more of a person or a bot; bots are let in again here, people where one follows them. */

import { Bell, BellOff } from "lucide";
import type { PersonView } from "../../protocol";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { say } from "../../ui/toast";
import { useStance } from "./use_stance";

export function MuteButton({ person }: { person: PersonView }) {
  const { stance, waits, turn } = useStance("person", person.id);
  const muted = stance === "mute";
  if (muted && !person.bot) return null; // the button beside it says so
  const press = async () => {
    if ((await turn(muted ? "none" : "mute")) && !muted) say(t("muted_person_said", { name: person.name }));
  };
  return <Button icon={muted ? Bell : BellOff} disabled={waits} onClick={() => void press()}>{t(muted ? "unmute" : "mute")}</Button>;
}
