/** Hear no more of a person or a bot; bots are let in again here, people where one follows them. */

import { Bell, BellOff } from "lucide";
import type { PersonView } from "../../protocol";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { sayWith } from "../../ui/toast";
import { useStance } from "./use_stance";

const REGRET_MS = 10_000;

export function MuteButton({ person }: { person: PersonView }) {
  const { stance, waits, turn } = useStance("person", person.id);
  const muted = stance === "mute";
  if (muted && !person.bot) return null; // the button beside it says so
  const press = async () => {
    if (!(await turn(muted ? "none" : "mute")) || muted) return;
    const act = () => void turn(stance);
    sayWith(t("muted_person_said", { name: person.name }), { kind: "mute", verb: t("undo"), act }, REGRET_MS);
  };
  return <Button icon={muted ? Bell : BellOff} disabled={waits} onClick={() => void press()}>{t(muted ? "unmute" : "mute")}</Button>;
}
