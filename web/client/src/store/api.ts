// What the screens see of the store: signals to read, actions to call. Nothing else is public.

import type { ReadonlySignal } from "@preact/signals";
import type {
  AppHomeView,
  ChannelView,
  DeviceView,
  FeedSettingsView,
  FileView,
  JoinRequestView,
  WelcomeView,
  Level,
  ListedPersonView,
  MemberView,
  MessageView,
  PinView,
  MeView,
  NotificationsView,
  PersonView,
  PostChoices,
  Posting,
  ScheduledView,
  SearchHit,
  StanceView,
  ThreadView,
  WorkspaceView,
} from "../protocol";
import type { FeedActions } from "./feed";
import type { FeedNews } from "./feed_news";
import type { ArchiveActions } from "./archive";
import type { DigestActions } from "./digest";
import type { BookmarkActions } from "./bookmarks";
import type { HomeActions } from "./homes";
import type { SyndicationActions } from "./syndication";
import type { NotificationActions } from "./notifications";
import type { PlacedDraft } from "./drafts";
import type { Ack, PostActions } from "./posts";
import type { Preferences, PreferencesChange } from "./preferences";
import type { ProfileActions } from "./profiles";
import type { FaqActions } from "./faq";
import type { AppActions, AppTab, OpenForm } from "./apps";

export type { AppTab, OpenForm };

/** Where the connection stands. `offline` and `waiting` come back by themselves. */
export type ConnectionStatus =
  | { state: "connecting" } // the first attempt
  | { state: "online" } // hello heard, missed events replayed
  | { state: "catching-up" } // connected again, replay under way
  | { state: "quiet" } // the server should have answered by now: the network may be gone
  | { state: "waiting"; retry_at: number } // lost; next attempt at this time (Unix ms)
  | { state: "offline" } // the browser says that there is no network
  | { state: "signed-out" } // the session ended: show the way to the sign-in page
  | { state: "refused" }; // too many open windows: `actions.reconnect` tries again

/** A failed operation. `code` is stable, `field` names the argument at fault where there is one. */
export interface OperationError extends Error {
  code: string; // an ErrorCode of the protocol, or "offline" | "timeout"
  detail: string;
  field?: string | null;
  retry_after_s?: number;
}

/** What makes a message a post. */
export interface PostParts {
  title: string;
  kind: "post" | "announcement" | "question";
  wants_ack?: boolean;
  label?: "none" | "todo" | "in_progress" | "decided";
  pinned?: boolean;
  pinned_until?: number;
}

/** A message of mine that is not confirmed yet. Shown at the bottom, in order of writing. */
export interface Pending {
  client_id: string;
  channel_id: string;
  thread_id: string | null;
  also_to_channel: boolean;
  text: string;
  files: FileView[];
  /** It is a post. */
  post?: PostParts;
  keeps_unread?: boolean;
  created_at: number;
  /** waiting: not sent (offline, or behind another); sending; failed: needs retry or discard;
   *  sent: acknowledged, `message` is the server's answer, the event is about to take its place. */
  state: "waiting" | "sending" | "failed" | "sent";
  error?: OperationError;
  message?: MessageView;
  /** How much of its kept files has gone up, from 0 to 1; only while they do. */
  progress?: number;
  /** Not sent before this time (Unix ms): until then it can be taken back. */
  hold_until?: number;
  /** Sent once without an answer: it may be in the channel, so it cannot be given up here. False
   *  while it is under way but only its files have gone up. */
  tried?: boolean;
}

/** Something that I did and the server has not confirmed; shown as done meanwhile. */
export interface Change {
  id: string;
  kind: "edit" | "delete" | "react" | "recommend" | "save" | "follow" | "read";
  channel_id: string;
  /** The message, the thread, or what the read mark is of. */
  target: string;
  text?: string; // edit
  title?: string; // edit, of a post
  emoji?: string; // react
  on?: boolean; // react, recommend, save, follow: given or taken away
  seq?: number; // read: up to there
  forward?: boolean; // read: a mark that stands further already stays
  was?: number; // read, going back: from there; where the mark has moved meanwhile it stays
  created_at: number;
  state: "waiting" | "sending" | "failed" | "sent";
  /** Sent once without an answer: the server may have done it. */
  tried?: boolean;
  error?: OperationError;
}

export type NewChange = Omit<Change, "id" | "created_at" | "state" | "error" | "tried">;

/** One stretch of a channel or thread without holes, oldest first, and what can be loaded around it. */
export interface Timeline {
  /** absent: there is no such thing, or I may not see it. */
  status: "loading" | "ready" | "failed" | "absent";
  messages: MessageView[];
  /** Mine, unconfirmed; empty unless the stretch reaches the present. */
  pending: Pending[];
  hasOlder: boolean;
  hasNewer: boolean;
  loadingOlder: boolean;
  loadingNewer: boolean;
  /** The message that a permalink or a search hit asked for; null otherwise. */
  target: string | null;
  /** Grows each time that a message is asked for: the same one may be asked for again. */
  asked: number;
  /** The read mark as it was when the channel was opened: draw the "new" line after this seq. */
  openedAt: number | null;
}

