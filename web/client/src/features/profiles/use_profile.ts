/** A person's profile, asked for when it is looked at. */

import { useEffect, useState } from "preact/hooks";
import type { ProfileView } from "../../protocol";
import { sentenceFor } from "../../ui/attempt";
import { store } from "../../ui/store";
import { askFields, fields } from "./fields";

export interface Asked {
  profile: ProfileView | null;
  failed: string | null;
  again: () => void;
}

export function useProfile(personId: string): Asked {
  const [profile, setProfile] = useState<ProfileView | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const online = store.connection.value.state === "online";
  useEffect(() => {
    if (!online) return;
    let stale = false;
    setFailed(null);
    const guest = store.me.value?.role === "guest";
    const ready = guest || fields.value.length > 0 ? Promise.resolve() : askFields();
    Promise.all([store.actions.getProfile(personId), ready]).then(
      ([found]) => void (stale || setProfile(found)),
      (error) => void (stale || setFailed(sentenceFor(error))),
    );
    return () => void (stale = true);
  }, [personId, online, turn]);
  const mine = profile?.person.id === personId ? profile : null;
  return { profile: mine, failed, again: () => setTurn(turn + 1) };
}
