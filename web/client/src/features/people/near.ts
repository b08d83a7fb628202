/** Who is near a place: members as the server tells them, who spoke there, with whom I talk. */

import { useEffect, useState } from "preact/hooks";
import type { ListedPersonView } from "../../protocol";
import { store } from "../../ui/store";
import type { Near } from "./ranking";

type Found = readonly ListedPersonView[];

const NONE: ReadonlySet<string> = new Set();
const MOST_RECENT = 50;

/** Members heard of so far, by channel: enough to rank those who are offered. */
const membersOf = new Map<string, Set<string>>();

/** What is known now; `channelId` is absent for a new conversation. */
export function nearTo(channelId: string | null): Near {
  const members = (channelId !== null && membersOf.get(channelId)) || NONE;
  return { members, recent: recentAt(channelId), myId: store.me.value?.id ?? "" };
}

/** The latest authors of the stretch that is loaded, then those of my direct messages. */
function recentAt(channelId: string | null): string[] {
  const here = channelId === null ? [] : store.timeline(channelId).peek().messages.map((message) => message.author_id);
  const partners = Object.values(store.channels.peek()).flatMap((channel) =>
    channel.kind === "direct" || channel.kind === "group" ? (channel.member_ids ?? []) : [],
  );
  return [...new Set([...here.reverse(), ...partners])].slice(0, MOST_RECENT);
}

/** Ask the server who matches; null until it has answered. The people are known to the store then. */
export function useFinding(query: string | null, channelId: string | null, joined?: boolean): Found | null {
  const asked = query === null ? null : `${channelId ?? ""} ${joined ?? ""} ${query}`;
  const [answer, setAnswer] = useState<{ asked: string | null; found: Found } | null>(null);
  useEffect(() => {
    if (query === null) return;
    let stale = false;
    const near = channelId === null ? {} : { channel_id: channelId, joined };
    store.actions.findPeople(query, near).then(
      (found) => {
        if (channelId !== null) remember(channelId, found);
        if (!stale) setAnswer({ asked, found });
      },
      () => undefined, // offline: those already known are offered
    );
    return () => void (stale = true);
  }, [asked]);
  return asked !== null && answer?.asked === asked ? answer.found : null;
}

function remember(channelId: string, people: Found): void {
  const members = membersOf.get(channelId) ?? new Set();
  membersOf.set(channelId, members);
  for (const person of people) {
    if (person.in_channel) members.add(person.id);
    else members.delete(person.id);
  }
}
