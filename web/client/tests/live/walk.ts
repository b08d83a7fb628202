// A random walk of several people through all that can be done in a channel.

import type { MessageView } from "../../src/protocol";
import { OperationFailed } from "../../src/realtime/errors";
import type { Tab } from "./tab";

/** Numbers from 0 to 1, the same for the same seed. */
export function chance(seed: number): () => number {
  let state = (seed * 2_654_435_761) % 2 ** 32;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const EXPECTED = new Set(["offline", "timeout", "not_found", "conflict", "not_allowed", "invalid"]);
const WORDS = ["hello", "*bold*", "@channel all", "@here now", "@bob hi", "- a\n- b", "`@ada` code", "#honey"];

interface Step {
  weight: number;
  take(walker: Walker, tab: Tab, channelId: string): Promise<unknown> | void;
}

export class Walker {
  readonly threads = new Map<Tab, Map<string, string>>();
  written = 0;
  /** Refusals that no walk should meet. */
  readonly surprises: string[] = [];

  constructor(
    readonly tabs: readonly Tab[],
    readonly channelIds: readonly string[],
    readonly random: () => number,
  ) {
    for (const tab of tabs) this.threads.set(tab, new Map());
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)]!;
  }

  words(): string {
    this.written += 1;
    const named = `<@${this.pick(this.tabs).me}> look`;
    return `${this.pick([...WORDS, named])} ${this.written}`;
  }

  /** A message that is there, one of the last. */
  message(tab: Tab, channelId: string, wanted: (message: MessageView) => boolean = () => true): MessageView | undefined {
    const shown = tab.store.timeline(channelId).value.messages;
    const found = shown.filter((message) => !message.deleted && wanted(message)).slice(-12);
    return found.length > 0 ? this.pick(found) : undefined;
  }

  step(): void {
    const tab = this.pick(this.tabs);
    const joined = this.channelIds.filter((id) => tab.store.channels.value[id]?.joined);
    if (joined.length === 0) return;
    let left = this.random() * STEPS.reduce((sum, step) => sum + step.weight, 0);
    const step = STEPS.find((each) => (left -= each.weight) <= 0)!;
    const work = step.take(this, tab, this.pick(joined));
    void Promise.resolve(work).catch((error: unknown) => {
      const isExpected = error instanceof OperationFailed && EXPECTED.has(error.code);
      if (!isExpected) this.surprises.push(String(error));
    });
  }
}

const isRoot = (message: MessageView) => !message.thread_id;
const hasThread = (message: MessageView) => Boolean(message.thread);

function onMessage(
  weight: number,
  act: (tab: Tab, message: MessageView, walker: Walker) => Promise<unknown> | void,
  wanted?: (message: MessageView, tab: Tab) => boolean,
): Step {
  return {
    weight,
    take(walker, tab, channelId) {
      const message = walker.message(tab, channelId, (each) => wanted?.(each, tab) ?? true);
      return message && act(tab, message, walker);
    },
  };
}

const mine = (message: MessageView, tab: Tab) => message.author_id === tab.me;

const STEPS: readonly Step[] = [
  {
    weight: 34,
    take: (walker, tab, channel_id) => void tab.store.actions.post({ channel_id, text: walker.words() }),
  },
  onMessage(16, ({ store }, { channel_id, id }, walker) => {
    const also_to_channel = walker.random() < 0.3;
    store.actions.post({ channel_id, thread_id: id, text: walker.words(), also_to_channel });
  }, isRoot),
  onMessage(6, ({ store }, message, walker) => store.actions.edit(message, walker.words()), mine),
  onMessage(4, ({ store }, message) => store.actions.deleteMessage(message), mine),
  onMessage(10, ({ store }, message, walker) => store.actions.toggleReaction(message, walker.pick(["bee", "ok"]))),
  onMessage(4, ({ store }, message) => store.actions.togglePin(message)),
  onMessage(4, ({ store }, message) => store.actions.toggleSaved(message)),
  onMessage(4, ({ store }, message) => store.actions.toggleFollow(message.channel_id, message.id), hasThread),
  { weight: 4, take: (_walker, tab, channelId) => tab.store.actions.markRead(channelId) },
  onMessage(2, ({ store }, message) => store.actions.markUnread(message)),
  onMessage(3, (tab, { channel_id, id }, walker) => {
    walker.threads.get(tab)!.set(id, channel_id);
    return tab.store.actions.openThread(channel_id, id);
  }, hasThread),
  {
    weight: 2,
    take(walker, tab) {
      const replies = [...walker.threads.get(tab)!.keys()].flatMap((id) => tab.store.thread(id).value.messages);
      const own = replies.filter((reply) => mine(reply, tab));
      return own.length > 0 ? tab.store.actions.deleteMessage(walker.pick(own)) : undefined;
    },
  },
  {
    weight: 2,
    take(walker, tab) {
      for (const id of walker.threads.get(tab)!.keys()) tab.store.actions.markThreadRead(id);
    },
  },
  {
    weight: 2,
    take: (walker, tab, channelId) =>
      tab.store.actions.configureChannel(channelId, {
        muted: walker.random() < 0.5,
        level: walker.pick(["all", "mentions", "none"] as const),
      }),
  },
  {
    weight: 2,
    take: (walker, tab, channelId) => tab.store.actions.updateChannel(channelId, { topic: walker.pick(["", "bees"]) }),
  },
  {
    weight: 1,
    take: (walker, tab) =>
      tab.store.actions.setStatus({ emoji: walker.pick(["", "bee"]), text: walker.pick(["", "busy"]), until_at: null }),
  },
  { weight: 2, take: (_walker, tab) => tab.cut() },
];
