/** The list of completions above the composer. */

import { Hash, Lock, Megaphone, SquareSlash, Tag, Zap } from "lucide";
import type { CommandView, ShortcutView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { avatarUrl } from "../files/urls";
import { PersonTag } from "../people/person_tag";
import type { Choice } from "./completion";
import type { Completion } from "./use_completion";
import "./completion_list.css";

export function CompletionList({ completion }: { completion: Completion }) {
  if (!completion.open) return null;
  return (
    <ul class="completion" role="listbox" id={completion.listId} aria-label={t("completions")}>
      {completion.choices.map((choice, at) => (
        <li
          key={choice.key}
          id={`${completion.listId}-${at}`}
          role="option"
          aria-selected={at === completion.active}
          class="completion__choice"
          onPointerDown={(event) => {
            event.preventDefault();
            completion.choose(at);
          }}
        >
          <ChoiceLine choice={choice} />
        </li>
      ))}
    </ul>
  );
}

function ChoiceLine({ choice }: { choice: Choice }) {
  switch (choice.kind) {
    case "person":
      return (
        <>
          <Avatar id={choice.person.id} name={choice.person.name} size={24} photo={avatarUrl(choice.person)} />
          <span class="completion__name">{choice.person.name}</span>
          <PersonTag person={choice.person} />
          <span class="completion__meta">
            @{choice.person.handle}
            {choice.person.dormant && ` · ${t("dormant")}`}
          </span>
        </>
      );
    case "everybody":
      return (
        <>
          <Icon of={Megaphone} />
          <span class="completion__name">@{choice.word}</span>
          <span class="completion__meta">{t(choice.word === "here" ? "mention_here" : "mention_channel")}</span>
        </>
      );
    case "channel":
      return (
        <>
          <Icon of={choice.channel.kind === "private" ? Lock : Hash} />
          <span class="completion__name">{choice.channel.name}</span>
          <span class="completion__meta">{choice.channel.topic}</span>
        </>
      );
    case "hashtag":
      return (
        <>
          <Icon of={Tag} />
          <span class="completion__name">#{choice.hashtag.label}</span>
          <span class="completion__meta">{choice.hashtag.description || t("hashtag")}</span>
        </>
      );
    case "command":
      return <CommandLine {...choice.slash} />;
    case "shortcut":
      return <ShortcutLine {...choice.shortcut} />;
    case "emoji":
      return (
        <>
          <span class="completion__emoji">{choice.character}</span>
          <span class="completion__name">:{choice.name}:</span>
        </>
      );
  }
}

function CommandLine({ name, hint, description, app_name }: CommandView) {
  return (
    <>
      <Icon of={SquareSlash} />
      <span class="completion__name">/{name}</span>
      {hint && <span class="completion__hint">{hint}</span>}
      <span class="completion__meta">{[description, app_name].filter(Boolean).join(" · ")}</span>
    </>
  );
}

function ShortcutLine({ name, description, app_name }: ShortcutView) {
  return (
    <>
      <Icon of={Zap} />
      <span class="completion__name">{name}</span>
      <span class="completion__meta">{[description, app_name].filter(Boolean).join(" · ")}</span>
    </>
  );
}
