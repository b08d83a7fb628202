// Profiles, the directory, the chart: asked for when they are looked at, kept nowhere.

import type {
  ChartView,
  ExpertView,
  FacetsView,
  ListedProfileView,
  ListProfiles,
  PersonView,
  ProfileFieldView,
  ProfileView,
  TopicView,
  UpdateProfile,
} from "../protocol";
import type { Page } from "./api";
import type { Core } from "./core";
import { byId } from "./state";

/** What narrows the directory. */
export type Narrowed = Omit<ListProfiles, "limit" | "after">;

export interface ProfileActions {
  /** The fields that the administrator has chosen, and who sees them. */
  profileFields(): Promise<readonly ProfileFieldView[]>;
  /** A person with what I may see of their profile. */
  getProfile(personId: string): Promise<ProfileView>;
  /** Change my own; fields not named stay. */
  updateProfile(change: UpdateProfile): Promise<void>;
  listProfiles(narrowed: Narrowed, after?: string): Promise<Page<ListedProfileView>>;
  countProfiles(narrowed: Narrowed): Promise<FacetsView>;
  /** The chart around a person, or its top. */
  getChart(personId: string | null): Promise<ChartView>;
  /** A message of mine is no reason to name me; or it is again. */
  contestReason(messageId: string, contested: boolean): Promise<void>;
  /** What names me to those who ask who knows. */
  listTopics(after?: string): Promise<Page<TopicView>>;
  /** A reason of mine names me no more, or again. */
  hideTopic(topic: TopicView, hidden: boolean): Promise<void>;
  /** Who knows about something, and why. */
  findExperts(query: string): Promise<Page<ExpertView>>;
}

export function profileActions(core: Core): ProfileActions {
  const { ask } = core;
  const known = <Answer>(answer: Answer, people: readonly PersonView[]): Answer => {
    core.update((state) => ({ ...state, people: { ...state.people, ...byId(people) } }));
    return answer;
  };
  const ofItems = <Item extends { person: PersonView }>(page: Page<Item>) => known(page, page.items.map((item) => item.person));
  return {
    profileFields: async () => (await ask("profiles.fields", {})).fields,
    getProfile: async (person_id) => {
      const profile = await ask("profiles.get", { person_id });
      return known(profile, profile.manager ? [profile.person, profile.manager] : [profile.person]);
    },
    updateProfile: async (change) => void (await ask("profiles.update", change)),
    listProfiles: async (narrowed, after) => ofItems(await ask("profiles.list", { ...narrowed, ...(after ? { after } : {}) })),
    countProfiles: (narrowed) => ask("profiles.count", narrowed),
    getChart: async (person_id) => {
      const chart = await ask("profiles.chart", person_id ? { person_id } : {});
      const nodes = [...(chart.above ?? []), ...(chart.at ? [chart.at] : []), ...(chart.below ?? []), ...(chart.apart ?? [])];
      return known(chart, nodes.map((node) => node.person));
    },
    contestReason: async (message_id, contested) => void (await ask("profiles.contest", { message_id, contested })),
    listTopics: (after) => ask("profiles.topics", after ? { after } : {}),
    hideTopic: async ({ reason: { kind, label, message_id } }, hidden) => {
      if (kind === "skill" || kind === "interest") await ask("profiles.hide_topic", { kind, label, hidden });
      else await ask("profiles.contest", { message_id: message_id ?? "", contested: hidden });
    },
    findExperts: async (query) => ofItems(await ask("profiles.experts", { query })),
  };
}
