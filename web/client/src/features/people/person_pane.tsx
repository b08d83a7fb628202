/** Who somebody is, beside a channel: their profile in short, and a way to write to them. */

import { t } from "../../ui/i18n";
import { MessageSkeleton } from "../../ui/placeholder";
import { personPath } from "../../ui/router";
import { store } from "../../ui/store";
import { ProfileCard } from "../profiles/profile_card";
import { ProfileValues } from "../profiles/profile_values";
import { useProfile } from "../profiles/use_profile";
import { Pane } from "../shell/pane";
import "./person_pane.css";

interface PersonPaneProps {
  channelId: string;
  personId: string;
}

export function PersonPane({ channelId, personId }: PersonPaneProps) {
  const { profile } = useProfile(personId);
  const person = store.person(personId);
  if (!person) return <Pane title={t("profile")} channelId={channelId}><MessageSkeleton rows={2} /></Pane>;
  return (
    <Pane title={t("profile")} channelId={channelId}>
      <div class="person scroll">
        <ProfileCard person={person} profile={profile} heading="h3" />
        {profile && <ProfileValues profile={profile} />}
        <a class="person__whole" href={personPath(personId)}>{t("whole_profile")}</a>
      </div>
    </Pane>
  );
}