export interface ThreadTimeline extends Timeline {
  /** The thread's root, null until loaded. */
  root: MessageView | null;
  /** The root was deleted: nobody can reply any more. */
  gone: boolean;
  followed: boolean;
}

/** Counts stop at 100: show "99+". */
export interface Count {
  unread: number;
  mentions: number;
}

export type PresenceState = "online" | "away" | "offline";
export interface Presence {
  state: PresenceState;
  dnd: boolean;
  /** Nothing was heard of it yet: say nothing. */
  unknown?: true;
}

export interface Draft {
  text: string;
  files: FileView[];
  /** What is chosen for a post; set without, what was chosen stays. */
  post?: PostChoices;
}

/** An upload under way. `progress` from 0 to 1. */
export interface Upload {
  readonly name: string;
  readonly progress: ReadonlySignal<number>;
  readonly done: Promise<FileView>;
  cancel(): void;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface PostInput {
  channel_id: string;
  text: string;
  thread_id?: string | null;
  files?: FileView[];
  also_to_channel?: boolean;
  post?: PostParts;
  /** Written without looking at the channel: what is unread there stays so. */
  keeps_unread?: boolean;
  /** Keep it back until then (Unix ms), so that `takeBack` can undo it. */
  hold_until?: number;
}

/** A message to be sent at a moment (Unix ms). */
export interface ScheduleInput extends Omit<PostInput, "hold_until" | "post" | "keeps_unread"> {
  send_at: number;
  /** The same at each attempt to schedule this message: then it is scheduled once. */
  client_id?: string;
}

/** The store as the screens see it. */
export interface Store {
  // -- state; every signal changes identity only when its content did

  readonly connection: ReadonlySignal<ConnectionStatus>;
  /** False until the first load is complete; show skeletons before that. */
  readonly ready: ReadonlySignal<boolean>;
  readonly me: ReadonlySignal<MeView | null>;
  readonly workspace: ReadonlySignal<WorkspaceView | null>;
  /** People known so far, by id. Those that a screen asks for with `person` are fetched. */
  readonly people: ReadonlySignal<Readonly<Record<string, PersonView>>>;
  /** All channels that I may see, joined or not, by id. */
  readonly channels: ReadonlySignal<Readonly<Record<string, ChannelView>>>;
  /** Unread counts by channel id; a channel without an entry has none. */
  readonly unread: ReadonlySignal<Readonly<Record<string, Count>>>;
  /** Unread counts by thread id, of the threads I follow. */
  readonly unreadThreads: ReadonlySignal<Readonly<Record<string, Count>>>;
  /** For the badge, as push messages count it: what calls me and is unread. */
  readonly calls: ReadonlySignal<number>;
  /** For the page's title: sums over channels that are not muted, and followed threads. */
  readonly totals: ReadonlySignal<Count>;
  /** How I want the client to be, whole; the same on all my devices. */
  readonly preferences: ReadonlySignal<Preferences>;
  /** What I have begun to write, the last written first. */
  readonly drafts: ReadonlySignal<readonly PlacedDraft[]>;
  /** My messages that are to be sent later, the next first. */
  readonly scheduled: ReadonlySignal<readonly ScheduledView[]>;
  /** What I am told of; null before the first load. */
  readonly notifications: ReadonlySignal<NotificationsView | null>;
  /** The people and hashtags that I follow or have muted, by `stanceKey`; empty until asked for. */
  readonly stances: ReadonlySignal<Readonly<Record<string, StanceView>>>;
  /** How I want my feed; null until asked for. */
  readonly feedSettings: ReadonlySignal<FeedSettingsView | null>;
  /** Threads in which others wrote since the feed was read, by id. */
  readonly feedNews: ReadonlySignal<Readonly<Record<string, FeedNews>>>;
  /** Grows as something moves in channels that I am not in. */
  readonly feedMoves: ReadonlySignal<number>;
  /** My browsers that take push messages, by id. */
  readonly devices: ReadonlySignal<Readonly<Record<string, DeviceView>>>;
  /** How posts stand that ask to be acknowledged, by id, as far as `loadAck` has asked. */
  readonly acks: ReadonlySignal<Readonly<Record<string, Ack>>>;
  /** Grows with each change of an entry of the FAQ that I may read. */
  readonly faqChanges: ReadonlySignal<number>;
  /** My messages that are on their way, oldest first. */
  readonly pending: ReadonlySignal<readonly Pending[]>;
  /** By channel id: another number with each change of what is pinned there. */
  readonly pinChanges: ReadonlySignal<Readonly<Record<string, number>>>;
  /** Another number once my archive was changed, here or on another device. */
  readonly archiveChanges: ReadonlySignal<number>;
  /** Another number once I want my digest otherwise, by this device or another. */
  readonly digestChanges: ReadonlySignal<number>;
  /** Forms of apps that are open here, the uppermost last. */
  readonly forms: ReadonlySignal<readonly OpenForm[]>;
  /** Home pages of apps, as far as `getAppHome` has asked, by their bots. */
  readonly appHomes: ReadonlySignal<Readonly<Record<string, AppHomeView>>>;
  /** What newcomers are told, and whether I am one; null before the first load. */
  readonly welcome: ReadonlySignal<WelcomeView | null>;
  /** Who asks to come into the channels that I run, and what I ask: by channel and person, as "C1/U1". */
  readonly requests: ReadonlySignal<Readonly<Record<string, JoinRequestView>>>;
  /** Ids of the messages that I keep for later. */
  readonly savedIds: ReadonlySignal<ReadonlySet<string>>;
  /** Ids of the threads that I follow. */
  readonly followedIds: ReadonlySignal<ReadonlySet<string>>;

