// The first pages of lists, as the server last gave them: for when there is no network.

import type { MessageView, ThreadView } from "../protocol";
import type { Page } from "./api";
import type { Core } from "./core";
import { omit, type State } from "./state";

const MOST = 80;
const ITEMS = 50;

/** What the items of the lists have in common: each is a message, is about one, or is a thread. */
type Item = Partial<ThreadView> & { message?: MessageView };

export const pinsOf = (channelId: string) => `pins/${channelId}`;
export const membersOf = (channelId: string) => `members/${channelId}`;

/** Ask for a page; a first one is kept under the list's name. */
export async function readPage<Entry>(
  core: Core,
  name: string,
  after: string | undefined,
  answer: Promise<Page<Entry>>,
): Promise<Page<Entry>> {
  const page = await answer;
  if (after === undefined) core.update((state) => withPage(state, name, page.items));
  return page;
}

/** The list was read last: of too many, those that were not read for longest go. */
export function withPage(state: State, name: string, items: readonly unknown[]): State {
  const pages = { ...omit(state.pages, name), [name]: items.slice(0, ITEMS) };
  const names = Object.keys(pages);
  return { ...state, pages: omit(pages, ...names.slice(0, Math.max(0, names.length - MOST))) };
}

/** I may not see the channel any more: nothing of it stays. */
export function withoutChannel(state: State, channelId: string): State {
  const pages = omit(state.pages, pinsOf(channelId), membersOf(channelId));
  return { ...state, pages: without(pages, (item) => (item.message ?? item.root ?? item).channel_id === channelId) };
}

/** The message is gone: on no list is it shown any more. */
export function withoutMessage(state: State, messageId: string): State {
  const pages = without(state.pages, (item) => [item.message?.id, item.root?.id, item.thread_id].includes(messageId));
  return pages === state.pages ? state : { ...state, pages };
}

/** One more on top of a list that is kept. */
export function onTop(state: State, name: string, item: unknown): State {
  const held = state.pages[name];
  return held ? { ...state, pages: { ...state.pages, [name]: [item, ...held].slice(0, ITEMS) } } : state;
}

function without(pages: State["pages"], isGone: (item: Item) => boolean): State["pages"] {
  let next = pages;
  for (const [name, items] of Object.entries(pages)) {
    const left = items.filter((item) => !isGone(item as Item));
    if (left.length < items.length) next = { ...next, [name]: left };
  }
  return next;
}
