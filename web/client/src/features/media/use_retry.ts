/** What failed to load once is tried again: when the connection comes back, or when it is pressed. */

import { useEffect, useState } from "preact/hooks";
import { store } from "../../ui/store";

export interface Retry {
  broken: boolean;
  /** Changes with each try: as a `key` it makes the element anew. */
  turn: number;
  fails: () => void;
  again: () => void;
}

/** Of what browsers keep once it came, as pictures, give the `url`: it is asked for past all caches. */
export function useRetry(url?: string): Retry {
  const [broken, setBroken] = useState(false);
  const [turn, setTurn] = useState(0);
  const online = !broken || store.connection.value.state === "online"; // who is whole need not know
  const again = async () => {
    if (url) await whole(url).catch(() => undefined);
    setBroken(false);
    setTurn((before) => before + 1);
  };
  useEffect(() => {
    if (online && broken) void again();
  }, [online]);
  return { broken, turn, fails: () => setBroken(true), again: () => void again() };
}

/** All of it must be there before it is asked for again: what caches hold until then is the old. */
async function whole(url: string): Promise<void> {
  await (await fetch(url, { cache: "reload" })).blob();
}
