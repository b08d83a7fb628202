/** The words of an entry that is being written: kept until they are saved or given up. */

import { useEffect, useState } from "preact/hooks";
import type { AddEntry, FaqEntryView } from "../../protocol";
import type { EntryLanguage } from "./languages";

export interface Words {
  question: string;
  answer: string;
  variants: string;
  review: string;
  language: EntryLanguage | "";
  ownerId: string | null;
  place: string | null;
}

interface Begun {
  words: Words;
  /** When the entry had last been changed as these were begun. */
  since: number;
}

/** Entry or message id -> what is neither saved nor given up. */
const begun = new Map<string, Begun>();

/** `onKept`: the dialog went while it held words. */
export function useWords(at: string, draft: Partial<AddEntry>, entry: FaqEntryView | null, onKept: () => void) {
  const [first] = useState(() => wordsOf(draft, entry));
  const [kept, setKept] = useState<Begun | null>(() => begun.get(at) ?? null);
  const words = kept?.words ?? first;
  const write = (change: Partial<Words>) =>
    setKept((before) => {
      const next = { ...(before?.words ?? first), ...change };
      const now = same(next, first) ? null : { words: next, since: before?.since ?? entry?.changed_at ?? 0 };
      if (now) begun.set(at, now);
      else begun.delete(at);
      return now;
    });
  const forget = () => void begun.delete(at);
  useEffect(() => () => void (begun.has(at) && onKept()), []);
  return { words, write, forget, holds: kept !== null, outdated: kept !== null && entry !== null && kept.since !== entry.changed_at };
}

export function wordsOf(draft: Partial<AddEntry>, entry: FaqEntryView | null): Words {
  return {
    question: entry?.question ?? draft.question ?? "",
    answer: entry?.answer ?? draft.answer ?? "",
    variants: (entry?.variants ?? []).join("\n"),
    review: entry?.review_on ?? "",
    language: entry?.language ?? "",
    ownerId: entry?.owner_id ?? null,
    place: draft.channel_id ?? null,
  };
}

const same = (one: Words, other: Words): boolean => (Object.keys(one) as (keyof Words)[]).every((key) => one[key] === other[key]);
