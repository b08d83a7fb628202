// What screens see of the outbox beside the messages themselves.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Change, Store } from "../api";
import { keyed, part } from "../selectors";
import type { State } from "../state";

export type UnsentSignals = Pick<Store, "changesOf" | "stranded" | "unsent">;

const NONE: readonly Change[] = [];

export function unsentSignals(state: ReadonlySignal<State>): UnsentSignals {
  const pending = part(state, "pending");
  const changes = part(state, "changes");
  const of = keyed((id) =>
    computed(() => {
      const found = changes.value.filter((change) => change.target === id && change.state !== "sent");
      return found.length > 0 ? found : NONE;
    }),
  );
  return {
    changesOf: (messageId) => (changes.value.length > 0 ? of(messageId).value : NONE),
    stranded: computed(() => strandedIn(state.value)),
    unsent: computed(
      () =>
        pending.value.filter((mine) => mine.state !== "sent").length +
        changes.value.filter((change) => change.state !== "sent" && (change.kind === "edit" || change.kind === "delete")).length,
    ),
  };
}

/** Refused, and the place where it would be shown is gone. */
function strandedIn(state: State) {
  const posts = state.pending.filter((mine) => mine.state === "failed" && !state.channels[mine.channel_id]);
  const edits = state.changes.filter(
    (change) => change.kind === "edit" && change.state === "failed" && isGone(state, change),
  );
  return posts.length + edits.length > 0 ? [...posts, ...edits] : NONE;
}

function isGone(state: State, { channel_id, target, error }: Change): boolean {
  const message = state.messages[channel_id]?.[target];
  return !state.channels[channel_id] || message?.deleted === true || (!message && error?.code === "not_found");
}