  /** How far I have read a channel, or a thread that I follow; null where I keep no mark. */
  readSeq(key: string): number | null;

  // -- by key; read inside a component or a computed (each subscribes to its own part only)

  /** The person, or undefined while unknown (then it is fetched). */
  person(id: string): PersonView | undefined;
  presence(personId: string): Presence;
  /** What the channel's screen shows now. Call `openChannel` to load it. */
  timeline(channelId: string): ReadonlySignal<Timeline>;
  /** What the thread pane shows now. Call `openThread` to load it. */
  thread(threadId: string): ReadonlySignal<ThreadTimeline>;
  /** A loaded message, kept current by events; undefined when it is not loaded. */
  message(channelId: string, messageId: string): MessageView | undefined;
  /** The first page of a list as it was last read ("threads", "pins/<channel>"); null where none is kept. */
  lastPage(name: string): readonly unknown[] | null;
  /** What apps show to me alone in a channel or thread, the oldest first. */
  whispers(key: string): readonly MessageView[];
  /** Who else is typing there now, by person id. */
  typing(channelId: string, threadId?: string | null): readonly string[];
  draft(channelId: string, threadId?: string | null): Draft;
  /** What I did to a message and the server has not confirmed, or has refused. */
  changesOf(messageId: string): readonly Change[];
  /** What was refused and is on no screen: its place is gone, or somebody looks elsewhere. */
  readonly stranded: ReadonlySignal<readonly (Pending | Change)[]>;
  /** How much has not been sent yet: messages, edits and deletions. */
  readonly unsent: ReadonlySignal<number>;
  /** This browser could not keep what is not sent: it is lost with the tab. */
  readonly unkept: ReadonlySignal<boolean>;
  /** Where a file that is kept in this browser (its id begins with "local:") can be seen. */
  localUrl(fileId: string): string;

  readonly actions: Actions;
}

/** Everything that a screen can ask for. A refused operation rejects with an `OperationError`. */
export interface Actions extends NotificationActions, PostActions, ArchiveActions, FeedActions, ProfileActions, HomeActions, BookmarkActions, SyndicationActions, DigestActions, AppActions {
  // -- reading
  /** Load the channel's latest messages (again is free) and show its live end. */
  openChannel(channelId: string): Promise<void>;
  /** Show the stretch around a message (permalink, search hit); a seq saves one question. */
  openAround(channelId: string, at: { message_id: string; seq?: number }): Promise<void>;
  /** Show the stretch around the first message from a time on (Unix ms). */
  openAt(channelId: string, at: number): Promise<void>;
  /** Show the stretch where my unread messages began when the channel was opened. */
  openUnread(channelId: string): Promise<void>;
  /** One message, loaded or not. */
  getMessage(messageId: string): Promise<MessageView>;
  /** The same; where its channel is heard it is loaded then, and stays current. */
  fetchMessage(channelId: string, messageId: string): Promise<MessageView>;
  /** Back to the live end. */
  showLatest(channelId: string): Promise<void>;
  loadOlder(channelId: string): Promise<void>;
  loadNewer(channelId: string): Promise<void>;
  /** The screen left the channel: its "new" line is forgotten. */
  closeChannel(channelId: string): void;
  openThread(channelId: string, threadId: string): Promise<void>;
  loadOlderReplies(threadId: string): Promise<void>;
  /** I have seen everything up to `seq` (default: the latest). Call it when the page is visible and
   *  the list is at its bottom; calls are gathered for a second. */
  markRead(channelId: string, seq?: number): void;
  markThreadRead(threadId: string, seq?: number): void;
  /** Unread from this message on. */
  markUnread(message: MessageView): Promise<void>;
  search(query: string, options?: { channel_id?: string; after?: string; limit?: number }): Promise<Page<SearchHit>>;
  listThreads(after?: string): Promise<Page<ThreadView>>;
  listPins(channelId: string, after?: string): Promise<Page<PinView>>;
  listSaved(after?: string): Promise<Page<{ message: MessageView; saved_at: number }>>;

