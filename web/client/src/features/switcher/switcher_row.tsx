/** A line of the quick switcher: its sign, its name, and what tells it from others. */

import { Hash } from "lucide";
import { Avatar } from "../../ui/avatar";
import { formatCount, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { avatarUrl } from "../files/urls";
import { ChannelMark } from "../membership/channel_mark";
import { PersonTag } from "../people/person_tag";
import { presenceOf } from "../presence/presence_of";
import type { Choice } from "./choices";

interface RowProps {
  id: string;
  choice: Choice;
  chosen: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

export function SwitcherRow({ id, choice, chosen, onPoint, onChoose }: RowProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={chosen}
      class={`switcher__row ${chosen ? "switcher__row--chosen" : ""}`}
      onPointerMove={(event) => event.pointerType === "mouse" && !chosen && onPoint()}
      onClick={onChoose}
    >
      <Sign choice={choice} />
      <span class={`switcher__title clip ${choice.attention ? "switcher__title--unread" : ""}`}>{choice.title}</span>
      {choice.person && <PersonTag person={choice.person} />}
      {choice.note && <span class="switcher__note clip">{choice.note}</span>}
      {choice.attention ? (
        <span class={`pill ${choice.attention > 1 ? "pill--loud" : ""} tabular`}>
          {formatCount(choice.unread)}
          <span class="sr-only"> {t(choice.attention > 1 ? "count_mentions" : "count_unread", { count: formatCount(choice.unread) })}</span>
        </span>
      ) : null}
    </li>
  );
}

function Sign({ choice }: { choice: Choice }) {
  const { channel, person } = choice;
  if (channel) return <ChannelMark channel={channel} size={24} />;
  if (person) return <Avatar id={person.id} name={person.name} size={24} photo={avatarUrl(person)} presence={presenceOf(person.id)} />;
  return <Icon of={choice.icon ?? Hash} size={18} class="channel-mark" />;
}
