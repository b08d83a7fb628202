/** What posts and the states of their threads are called, and the icons that go with them. */

import { CircleCheckBig, CircleDashed, CircleHelp, Gavel, ListTodo, Loader, Megaphone, Newspaper } from "lucide";
import type { IconNode } from "lucide";
import type { PostView } from "../../protocol";
import type { Key } from "../../ui/i18n";

export type Kind = "post" | "announcement" | "question";
export type Label = NonNullable<PostView["label"]>;

/** What a thread may be labelled with from the first: nothing is answered yet. */
export type Begun = Exclude<Label, "answered">;
export const BEGUN: readonly Begun[] = ["none", "todo", "in_progress", "decided"];

export const KINDS: Readonly<Record<Kind, { icon: IconNode; name: Key; hint: Key }>> = {
  post: { icon: Newspaper, name: "post.kind_post", hint: "post.kind_post_hint" },
  question: { icon: CircleHelp, name: "post.kind_question", hint: "post.kind_question_hint" },
  announcement: { icon: Megaphone, name: "post.kind_announcement", hint: "post.kind_announcement_hint" },
};

export const LABELS: Readonly<Record<Label, { icon: IconNode; name: Key }>> = {
  none: { icon: CircleDashed, name: "post.label_none" },
  todo: { icon: ListTodo, name: "post.label_todo" },
  in_progress: { icon: Loader, name: "post.label_in_progress" },
  answered: { icon: CircleCheckBig, name: "post.label_answered" },
  decided: { icon: Gavel, name: "post.label_decided" },
};

/** The place of what is to become a post: drafts have it for the id of a thread. */
export const postPlace = (channelId: string) => `post:${channelId}`;
export const isPostPlace = (threadId: string | null | undefined) => threadId?.startsWith("post:") ?? false;

export const MOST_TITLE = 150;

/** A draft's first line is the title. */
export function parted(whole: string): { title: string; text: string } {
  const at = whole.indexOf("\n");
  return at < 0 ? { title: whole, text: "" } : { title: whole.slice(0, at), text: whole.slice(at + 1) };
}

export const joined = (title: string, text: string) => (text === "" ? title : `${title}\n${text}`);
