/** Follow a person or a hashtag, or stop; what was muted is let in again first. */

import { BellOff, Check, Plus } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { stanceKey, type StanceKind } from "../../store";
import { attempt } from "../../ui/attempt";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { store } from "../../ui/store";

interface FollowButtonProps {
  kind: StanceKind;
  /** A person's id, or a hashtag's folded form. */
  target: string;
  /** It is what one comes here for. */
  primary?: boolean;
  onChange?: () => void;
}

export function FollowButton({ kind, target, primary = false, onChange }: FollowButtonProps) {
  const known = store.feedSettings.value !== null;
  const online = store.connection.value.state === "online";
  const [busy, setBusy] = useState(false);
  useEffect(() => void store.actions.loadFeedSettings().catch(() => undefined), [online]);
  const stance = store.stances.value[stanceKey(kind, target)]?.stance ?? "none";
  const turn = async () => {
    setBusy(true);
    await attempt(() => store.actions.setStance(kind, target, stance === "none" ? "follow" : "none"));
    setBusy(false);
    onChange?.();
  };
  const [icon, words] = ({ none: [Plus, t("follow_them")], follow: [Check, t("following")], mute: [BellOff, t("unmute")] } as const)[stance];
  return (
    <Button icon={icon} look={primary && stance === "none" ? "primary" : "plain"} aria-pressed={stance === "follow"} disabled={busy || !known} onClick={() => void turn()}>
      {words}
    </Button>
  );
}
