/** What a message may hold or be, as filters: `has:link`, `is:pinned`. */

import { Bookmark, CircleHelp, File, type IconNode, Image, Link, MessagesSquare, Newspaper, Pin, Smile } from "lucide";
import type { Key } from "../../ui/i18n";
interface Kind {
  name: "has" | "is";
  value: string;
  key: Key;
  icon: IconNode;
}

export const KINDS: readonly Kind[] = [
  { name: "has", value: "file", key: "filter_has_file", icon: File },
  { name: "has", value: "image", key: "filter_has_image", icon: Image },
  { name: "has", value: "link", key: "filter_has_link", icon: Link },
  { name: "has", value: "reaction", key: "filter_has_reaction", icon: Smile },
  { name: "is", value: "post", key: "filter_is_post", icon: Newspaper },
  { name: "is", value: "question", key: "filter_is_question", icon: CircleHelp },
  { name: "is", value: "thread", key: "filter_is_thread", icon: MessagesSquare },
  { name: "is", value: "pinned", key: "filter_is_pinned", icon: Pin },
  { name: "is", value: "saved", key: "filter_is_saved", icon: Bookmark },
];
