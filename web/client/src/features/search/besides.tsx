/** What a search finds besides messages: people, channels and hashtags that are called so. */

import { GraduationCap, Hash, Lock, Tag } from "lucide";
import type { ComponentChildren } from "preact";
import { Avatar } from "../../ui/avatar";
import { fold, matchRank } from "../../ui/fold";
import { t, type Key } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { channelPath, expertsPath, personPath, tagPath } from "../../ui/router";
import { store } from "../../ui/store";
import { avatarUrl } from "../files/urls";
import { useHashtags } from "../hashtags/use_hashtags";
import { isDirect } from "../membership/title";
import { nearTo, useFinding } from "../people/near";
import { PersonTag } from "../people/person_tag";
import { likeliest } from "../people/ranking";
import { readQuery } from "./filters";

const SHOWN = 4;

/** Nothing where filters are set: they speak of messages. */
export function Besides({ query }: { query: string }) {
  const { words, filters } = readQuery(query);
  const plain = words.replace(/"/g, "").replace(/^[#@]/, "").trim();
  return filters.length > 0 || plain === "" ? null : <Named words={plain} />;
}

function Named({ words }: { words: string }) {
  const asked = fold(words);
  useFinding(asked, null);
  const people = likeliest(Object.values(store.people.value), asked, nearTo(null)).slice(0, SHOWN);
  const channels = channelsCalled(asked);
  const hashtags = useHashtags(/\s/.test(asked) ? null : asked).slice(0, SHOWN);
  return (
    <div class="besides">
      <Group title="people">
        {people.map((person) => (
          <Row key={person.id} href={personPath(person.id)}>
            <Avatar id={person.id} name={person.name} size={24} photo={avatarUrl(person)} />
            <span class="menu-item__words clip">{person.name}</span>
            <PersonTag person={person} />
            <span class="menu-item__hint">@{person.handle}</span>
          </Row>
        ))}
        <Row key="experts" href={expertsPath(words)}>
          <Icon of={GraduationCap} size={18} />
          <span class="menu-item__words clip">{t("search_who_knows")}</span>
        </Row>
      </Group>
      <Group title="section_channels">
        {channels.map((channel) => (
          <Row key={channel.id} href={channelPath(channel.id)}>
            <Icon of={channel.kind === "private" ? Lock : Hash} size={18} />
            <span class="menu-item__words clip">{channel.name}</span>
          </Row>
        ))}
      </Group>
      <Group title="search_hashtags">
        {hashtags.map((hashtag) => (
          <Row key={hashtag.tag} href={tagPath(hashtag.tag)}>
            <Icon of={Tag} size={18} />
            <span class="menu-item__words clip">#{hashtag.label || hashtag.tag}</span>
          </Row>
        ))}
      </Group>
    </div>
  );
}

function channelsCalled(asked: string) {
  const rank = (name: string) => matchRank(name, asked);
  return Object.values(store.channels.value)
    .filter((channel) => !isDirect(channel) && rank(channel.name) >= 0)
    .sort((one, other) => rank(one.name) - rank(other.name) || Number(other.joined ?? false) - Number(one.joined ?? false) || one.name.localeCompare(other.name))
    .slice(0, SHOWN);
}

/** A heading over what is called so; nothing without any. */
function Group({ title, children }: { title: Key; children: ComponentChildren[] | ComponentChildren }) {
  const rows = [children].flat(2).filter(Boolean);
  if (rows.length === 0) return null;
  return (
    <section aria-label={t(title)}>
      <h2>{t(title)}</h2>
      <ul role="list">{rows}</ul>
    </section>
  );
}

function Row({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <li>
      <a class="menu-item" href={href}>
        {children}
      </a>
    </li>
  );
}
