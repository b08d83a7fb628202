/** What I typed and the server has not confirmed, as it will look: by the preview's own reading. */

import { computed, signal } from "@preact/signals";
import type { Span } from "../../protocol";
import { store } from "../../ui/store";
import type { Names } from "./markdown/leaves";
import { mayHoldFormatting } from "./writing/may_hold_formatting";

type Read = (source: string, names: Names) => Span[];

const reader = signal<Read | null>(null);

/** The reading of markdown, which loads when it is first needed. */
export async function loadReader(): Promise<Read> {
  const { readTyped } = await import("./markdown/read");
  reader.value = readTyped;
  return readTyped;
}

/** The spans of a typed text; none, which is the text as it stands, until they can be read. */
export function typedSpans(text: string): Span[] {
  if (!MARKED.test(text) && !mayHoldFormatting(text)) return [];
  if (reader.value) return reader.value(text, names());
  void loadReader().catch(() => undefined); // without a network it may be out of reach
  return [];
}

/** An emoji's name, or somebody's. */
const MARKED = /:[\w+-]+:|[@#]\S/;

const handles = computed(() => new Map(Object.values(store.people.value).map((person) => [person.handle.toLowerCase(), person.id])));
const channelNames = computed(
  () => new Map(Object.values(store.channels.value).filter((channel) => channel.name).map((channel) => [channel.name.toLowerCase(), channel.id])),
);

/** Whom and what a text can mention. */
export function names(): Names {
  return {
    person: (handle) => handles.value.get(handle),
    channel: (name) => channelNames.value.get(name),
    knowsPerson: (id) => id in store.people.value,
    knowsChannel: (id) => id in store.channels.value,
  };
}