  // -- writing
  /** Shown at once, sent in order, kept while offline. Clears the draft. Returns the client_id. */
  post(input: PostInput): string;
  retry(id: string): void;
  /** Give up a message or a change that waits or has failed; not a message that may have arrived (`tried`). */
  discard(id: string): void;
  /** The message as it was written, no longer to be sent; null where it is on its way already, or may be. */
  takeBack(clientId: string): Pending | null;
  /** Take back what I have just sent, also where it is in the channel already and others may have
   *  seen it (then `deleted`); what was written becomes the draft again. */
  undoSend(clientId: string, written: PostInput): Promise<"unsent" | "deleted">;
  /** Send it at `send_at`, by the rights that I have then. */
  schedule(input: ScheduleInput): Promise<ScheduledView>;
  changeScheduled(id: string, change: { text?: string; file_ids?: string[]; send_at?: number }): Promise<void>;
  removeScheduled(id: string): Promise<void>;
  sendScheduledNow(id: string): Promise<void>;
  // The following are shown at once and kept while offline: they resolve once done or kept, and
  // reject where the server refuses at once.
  edit(message: MessageView, text: string, title?: string): Promise<void>;
  deleteMessage(message: MessageView): Promise<void>;
  /** Adds my reaction, or takes it away where it is there. */
  toggleReaction(message: MessageView, emoji: string): Promise<void>;
  /** Recommends it to those who follow me, or no longer. */
  toggleRecommended(message: MessageView): Promise<void>;
  togglePin(message: MessageView): Promise<void>;
  /** Pin it for good (null) or until a moment; one that is pinned gets this end instead. */
  pinUntil(messageId: string, untilAt: number | null): Promise<void>;
  /** Take a link's preview away for everyone. */
  removePreview(message: MessageView, previewId: string): Promise<void>;
  toggleSaved(message: MessageView): Promise<void>;
  toggleFollow(channelId: string, threadId: string): Promise<void>;
  setDraft(channelId: string, threadId: string | null, draft: Draft): void;
  /** Without a network the file is kept in the browser, as a view whose id begins with "local:"; with
   *  `now` it fails then. */
  upload(file: File, now?: boolean): Upload;
  /** What a picture of mine shows, before its message is sent. One that is kept here takes it along. */
  describeFile(file: FileView, alt: string): Promise<void>;
  /** Tell others that I type; at most one frame in three seconds goes out. */
  typing(channelId: string, threadId?: string | null): void;

  // -- channels
  createChannel(input: { name: string; kind: "public" | "private"; topic?: string; purpose?: string }): Promise<ChannelView>;
  joinChannel(channelId: string): Promise<void>;
  leaveChannel(channelId: string): Promise<void>;
  invite(channelId: string, personIds: string[]): Promise<void>;
  removeMember(channelId: string, personId: string): Promise<void>;
  updateChannel(channelId: string, change: { name?: string; topic?: string; purpose?: string; kind?: "public" | "private"; posting?: Posting }): Promise<void>;
  archiveChannel(channelId: string, archived: boolean): Promise<void>;
  configureChannel(channelId: string, change: { level?: Level; muted?: boolean; starred?: boolean }): Promise<void>;
  listMembers(channelId: string, after?: string): Promise<Page<MemberView>>;
  openDirect(personIds: string[]): Promise<ChannelView>;

  // -- people
  /** The likeliest people, also those not known yet; with a channel its members are told, or (`joined`)
   *  they or the others asked for alone. */
  findPeople(query: string, near?: { channel_id?: string; joined?: boolean }): Promise<ListedPersonView[]>;
  setStatus(status: { emoji: string; text: string; until_at: number | null }): Promise<void>;
  setDoNotDisturb(until_at: number | null): Promise<void>;
  updateMe(change: { name?: string; handle?: string; title?: string; language?: string; avatar_file_id?: string }): Promise<void>;
  /** The people now on screen: presence is heard for these (and only these). */
  watchPresence(personIds: readonly string[]): void;
  /** Away or back by my own word; `auto` follows activity. */
  setPresence(state: "auto" | "away"): Promise<void>;

  /** Change those that are given: at once here, soon on my other devices. */
  setPreferences(change: PreferencesChange): void;

  // -- connection
  /** Try again now instead of at `retry_at`. */
  reconnect(): void;
  /** Before signing out: nothing of the person stays in this browser. */
  forget(): Promise<void>;
}

export interface Actions extends FaqActions {}
