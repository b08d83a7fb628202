// The store's public face. Screens import from here only.

export type * from "./api";
export { stanceKey } from "./feed";
export type { FeedAsked, Stance, StanceKind } from "./feed";
export type { FeedNews } from "./feed_news";
export { startStore } from "./browser";
export { newClientId } from "./outbox/ids";
export { sameChoices } from "./drafts";
export type { PlacedDraft } from "./drafts";
export type { Preferences, PreferencesChange } from "./preferences";
export type { RunningStore } from "./create";
