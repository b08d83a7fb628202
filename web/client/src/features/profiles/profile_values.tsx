/** What a profile says, field by field. */

import type { ComponentChildren } from "preact";
import { EyeOff, Users } from "lucide";
import type { ProfileValueView, ProfileView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { personPath, chartPath, peoplePath } from "../../ui/router";
import { avatarUrl } from "../files/urls";
import { fieldNamed, nameOfField, seenBy } from "./fields";
import { LocalTime } from "./local_time";
import "./profile.css";

const IN_THE_HEAD = ["pronouns", "about"];

/** Everything but what stands in the head; nothing where there is nothing. */
export function ProfileValues({ profile }: { profile: ProfileView }) {
  const values = (profile.values ?? []).filter((value) => !IN_THE_HEAD.includes(value.key));
  const reports = profile.reports ?? 0;
  if (values.length === 0 && reports === 0) return null;
  return (
    <dl class="profile-values">
      {values.map((value) => (
        <div key={value.key}>
          <dt>
            {nameOfField(fieldNamed(value.key) ?? { key: value.key })}
            {value.visibility && value.visibility !== "everyone" && (
              <span class="profile-values__seen" title={seenBy(value.visibility)}>
                <Icon of={value.visibility === "me" ? EyeOff : Users} size={14} />
                <span class="sr-only">{seenBy(value.visibility)}</span>
              </span>
            )}
          </dt>
          <dd>
            <Value value={value} profile={profile} />
          </dd>
        </div>
      ))}
      {reports > 0 && (
        <div>
          <dt>{t("reports")}</dt>
          <dd>
            <a href={chartPath(profile.person.id)}>{t("reports_count", { count: reports })}</a>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Value({ value, profile }: { value: ProfileValueView; profile: ProfileView }): ComponentChildren {
  const { key, values } = value;
  switch (key) {
    case "manager":
      return profile.manager ? <PersonLink person={profile.manager} /> : null;
    case "email":
      return values.map((address) => <a key={address} href={`mailto:${address}`}>{address}</a>);
    case "phones":
      return values.map((phone) => <a key={phone} class="profile-values__line" href={telephone(phone)}>{phone}</a>);
    case "links":
      return values.map((link) => (
        <a key={link} class="profile-values__line" href={link} target="_blank" rel="noreferrer noopener nofollow">{link.replace(/^https?:\/\//, "")}</a>
      ));
    case "time_zone":
      return <LocalTime zone={values[0]!} />;
    case "skills":
    case "languages":
      return <Words words={values} narrows={key === "skills" ? "skill" : "language"} />;
    case "department":
    case "site":
      return <a href={peoplePath({ [key]: foldedTag(values[0]!) })}>{values[0]}</a>;
    case "interests":
      return <Words words={values} />;
    default:
      return values.join(", ");
  }
}

/** Words that many share lead to those who share them. */
function Words({ words, narrows }: { words: readonly string[]; narrows?: "skill" | "language" }) {
  return (
    <ul role="list" class="profile-words">
      {words.map((word) => (
        <li key={word}>
          {narrows ? (
            <a class="profile-word" href={peoplePath({ [narrows]: foldedTag(word) })}>{word}</a>
          ) : (
            <span class="profile-word">{word}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

export function PersonLink({ person }: { person: ProfileView["person"] }) {
  return (
    <a class="profile-person" href={personPath(person.id)}>
      <Avatar id={person.id} name={person.name} size={24} photo={avatarUrl(person)} />
      {person.name}
    </a>
  );
}

export const telephone = (phone: string): string => `tel:${phone.replace(/[^+\d]/g, "")}`;

/** As the server folds the words by which people are found: no case, accents or signs. */
export function foldedTag(word: string): string {
  const bare = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.replace(/[^\p{L}\p{N}]+/gu, " ").trim() || word.toLowerCase();
}
