// What screens see of the outbox beside the messages themselves.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Change, Pending, Store } from "../api";
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

/** Refused, and on no screen: its place is gone, or somebody looks elsewhere. */
function strandedIn(state: State) {
  const posts = state.pending.filter((mine) => mine.state === "failed" && !isInSight(state, mine));
  const edits = state.changes.filter((change) => change.kind === "edit" && change.state === "failed" && isGone(state, change));
  return posts.length + edits.length > 0 ? [...posts, ...edits] : NONE;
}

function isInSight(state: State, { channel_id, thread_id }: Pending): boolean {
  if (!state.channels[channel_id] || !state.looks[channel_id]) return false;
  const root = thread_id && state.messages[channel_id]?.[thread_id];
  return !thread_id || (!!root && !root.deleted);
}

function isGone(state: State, { channel_id, target, error }: Change): boolean {
  const message = state.messages[channel_id]?.[target];
  if (!state.channels[channel_id] || !state.looks[channel_id]) return true;
  return message?.deleted === true || (!message && error?.code === "not_found");
}
