/** One person, found by name: whom the bot asks where it is not sure, or whose an entry is. */

import { useEffect, useId, useState } from "preact/hooks";
import { X } from "lucide";
import type { PersonView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";

interface MemberFieldProps {
  label: string;
  hint: string;
  optional?: boolean;
  /** Without a channel anybody can be chosen. */
  channelId: string | null;
  chosenId: string | null;
  onChoose: (personId: string | null) => void;
}

const SHOWN = 5;

export function MemberField({ label, hint, optional = false, channelId, chosenId, onChoose }: MemberFieldProps) {
  const id = useId();
  const [query, setQuery] = useState("");
  const found = useMembers(channelId, query);
  const chosen = chosenId ? store.person(chosenId) : undefined;
  return (
    <div class="field">
      <label for={id}>{label} {optional && <span class="field__optional">{t("optional")}</span>}</label>
      {chosenId && (
        <button type="button" class="chip" aria-label={t("take_out", { name: chosen?.name ?? "" })} onClick={() => onChoose(null)}>
          {chosen && <Avatar id={chosen.id} name={chosen.name} size={20} photo={avatarUrl(chosen)} />}
          {chosen?.name}
          <Icon of={X} size={14} />
        </button>
      )}
      {!chosenId && (
        <input id={id} type="text" autocomplete="off" aria-describedby={`${id}-note`} value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
      )}
      <p id={`${id}-note`} class="field__hint">{hint}</p>
      {!chosenId && (
        <ul role="list" class="faq-members" aria-label={t("people")}>
          {found.map((person) => (
            <li key={person.id}>
              <button type="button" class="menu-item" onClick={() => onChoose(person.id)}>
                <Avatar id={person.id} name={person.name} size={20} photo={avatarUrl(person)} />
                <span class="menu-item__words clip">{person.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The likeliest members by what was typed; nobody before something is. */
function useMembers(channelId: string | null, query: string): readonly PersonView[] {
  const [found, setFound] = useState<readonly PersonView[]>([]);
  useEffect(() => {
    let stale = false;
    if (query.trim() === "") setFound([]);
    else {
      store.actions.findPeople(query.trim(), channelId ? { channel_id: channelId, joined: true } : {}).then(
        (people) => void (stale || setFound(people.filter((person) => !person.bot).slice(0, SHOWN))),
        () => undefined,
      );
    }
    return () => void (stale = true);
  }, [channelId, query]);
  return found;
}
