// How I want my digest: asked for where it is shown, and kept nowhere.

import type { DigestSettingsView, SetDigestSettings } from "../protocol";
import type { Core } from "./core";
import type { State } from "./state";

export interface DigestActions {
  getDigest(): Promise<DigestSettingsView>;
  setDigest(change: SetDigestSettings): Promise<DigestSettingsView>;
}

export function digestActions({ ask }: Core): DigestActions {
  return {
    getDigest: () => ask("digest.get_settings", {}),
    setDigest: (change) => ask("digest.set_settings", change),
  };
}

/** What shows the settings asks again. */
export function digestChanged(state: State): State {
  return { ...state, digestChanges: state.digestChanges + 1 };
}
