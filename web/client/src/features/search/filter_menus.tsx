/** What can be chosen as a filter: a person, a channel, what a message holds, when it was written. */

import { useId, useState } from "preact/hooks";
import { CalendarDays, Hash, Lock } from "lucide";
import type { PersonView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { fold, matchRank } from "../../ui/fold";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { closePopup, Menu, MenuItem } from "../../ui/popup";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { isDirect, isWall } from "../membership/title";
import { nearTo, useFinding } from "../people/near";
import { PersonTag } from "../people/person_tag";
import { likeliest } from "../people/ranking";
import { type Query, since, withFilter } from "./filters";
import { KINDS } from "./kinds";

interface PickerProps {
  onAdd: (change: (before: Query) => Query) => void;
}

const SHOWN = 8;

export function PersonPicker({ onAdd }: PickerProps) {
  const [text, setText] = useState("");
  const asked = fold(text.trim());
  useFinding(asked, null);
  const people = likeliest(Object.values(store.people.value), asked, nearTo(null)).slice(0, SHOWN);
  const choose = (person: PersonView) => {
    closePopup();
    const value = person.id === store.me.value?.id ? "me" : person.handle;
    onAdd((before) => withFilter(before, { name: "from", value }));
  };
  return (
    <div class="filter-picker">
      <PickerField label={t("find_person")} text={text} onText={setText} onEnter={() => people[0] && choose(people[0])} />
      {people.map((person) => (
        <button key={person.id} type="button" class="menu-item" onClick={() => choose(person)}>
          <Avatar id={person.id} name={person.name} size={24} photo={avatarUrl(person)} />
          <span class="menu-item__words clip">{person.name}</span>
          <PersonTag person={person} />
          <span class="menu-item__hint">@{person.handle}</span>
        </button>
      ))}
    </div>
  );
}

export function PlacePicker({ onAdd }: PickerProps) {
  const [text, setText] = useState("");
  const asked = fold(text.trim());
  const channels = Object.values(store.channels.value)
    .filter((channel) => !isDirect(channel) && !isWall(channel) && matchRank(channel.name, asked) >= 0)
    .sort((one, other) => Number(other.joined ?? false) - Number(one.joined ?? false) || one.name.localeCompare(other.name))
    .slice(0, SHOWN);
  const choose = (name: string) => {
    closePopup();
    onAdd((before) => withFilter(before, { name: "in", value: name }));
  };
  return (
    <div class="filter-picker">
      <PickerField label={t("find_channel")} text={text} onText={setText} onEnter={() => channels[0] && choose(channels[0].name)} />
      {channels.map((channel) => (
        <button key={channel.id} type="button" class="menu-item" onClick={() => choose(channel.name)}>
          <Icon of={channel.kind === "private" ? Lock : Hash} size={18} />
          <span class="menu-item__words clip">{channel.name}</span>
        </button>
      ))}
    </div>
  );
}

interface PickerFieldProps {
  label: string;
  text: string;
  onText: (text: string) => void;
  onEnter: () => void;
}

function PickerField({ label, text, onText, onEnter }: PickerFieldProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    onEnter();
  };
  return (
    <input
      type="search"
      class="search-field"
      aria-label={label}
      placeholder={label}
      autocomplete="off"
      value={text}
      onInput={(event) => onText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}

export function HasMenu({ onAdd }: PickerProps) {
  return (
    <Menu label={t("filter_has")}>
      {KINDS.map(({ name, value, key, icon }) => (
        <MenuItem key={key} icon={icon} onChoose={() => onAdd((before) => withFilter(before, { name, value }))}>
          {t(key)}
        </MenuItem>
      ))}
    </Menu>
  );
}

export function DayMenu({ onAdd }: PickerProps) {
  const [from, until] = [useId(), useId()];
  const add = (days: number) => onAdd((before) => withFilter(before, since(days, new Date())));
  const on = (name: "after" | "before") => (event: Event) => {
    const { value } = event.currentTarget as HTMLInputElement;
    if (value === "") return;
    closePopup();
    onAdd((before) => withFilter(before, { name, value }));
  };
  return (
    <>
      <Menu label={t("filter_when")}>
        <MenuItem icon={CalendarDays} onChoose={() => add(0)}>{t("filter_today")}</MenuItem>
        <MenuItem icon={CalendarDays} onChoose={() => add(7)}>{t("filter_week")}</MenuItem>
        <MenuItem icon={CalendarDays} onChoose={() => add(30)}>{t("filter_month")}</MenuItem>
      </Menu>
      <div class="picker__days" role="group" aria-label={t("filter_days")}>
        <label for={from}>{t("filter_after_label")}</label>
        <input id={from} type="date" class="search-field" onChange={on("after")} />
        <label for={until}>{t("filter_before_label")}</label>
        <input id={until} type="date" class="search-field" onChange={on("before")} />
      </div>
    </>
  );
}
