/** How I stand towards a person or a hashtag, and a way to change it. */

import { useEffect, useState } from "preact/hooks";
import type { StanceView } from "../../protocol";
import { stanceKey, type StanceKind } from "../../store";
import { attempt } from "../../ui/attempt";
import { store } from "../../ui/store";

type Stance = StanceView["stance"];

interface MyStance {
  stance: Stance;
  /** It cannot be changed now: nothing is known yet, or a change is under way. */
  waits: boolean;
  /** Whether it has become so. */
  turn(to: Stance): Promise<boolean>;
}

export function useStance(kind: StanceKind, target: string): MyStance {
  const known = store.feedSettings.value !== null;
  const online = store.connection.value.state === "online";
  const [busy, setBusy] = useState(false);
  useEffect(() => void store.actions.loadFeedSettings().catch(() => undefined), [online]);
  const turn = async (to: Stance) => {
    setBusy(true);
    const done = await attempt(() => store.actions.setStance(kind, target, to));
    setBusy(false);
    return done;
  };
  return { stance: store.stances.value[stanceKey(kind, target)]?.stance ?? "none", waits: busy || !known, turn };
}
