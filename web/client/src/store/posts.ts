// What is asked and done about posts: how a thread stands, who has acknowledged, where it is shared.

import type { AckPage, AckView, Events, MemberRole, MessageView, PostView } from "../protocol";
import type { Core } from "./core";
import { put, type State } from "./state";

export type Label = NonNullable<PostView["label"]>;
/** `stale`: more people have acknowledged it since it was asked for. */
export type Ack = AckView & { stale?: boolean };

export interface PostActions {
  labelThread(message: MessageView, label: Label): Promise<void>;
  closeThread(message: MessageView, closed: boolean): Promise<void>;
  /** A reply answers its thread's question; null: none does. */
  acceptAnswer(threadId: string, replyId: string | null): Promise<void>;
  /** Show a message in another channel, with words of my own. */
  shareThread(message: MessageView, channelId: string, text: string, clientId: string, keepsUnread: boolean): Promise<MessageView>;
  acknowledge(message: MessageView): Promise<void>;
  /** Ask how a post stands; the answer is in `acks`. */
  loadAck(messageId: string): Promise<void>;
  listAcks(messageId: string, done: boolean, after?: string): Promise<AckPage>;
  /** Have those who have not acknowledged a post told of it again. */
  remindAcks(messageId: string): Promise<void>;
  /** The channel that is my wall, made when first asked for. */
  openWall(): Promise<string>;
  findWall(personId: string): Promise<string | null>;
  setPart(channelId: string, personId: string, role: MemberRole): Promise<void>;
}

export function postActions(core: Core): PostActions {
  const { ask } = core;
  return {
    labelThread: async (message, label) => void (await ask("posts.label", { thread_id: message.id, label })),
    closeThread: async (message, closed) => void (await ask("posts.close", { thread_id: message.id, closed })),
    acceptAnswer: async (thread_id, reply_id) => void (await ask("posts.accept", { thread_id, reply_id })),
    shareThread: (message, channel_id, text, client_id, keeps_unread) => ask("posts.share", { channel_id, shared_id: message.id, text, client_id, keeps_unread }),
    acknowledge: async (message) => {
      await ask("posts.acknowledge", { message_id: message.id });
      core.update((state) => mine(state, message.id));
    },
    loadAck: async (message_id) => {
      const ack = await ask("posts.ack", { message_id });
      core.update((state) => ({ ...state, acks: put(state.acks, message_id, ack) }));
    },
    listAcks: (message_id, done, after) => ask("posts.acks", { message_id, done, after }),
    remindAcks: async (message_id) => void (await ask("posts.remind", { message_id })),
    openWall: async () => (await ask("posts.open_wall", {})).channel_id!,
    findWall: async (person_id) => (await ask("posts.wall", { person_id })).channel_id,
    setPart: async (channel_id, person_id, role) => void (await ask("channels.set_part", { channel_id, person_id, role })),
  };
}

/** Told to who did so and to the author: nobody else's counts move. */
export function acknowledged(state: State, { message_id, person_id }: Events["post.acknowledged"]): State {
  const ack = state.acks[message_id];
  if (!ack) return state;
  if (person_id === state.me?.id) return mine(state, message_id);
  return { ...state, acks: put(state.acks, message_id, { ...ack, stale: true }) };
}

function mine(state: State, messageId: string): State {
  const ack: Ack | undefined = state.acks[messageId];
  if (!ack || ack.mine) return state;
  return { ...state, acks: put(state.acks, messageId, { ...ack, mine: true }) };
}
