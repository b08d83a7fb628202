/** Who somebody is, above what their profile says: photo, name, presence, ways to reach them. */

import { House, MessageCircle, Pencil, Phone, Smile } from "lucide";
import type { PersonView, ProfileView } from "../../protocol";
import { Avatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { clockTime } from "../../ui/dates";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { PresenceMark } from "../../ui/presence_mark";
import { go } from "../../ui/router";
import { store } from "../../ui/store";
import { chooseTab, useAppHome } from "../apps/app_tabs";
import { avatarUrl } from "../files/urls";
import { FollowButton } from "../follows/follow_button";
import { MuteButton } from "../follows/mute_button";
import { openDirectWith } from "../membership/direct_dialog";
import { openStatus } from "../people/open_status";
import { WallButton } from "../posts/wall_button";
import { presenceOf, presenceWords, useWatchPresence } from "../presence/presence_of";
import { telephone } from "./profile_values";
import "../people/person_pane.css";
import "./profile.css";

interface ProfileCardProps {
  person: PersonView;
  profile: ProfileView | null;
  heading: "h2" | "h3";
}

export function ProfileCard({ person, profile, heading: Heading }: ProfileCardProps) {
  useWatchPresence([person.id]);
  const role = { owner: t("role_owner"), admin: t("role_admin"), member: null, guest: t("role_guest") }[person.role];
  const said = (key: string) => profile?.values?.find((value) => value.key === key)?.values[0];
  const until = person.dnd_until_at ?? 0;
  return (
    <div class="profile-card">
      <Avatar id={person.id} name={person.name} size={72} photo={avatarUrl(person)} />
      <div class="profile-card__words">
        <Heading class="person__name">
          {person.name} {said("pronouns") && <span class="profile-card__pronouns">{said("pronouns")}</span>}
        </Heading>
        {person.title && <p class="person__title">{person.title}</p>}
        <p class="person__presence">
          <PresenceMark state={presenceOf(person.id)} size={14} />
          {presenceWords(person.id)}
          {until > Date.now() && ` · ${t("until", { when: clockTime(until) })}`}
        </p>
        <p class="person__line">
          @{person.handle}
          {(role || person.bot) && <span class="tag">{person.bot ? t("bot") : role}</span>}
          {person.active === false && ` · ${t("account_closed")}`}
          {person.dormant && ` · ${t("dormant")}`}
        </p>
        {(person.status_text || person.status_emoji) && <p class="person__status">{person.status_emoji} {person.status_text}</p>}
        <Ways person={person} phone={said("phones")} />
      </div>
      {said("about") && <p class="profile-card__about">{said("about")}</p>}
    </div>
  );
}

function Ways({ person, phone }: { person: PersonView; phone: string | undefined }) {
  if (person.id === store.me.value?.id) {
    return (
      <div class="person__buttons">
        {person.role !== "guest" && <Button look="primary" icon={Pencil} onClick={() => go("/me/profile")}>{t("edit_profile")}</Button>}
        <Button icon={Smile} onClick={openStatus}>{t("set_status")}</Button>
        <WallButton personId={person.id} />
      </div>
    );
  }
  return (
    <div class="person__buttons">
      <Button look="primary" icon={MessageCircle} onClick={() => void openDirectWith([person.id])}>{t("message_person")}</Button>
      {person.bot && <HomeButton personId={person.id} />}
      {!person.bot && person.active !== false && <FollowButton kind="person" target={person.id} />}
      {person.active !== false && <MuteButton person={person} />}
      {phone && (
        <a class="button button--plain" href={telephone(phone)}>
          <Icon of={Phone} size={18} />
          {t("call")}
        </a>
      )}
      <WallButton personId={person.id} />
    </div>
  );
}

/** To what an app shows me, where it does. */
function HomeButton({ personId }: { personId: string }) {
  if (useAppHome(personId)?.tab !== true) return null;
  const open = () => {
    chooseTab(personId, "home");
    void openDirectWith([personId]);
  };
  return <Button icon={House} onClick={open}>{t("app_home")}</Button>;
}
