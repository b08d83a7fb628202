// Old state + event == fresh state: the reducer replayed over what the server's operations answer.
//
// A fixture is { old, push, fresh }: `old` and `fresh` are snapshots read before and after the
// event, and `normalise(reduceFixture(old, push))` must equal `normalise(fresh)`.

import type {
  ChannelView,
  DraftView,
  DeviceView,
  FeedSettingsView,
  HistoryPage,
  JoinRequestView,
  MessageView,
  MeView,
  NotificationsView,
  PersonView,
  PreferencesView,
  ReadView,
  ScheduledView,
  StanceView,
  WorkspaceView,
} from "../protocol";
import type { Position, Push } from "../realtime/frames";
import { keyed } from "./feed";
import { byKey } from "./homes";
import { insertPage } from "./pages";
import { apply } from "./reduce";
import { countOf, readKey } from "./reduce_reads";
import { byId, emptyState, type State } from "./state";

/** What the operations answered to one person, whole (no page has a next). */
export interface Snapshot {
  me: MeView; // people.me
  workspace: WorkspaceView; // workspace.get
  people: PersonView[]; // people.list
  channels: ChannelView[]; // channels.list
  reads: ReadView[]; // reads.list
  saved: Array<{ message: Pick<MessageView, "id">; saved_at: number }>; // saved.list
  preferences?: PreferencesView; // preferences.get
  drafts?: DraftView[]; // drafts.list
  scheduled?: ScheduledView[]; // scheduled.list
  notifications?: NotificationsView; // notifications.get
  devices?: DeviceView[]; // push.list
  requests?: JoinRequestView[]; // homes.requests
  stances?: StanceView[]; // follows.list
  feed_settings?: FeedSettingsView; // feed.get_settings
  history: Record<string, HistoryPage>; // messages.history, by channel id
  replies: Record<string, HistoryPage>; // threads.replies, by thread id
  positions: Record<string, Position>;
}

/** Apply one push to a snapshot, as a client that had loaded it would. */
export function reduceFixture(old: Snapshot, push: Push): Snapshot {
  return fromState(apply(toState(old), push), old);
}

export function toState(snapshot: Snapshot): State {
  let state: State = {
    ...emptyState,
    me: snapshot.me,
    workspace: snapshot.workspace,
    people: byId(snapshot.people),
    channels: byId(snapshot.channels),
    reads: Object.fromEntries(snapshot.reads.map((read) => [readKey(read), read])),
    saved: Object.fromEntries(snapshot.saved.map((item) => [item.message.id, item.saved_at])),
    preferences: snapshot.preferences ?? null,
    drafts: Object.fromEntries((snapshot.drafts ?? []).map((draft) => [draft.thread_id ?? draft.channel_id, draft])),
    scheduled: byId(snapshot.scheduled ?? []),
    notifications: snapshot.notifications ?? null,
    devices: byId(snapshot.devices ?? []),
    requests: byKey(snapshot.requests ?? []),
    stances: keyed(snapshot.stances ?? []),
    feedSettings: snapshot.feed_settings ?? null,
    positions: snapshot.positions,
  };
  const lists = [
    ...Object.entries(snapshot.history).map(([key, page]) => ({ key, channelId: key, page })),
    ...Object.entries(snapshot.replies).map(([key, page]) => ({ key, channelId: channelOf(key, snapshot), page })),
  ];
  for (const { key, channelId, page } of lists) {
    const asked = { cursor: "latest" } as const;
    state = insertPage(state, { channelId, listKey: key, page, asked, meanwhile: [] });
  }
  return state;
}

/** A snapshot without what order, defaults and moments of reading make different. */
export function normalise(snapshot: Snapshot): unknown {
  const pages = (table: Record<string, HistoryPage>) =>
    Object.fromEntries(Object.entries(table).map(([key, page]) => [key, page.items.map(bare)]));
  return {
    me: bare(snapshot.me),
    workspace: bare(snapshot.workspace),
    people: sorted(snapshot.people, (person) => person.id).map(bare),
    channels: sorted(snapshot.channels, (channel) => channel.id).map(({ head: _head, ...channel }) => bare(channel)),
    reads: sorted(snapshot.reads, readKey).map(({ head: _head, ...read }) => bare(read)),
    saved: sorted(snapshot.saved, (item) => item.message.id).map((item) => [item.message.id, item.saved_at]),
    preferences: snapshot.preferences ?? {},
    drafts: sorted(snapshot.drafts ?? [], (draft) => draft.thread_id ?? draft.channel_id).map(bare),
    scheduled: sorted(snapshot.scheduled ?? [], (scheduled) => scheduled.id).map(bare),
    notifications: bare(snapshot.notifications ?? {}),
    requests: sorted(snapshot.requests ?? [], (one) => `${one.channel_id} ${one.person_id}`).map(bare),
    devices: sorted(snapshot.devices ?? [], (device) => device.id).map(bare),
    stances: sorted(snapshot.stances ?? [], (one) => `${one.kind} ${one.target}`).map(bare),
    feed_settings: bare(snapshot.feed_settings ?? {}),
    history: pages(snapshot.history),
    replies: pages(snapshot.replies),
  };
}

function fromState(state: State, old: Snapshot): Snapshot {
  const page = (key: string, channelId: string): HistoryPage => {
    const known = state.messages[channelId] ?? {};
    const items = (state.lists[key]?.ids ?? []).map((id) => known[id]!).reverse();
    return { items, next: null, newer: null, head: state.positions[`c:${channelId}`]?.[1] ?? 0 };
  };
  return {
    me: state.me!,
    workspace: state.workspace!,
    people: Object.values(state.people),
    channels: Object.values(state.channels),
    reads: Object.entries(state.reads).map(([key, read]) => ({ ...read, ...countOf(read, state.tails[key]) })),
    saved: Object.entries(state.saved).map(([id, saved_at]) => ({ message: { id }, saved_at })),
    preferences: state.preferences ?? {},
    drafts: Object.values(state.drafts),
    scheduled: Object.values(state.scheduled),
    notifications: state.notifications ?? {},
    requests: Object.values(state.requests),
    devices: Object.values(state.devices),
    stances: Object.values(state.stances ?? {}),
    ...(state.feedSettings ? { feed_settings: state.feedSettings } : {}),
    history: mapKeys(old.history, (key) => page(key, key)),
    replies: mapKeys(old.replies, (key) => page(key, channelOf(key, old))),
    positions: { ...state.positions },
  };
}

function channelOf(threadId: string, snapshot: Snapshot): string {
  const found = Object.entries(snapshot.history).find(([, page]) => page.items.some((item) => item.id === threadId));
  return found?.[0] ?? snapshot.replies[threadId]?.items[0]?.channel_id ?? "";
}

/** Without the fields that a view leaves out: empty, false, zero or null. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => !isDefault(field));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, bare(field)]));
}

const DEFAULT_WORDS = new Set(["message", "default"]); // of a message's kind, a channel's level

function isDefault(field: unknown): boolean {
  if (Array.isArray(field)) return field.length === 0;
  return !field || (typeof field === "string" && DEFAULT_WORDS.has(field));
}

function sorted<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function mapKeys<Value>(table: Record<string, unknown>, make: (key: string) => Value): Record<string, Value> {
  return Object.fromEntries(Object.keys(table).map((key) => [key, make(key)]));
}
