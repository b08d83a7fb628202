// The actions of the screens, each a few lines over the part that does the work.

import type { MessageView } from "../protocol";
import type { Connection } from "../realtime/connection";
import type { Actions, Upload } from "./api";
import { appActions } from "./apps";
import { archiveActions } from "./archive";
import type { Core } from "./core";
import type { DraftsKeeper } from "./drafts";
import type { Loader } from "./loader";
import type { Marks } from "./marks";
import { membersOf, pinsOf, readPage } from "./last_pages";
import { turned } from "./outbox/changes";
import { digestActions } from "./digest";
import { faqActions } from "./faq";
import { feedActions } from "./feed";
import { bookmarkActions } from "./bookmarks";
import { homeActions } from "./homes";
import { syndicationActions } from "./syndication";
import { notificationActions } from "./notifications";
import { postActions } from "./posts";
import { isLocal } from "./outbox/local_files";
import type { Outbox } from "./outbox/outbox";
import type { PeopleFetcher, PresenceWatcher } from "./people";
import type { PreferencesKeeper } from "./preferences";
import { profileActions } from "./profiles";
import { scheduleActions } from "./scheduled";
import { byId, put, type State } from "./state";
import { followedOf, shownAs } from "./selectors";
import type { Typing } from "./typing";
import { Undo } from "./undo";

export interface ActionParts {
  core: Core;
  connection: Connection;
  loader: Loader;
  outbox: Outbox;
  marks: Marks;
  fetcher: PeopleFetcher;
  watcher: PresenceWatcher;
  typing: Typing;
  preferences: PreferencesKeeper;
  drafts: DraftsKeeper;
  upload: (file: File, now?: boolean) => Upload;
  forget: () => Promise<void>;
}

export function makeActions(parts: ActionParts): Actions {
  const { connection, preferences, watcher } = parts;
  return {
    ...reading(parts),
    ...writing(parts),
    ...onMessages(parts),
    ...onChannels(parts),
    ...onPeople(parts),
    ...notificationActions(parts.core),
    ...profileActions(parts.core),
    ...homeActions(parts.core),
    ...bookmarkActions(parts.core),
    ...syndicationActions(parts.core),
    ...digestActions(parts.core),
    ...postActions(parts.core),
    ...archiveActions(parts.core),
    ...feedActions(parts.core, parts.loader),
    ...faqActions(parts.core),
    ...appActions(parts.core),
    watchPresence: (personIds) => watcher.watch(personIds),
    ...scheduleActions(parts.core),
    setPreferences: (change) => preferences.set(change),
    reconnect: () => connection.retry(),
    forget: parts.forget,
  };
}

type Some<Name extends keyof Actions> = Pick<Actions, Name>;

function reading({ core, loader, marks }: ActionParts) {
  const { ask } = core;
  const actions: Some<
    | "openChannel" | "openAround" | "showLatest" | "loadOlder" | "loadNewer" | "closeChannel" | "openThread"
    | "openAt" | "openUnread" | "getMessage" | "fetchMessage" | "loadOlderReplies" | "markRead" | "markThreadRead" | "markUnread" | "search" | "listThreads" | "listPins"
    | "listSaved"
  > = {
    openChannel: (channelId) => loader.openChannel(channelId),
    openAround: (channelId, at) => loader.openAround(channelId, at),
    openAt: (channelId, at) => loader.openAt(channelId, at),
    openUnread: (channelId) => loader.openUnread(channelId),
    getMessage: (message_id) => ask("messages.get", { message_id }),
    fetchMessage: (channelId, messageId) => loader.fetch(channelId, messageId),
    showLatest: (channelId) => loader.showLatest(channelId),
    loadOlder: (channelId) => loader.loadOlder(channelId),
    loadNewer: (channelId) => loader.loadNewer(channelId),
    closeChannel: (channelId) => loader.close(channelId),
    openThread: (channelId, threadId) => loader.openThread(channelId, threadId),
    loadOlderReplies: (threadId) => loader.loadOlder(threadId),
    markRead: (channelId, seq) => marks.mark(channelId, seq),
    markThreadRead: (threadId, seq) => marks.mark(threadId, seq),
    markUnread: (message) => marks.back(keyOf(message), message.seq - 1),
    search: (query, options) => ask("search.messages", { query, ...options }),
    listThreads: (after) => readPage(core, "threads", after, ask("threads.list", { after })),
    listPins: (channel_id, after) => readPage(core, pinsOf(channel_id), after, ask("pins.list", { channel_id, after })),
    listSaved: (after) => readPage(core, "saved", after, ask("saved.list", { after })),
  };
  return actions;
}

function writing({ core, outbox, typing, drafts, upload }: ActionParts) {
  const undo = new Undo(core, outbox, drafts);
  const actions: Some<"post" | "retry" | "discard" | "takeBack" | "undoSend" | "setDraft" | "upload" | "describeFile" | "typing"> = {
    post: (input) => {
      const thread = input.post ? `post:${input.channel_id}` : (input.thread_id ?? null);
      drafts.set(input.channel_id, thread, { text: "", files: [] });
      if (!input.post) typing.sent(thread ?? input.channel_id);
      return outbox.post(input);
    },
    retry: (id) => outbox.retry(id),
    discard: (id) => outbox.discard(id),
    takeBack: (clientId) => outbox.takeBack(clientId),
    undoSend: (clientId, written) => undo.send(clientId, written),
    setDraft: (channelId, threadId, draft) => drafts.set(channelId, threadId, draft),
    upload,
    describeFile: async (file, alt) => {
      if (!isLocal(file.id)) await core.ask("files.describe", { file_id: file.id, alt });
    },
    typing: (channelId, threadId) => typing.tell(channelId, threadId ?? null),
  };
  return actions;
}

