// Messages that are sent later: the server keeps and sends them, here they are shown and changed.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Events, ScheduledView } from "../protocol";
import type { Actions } from "./api";
import { all, type Ask, type Core } from "./core";
import { newClientId } from "./outbox/ids";
import { byId, omit, put, type State, type Table } from "./state";

const PAGE = 500;

export function scheduledChanged(state: State, { scheduled }: Events["scheduled.changed"]): State {
  return { ...state, scheduled: put(state.scheduled, scheduled.id, scheduled) };
}

export function scheduledRemoved(state: State, data: Events["scheduled.removed"]): State {
  return { ...state, scheduled: omit(state.scheduled, data.scheduled_id) };
}

/** What the person has not sent yet, of both sorts. */
export async function loadUnsent(ask: Ask): Promise<Pick<State, "drafts" | "scheduled">> {
  const [drafts, scheduled] = await Promise.all([
    all((after) => ask("drafts.list", { limit: PAGE, after })),
    all((after) => ask("scheduled.list", { limit: PAGE, after })),
  ]);
  return {
    drafts: Object.fromEntries(drafts.map((draft) => [draft.thread_id ?? draft.channel_id, draft])),
    scheduled: byId(scheduled),
  };
}

/** The next first. */
export function inOrder(scheduled: ReadonlySignal<Table<ScheduledView>>): ReadonlySignal<readonly ScheduledView[]> {
  return computed(() => Object.values(scheduled.value).sort((a, b) => a.send_at - b.send_at || (a.id < b.id ? -1 : 1)));
}

type ScheduleActions = Pick<Actions, "schedule" | "changeScheduled" | "removeScheduled" | "sendScheduledNow">;

export function scheduleActions(core: Core): ScheduleActions {
  const { ask } = core;
  return {
    schedule: async ({ channel_id, thread_id, text, files = [], also_to_channel, send_at, client_id = newClientId() }) => {
      const file_ids = files.map((file) => file.id);
      const place = { channel_id, thread_id: thread_id ?? undefined, also_to_channel };
      let scheduled = await ask("scheduled.add", { ...place, text, file_ids, send_at, client_id });
      // Scheduled by an earlier attempt, whose answer was lost, for another time.
      if (scheduled.send_at !== send_at) scheduled = await ask("scheduled.change", { scheduled_id: scheduled.id, send_at });
      core.update((state) => scheduledChanged(state, { scheduled }));
      return scheduled;
    },
    changeScheduled: async (scheduled_id, change) => {
      const scheduled = await ask("scheduled.change", { scheduled_id, ...change });
      core.update((state) => scheduledChanged(state, { scheduled }));
    },
    removeScheduled: async (scheduled_id) => {
      await ask("scheduled.remove", { scheduled_id });
      core.update((state) => scheduledRemoved(state, { scheduled_id }));
    },
    sendScheduledNow: async (scheduled_id) => {
      await ask("scheduled.send_now", { scheduled_id });
    },
  };
}
