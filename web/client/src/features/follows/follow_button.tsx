/** Follow a person or a hashtag, or stop; what was muted is let in again first. */

import { BellOff, Check, Plus } from "lucide";
import type { StanceKind } from "../../store";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { useStance } from "./use_stance";

interface FollowButtonProps {
  kind: StanceKind;
  /** A person's id, or a hashtag's folded form. */
  target: string;
  /** It is what one comes here for. */
  primary?: boolean;
  onChange?: () => void;
}

export function FollowButton({ kind, target, primary = false, onChange }: FollowButtonProps) {
  const { stance, waits, turn } = useStance(kind, target);
  const press = async () => {
    await turn(stance === "none" ? "follow" : "none");
    onChange?.();
  };
  const [icon, words] = ({ none: [Plus, t("follow_them")], follow: [Check, t("following")], mute: [BellOff, t("unmute")] } as const)[stance];
  return (
    <Button icon={icon} look={primary && stance === "none" ? "primary" : "plain"} aria-pressed={stance === "follow"} disabled={waits} onClick={() => void press()}>
      {words}
    </Button>
  );
}