function onMessages({ core, outbox }: ActionParts) {
  const { ask } = core;
  const current = (message: MessageView) => core.now.messages[message.channel_id]?.[message.id] ?? message;
  const about = ({ channel_id, id }: MessageView) => ({ channel_id, target: id });
  const actions: Some<
    "edit" | "deleteMessage" | "toggleReaction" | "toggleRecommended" | "togglePin" | "pinUntil" | "removePreview" | "toggleSaved" | "toggleFollow"
  > = {
    edit: (message, text, title) =>
      outbox.change({ kind: "edit", ...about(message), text, ...(title === undefined ? {} : { title }) }),
    deleteMessage: (message) => outbox.change({ kind: "delete", ...about(message) }),
    toggleReaction: (message, emoji) => {
      const shown = shownAs(core.now, current(message)) ?? message;
      const there = shown.reactions?.find((reaction) => reaction.emoji === emoji);
      const mine = there?.person_ids.includes(core.now.me?.id ?? "") ?? false;
      return outbox.change({ kind: "react", ...about(message), emoji, on: !mine });
    },
    toggleRecommended: (message) => {
      const shown = shownAs(core.now, current(message)) ?? message;
      const mine = shown.recommended_by?.includes(core.now.me?.id ?? "") ?? false;
      return outbox.change({ kind: "recommend", ...about(message), on: !mine });
    },
    togglePin: (message) =>
      done(ask(current(message).pinned ? "pins.remove" : "pins.add", { message_id: message.id })),
    pinUntil: (message_id, until_at) => done(ask("pins.add", { message_id, until_at })),
    removePreview: (message, preview_id) =>
      done(ask("previews.remove", { message_id: message.id, preview_id })),
    toggleSaved: (message) => {
      const saved = turned(Object.keys(core.now.saved), core.now.changes, "save").includes(message.id);
      return outbox.change({ kind: "save", ...about(message), on: !saved });
    },
    toggleFollow: (channel_id, threadId) =>
      outbox.change({ kind: "follow", channel_id, target: threadId, on: !followedOf(core.now).includes(threadId) }),
  };
  return actions;
}

function onChannels({ core }: ActionParts) {
  const { ask } = core;
  const actions: Some<
    | "createChannel" | "joinChannel" | "leaveChannel" | "invite" | "removeMember" | "updateChannel"
    | "archiveChannel" | "configureChannel" | "listMembers" | "openDirect"
  > = {
    createChannel: async (input) => known(core, await ask("channels.create", input)),
    joinChannel: (channel_id) => done(ask("channels.join", { channel_id })),
    leaveChannel: (channel_id) => done(ask("channels.leave", { channel_id })),
    invite: (channel_id, person_ids) => done(ask("channels.invite", { channel_id, person_ids })),
    removeMember: (channel_id, person_id) => done(ask("channels.remove", { channel_id, person_id })),
    updateChannel: (channel_id, change) => done(ask("channels.update", { channel_id, ...change })),
    archiveChannel: (channel_id, archived) => done(ask("channels.archive", { channel_id, archived })),
    configureChannel: (channel_id, change) => done(ask("channels.configure", { channel_id, ...change })),
    listMembers: (channel_id, after) => readPage(core, membersOf(channel_id), after, ask("channels.members", { channel_id, after })),
    openDirect: async (person_ids) => known(core, await ask("channels.open_direct", { person_ids })),
  };
  return actions;
}

function onPeople({ core }: ActionParts) {
  const { ask } = core;
  const actions: Some<"findPeople" | "setStatus" | "setDoNotDisturb" | "updateMe" | "setPresence"> = {
    findPeople: async (query, near = {}) => {
      const { items } = await ask("people.list", { query, limit: 20, ...near });
      const people = items.map(({ in_channel: _, ...person }) => person);
      core.update((state) => ({ ...state, people: { ...state.people, ...byId(people) } }));
      return items;
    },
    setStatus: (status) => done(ask("people.set_status", status)),
    setDoNotDisturb: (until_at) => done(ask("people.set_do_not_disturb", { until_at })),
    updateMe: async (change) => {
      const me = await ask("people.update", change);
      core.update((state) => ({ ...state, me }));
    },
    setPresence: (state) => done(ask("presence.set", { state })),
  };
  return actions;
}

const keyOf = (message: MessageView) =>
  message.thread_id && !message.also_to_channel ? message.thread_id : message.channel_id;

async function done(answer: Promise<unknown>): Promise<void> {
  await answer;
}

/** A channel of mine that the answer brings before its event does. */
function known<Channel extends State["channels"][string]>(core: Core, channel: Channel): Channel {
  core.update((state) =>
    state.channels[channel.id] ? state : { ...state, channels: put(state.channels, channel.id, channel) },
  );
  return channel;
}
