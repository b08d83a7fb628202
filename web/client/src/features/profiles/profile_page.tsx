/** A person's own page: who they are, what they say of themselves, what they wrote last. */

import { Network } from "lucide";
import type { PersonView, ProfileView, SearchHit } from "../../protocol";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { PagedList } from "../../ui/paged_list";
import { usePages } from "../../ui/pages";
import { Empty, MessageSkeleton } from "../../ui/placeholder";
import { channelPath, chartPath } from "../../ui/router";
import { store } from "../../ui/store";
import { ChannelMark } from "../membership/channel_mark";
import { channelTitle } from "../membership/title";
import { MessageCard } from "../messages/message_card";
import { Page } from "../shell/page";
import { ProfileCard } from "./profile_card";
import { ProfileValues } from "./profile_values";
import { useProfile } from "./use_profile";
import "../threads/threads.css";
import "./profile.css";

const RECENT = 5;
const LOOKED_THROUGH = 20; // posts are shown apart from what else was written

export function ProfilePage({ personId }: { personId: string }) {
  const { profile, failed } = useProfile(personId);
  const person = store.person(personId) ?? profile?.person;
  return (
    <Page title={t("profile")} back>
      {person ? (
        <article class="profile" aria-label={person.name}>
          <ProfileCard person={person} profile={profile} heading="h2" />
          {profile ? <Told profile={profile} /> : failed && <p class="profile__note">{failed}</p>}
          {profile && <Recent person={person} />}
        </article>
      ) : failed ? (
        <Empty text={failed} />
      ) : (
        <MessageSkeleton rows={2} />
      )}
    </Page>
  );
}

function Told({ profile }: { profile: ProfileView }) {
  const placed = (profile.reports ?? 0) > 0 || profile.manager;
  return (
    <>
      <ProfileValues profile={profile} />
      {placed && (
        <p>
          <a class="profile__chart" href={chartPath(profile.person.id)}>
            <Icon of={Network} size={18} />
            {t("show_in_chart")}
          </a>
        </p>
      )}
      <Shared channelIds={profile.channel_ids ?? []} />
    </>
  );
}

function Shared({ channelIds }: { channelIds: readonly string[] }) {
  const channels = channelIds.map((id) => store.channels.value[id]).filter((channel) => channel !== undefined);
  if (channels.length === 0) return null;
  return (
    <section class="profile__part">
      <h3>{t("channels_in_common")}</h3>
      <ul role="list" class="profile-words">
        {channels.map((channel) => (
          <li key={channel.id}>
            <a class="profile-word" href={channelPath(channel.id)}>
              <ChannelMark channel={channel} size={20} />
              {channelTitle(channel)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What they wrote last, where I may read it: their posts first. */
function Recent({ person }: { person: PersonView }) {
  return (
    <>
      <Written title={t("recent_posts")} query={`from:@${person.handle} is:post`} />
      <Written title={t("recent_messages")} query={`from:@${person.handle}`} wants={isNoPost} />
    </>
  );
}

const isNoPost = ({ post }: SearchHit): boolean => !post || post.kind === "message"; // a label alone makes no post

interface WrittenProps {
  title: string;
  query: string;
  /** Which of the last found are shown here. */
  wants?: (hit: SearchHit) => boolean;
}

function Written({ title, query, wants = () => true }: WrittenProps) {
  const list = usePages<SearchHit>(query, async () => {
    const { items } = await store.actions.search(query, { limit: LOOKED_THROUGH });
    return { items: items.filter(wants).slice(0, RECENT), next: null };
  });
  if (list.items?.length === 0) return null;
  return (
    <section class="profile__part">
      <h3>{title}</h3>
      <div class="threads profile__recent">
        <PagedList
          list={list}
          label={title}
          empty={null}
          keyOf={(hit) => hit.id}
          render={(hit) => <MessageCard message={hit} place />}
        />
      </div>
    </section>
  );
}
