/** What is chosen for a post that is being written: kept with its draft, and so on every device. */

import { useEffect, useRef, useState } from "preact/hooks";
import { sameChoices } from "../../store";
import { store } from "../../ui/store";
import type { Pinning } from "./pin_end";
import { type Begun, type Kind, postPlace } from "./words";

export interface Choices extends Pinning {
  kind: Kind;
  wantsAck: boolean;
  label: Begun;
}

/** Chosen before anything was written: there is no draft yet that could keep it. */
const begun = new Map<string, Choices>();

const toPost = ({ kind, wantsAck, label, pinned, pinnedUntil }: Choices) => ({
  kind,
  wants_ack: wantsAck,
  label,
  pinned,
  ...(pinnedUntil === null ? {} : { pinned_until: pinnedUntil }),
});

export function useChoices(channelId: string, asked: Kind | undefined) {
  const place = postPlace(channelId);
  const draft = store.draft(channelId, place);
  const kept = draft.post && fromPost(draft.post);
  const [choices, setChoices] = useState<Choices>(
    () => kept ?? begun.get(channelId) ?? { kind: asked ?? "post", wantsAck: false, label: "none", pinned: "no", pinnedUntil: null },
  );
  /** What the draft said when it was last looked at; another word of it comes from another device. */
  const heard = useRef(draft.post);
  const holds = draft.text.trim() !== "" || draft.files.length > 0;
  useEffect(() => {
    const news = draft.post !== undefined && !sameChoices(draft.post, heard.current);
    heard.current = draft.post;
    if (news && kept) setChoices(kept);
    else if (holds && !sameChoices(draft.post, toPost(choices))) keep(choices);
  }, [draft]);
  const keep = (next: Choices) => {
    heard.current = toPost(next);
    store.actions.setDraft(channelId, place, { ...draft, post: toPost(next) });
  };
  const choose = (change: Partial<Choices>) => {
    const next = { ...choices, ...change };
    begun.set(channelId, next);
    setChoices(next);
    if (holds) keep(next);
  };
  return { choices, choose, forget: () => void begun.delete(channelId) };
}

function fromPost({ kind = "post", wants_ack = false, label = "none", pinned = "no", pinned_until = null }: NonNullable<ReturnType<typeof store.draft>["post"]>): Choices {
  return { kind, wantsAck: wants_ack, label, pinned, pinnedUntil: pinned_until };
}
