// All that the store holds, as plain data: the reducer maps one such value to the next.

import type {
  AppHomeView,
  ChannelView,
  DraftView,
  DeviceView,
  JoinRequestView,
  WelcomeView,
  FeedSettingsView,
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
import type { Position } from "../realtime/frames";
import type { Change, Pending, Presence } from "./api";
import type { OpenForm } from "./apps";
import type { Ack } from "./posts";
import type { FeedNews } from "./feed_news";
import type { Range } from "./windows";

export type Table<Value> = Readonly<Record<string, Value>>;

/** The messages of a channel or a thread that are loaded, oldest first, and what is without holes. */
export interface List {
  readonly ids: readonly string[];
  readonly ranges: readonly Range[];
}

/** Something unread that an event brought, after what the last read view counts. */
export interface TailEntry {
  readonly seq: number;
  readonly mention: boolean;
}

/** How a screen looks at a list: at its live end (`anchor` null) or around a message. */
export interface Look {
  readonly status: "loading" | "ready" | "failed" | "absent";
  readonly anchor: string | null;
  /** Of a thread: its root is known to be deleted. */
  readonly rootGone?: boolean;
  /** The message that was asked for, and the how manieth asking it was. */
  readonly target: string | null;
  readonly asked: number;
  readonly loadingOlder: boolean;
  readonly loadingNewer: boolean;
  readonly openedAt: number | null;
}

export interface State {
  readonly me: MeView | null;
  readonly workspace: WorkspaceView | null;
  readonly people: Table<PersonView>;
  readonly channels: Table<ChannelView>;
  /** Loaded messages by channel, then by id. */
  readonly messages: Table<Table<MessageView>>;
  /** A message read "from the future": events of its channel up to this seq are already in it. */
  readonly asOf: Table<number>;
  /** By channel id, or by thread id for the replies of a thread. */
  readonly lists: Table<List>;
  readonly looks: Table<Look>;
  /** By channel id, or by thread id for the threads I follow; counts as of `head`. */
  readonly reads: Table<ReadView>;
  /** By the same keys: what events brought since. */
  readonly tails: Table<readonly TailEntry[]>;
  /** An event touched a count that only the server can tell: ask it. */
  readonly readsStale: boolean;
  /** The first page of lists as they were last read, by the list's name. */
  readonly pages: Table<readonly unknown[]>;
  /** How posts stand that ask to be acknowledged, by message id, as far as they were asked for. */
  readonly acks: Table<Ack>;
  /** When I saved it, by message id. */
  readonly saved: Table<number>;
  /** What I am told of; null until asked. */
  readonly notifications: NotificationsView | null;
  /** My browsers that take push messages, by id. */
  readonly devices: Table<DeviceView>;
  /** What newcomers are told, and whether I am one; null until asked. */
  readonly welcome: WelcomeView | null;
  /** Who asks to come into my channels, and what I ask, as "C1/U1". */
  readonly requests: Table<JoinRequestView>;
  /** What the server knows of my preferences; null until asked. */
  readonly preferences: PreferencesView | null;
  /** What the server knows of my drafts, by thread or channel id. */
  readonly drafts: Table<DraftView>;
  /** My messages that are to be sent later, by id. */
  readonly scheduled: Table<ScheduledView>;
  /** The people and hashtags that I follow or have muted, by kind and target; null until asked. */
  readonly stances: Table<StanceView> | null;
  /** How I want my feed; null until asked. */
  readonly feedSettings: FeedSettingsView | null;
  /** Threads in which others wrote since the feed was read, by id. */
  readonly feedNews: Table<FeedNews>;
  /** Grows as something moves in channels that I am not in. */
  readonly feedMoves: number;
  /** Grows with each change of an entry of the FAQ. */
  readonly faqChanges: number;
  /** Grows with each change of what a channel has pinned, by channel id. */
  readonly pinChanges: Table<number>;
  /** Grows with each change of my archive. */
  readonly archiveChanges: number;
  /** Grows with each change of how I want my digest. */
  readonly digestChanges: number;
  /** What apps show to me alone, by channel or thread; not kept. */
  readonly whispers: Table<readonly MessageView[]>;
  /** Forms of apps, the uppermost last; not kept. */
  readonly forms: readonly OpenForm[];
  /** Home pages of apps that I have looked at, by their bots; not kept. */
  readonly appHomes: Table<AppHomeView>;
  /** When I last asked something of an app in this window (Unix ms). */
  readonly appsAskedAt: number;
  readonly presence: Table<Presence>;
  /** By list key, then by person id: until when (Unix ms). */
  readonly typing: Table<Table<number>>;
  readonly pending: readonly Pending[];
  /** What I did to messages, threads and marks, not confirmed yet, in order. */
  readonly changes: readonly Change[];
  readonly positions: Table<Position>;
}

export const emptyState: State = {
  me: null,
  workspace: null,
  people: {},
  channels: {},
  messages: {},
  asOf: {},
  lists: {},
  looks: {},
  reads: {},
  tails: {},
  readsStale: false,
  pages: {},
  acks: {},
  saved: {},
  notifications: null,
  devices: {},
  requests: {},
  welcome: null,
  preferences: null,
  drafts: {},
  scheduled: {},
  stances: null,
  feedSettings: null,
  feedNews: {},
  feedMoves: 0,
  faqChanges: 0,
  pinChanges: {},
  archiveChanges: 0,
  digestChanges: 0,
  whispers: {},
  forms: [],
  appHomes: {},
  appsAskedAt: 0,
  presence: {},
  typing: {},
  pending: [],
  changes: [],
  positions: {},
};

export const channelStream = (channelId: string) => `c:${channelId}`;
export const personStream = (personId: string) => `u:${personId}`;
export const WORKSPACE_STREAM = "w";

/** The table with one entry set; the same table where nothing changes. */
export function put<Value>(table: Table<Value>, key: string, value: Value): Table<Value> {
  return table[key] === value ? table : { ...table, [key]: value };
}

/** The table without the keys. */
export function omit<Value>(table: Table<Value>, ...keys: string[]): Table<Value> {
  if (!keys.some((key) => key in table)) return table;
  const rest = { ...table };
  for (const key of keys) delete rest[key];
  return rest;
}

export function byId<Value extends { id: string }>(items: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}
