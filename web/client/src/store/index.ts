// The store's public face. Screens import from here only.

export type * from "./api";
export { stanceKey } from "./feed";
export type { FeedAsked, FeedNews, Stance, StanceKind } from "./feed";
export { startStore } from "./browser";
export { newClientId } from "./outbox/ids";
export type { PlacedDraft } from "./drafts";
export type { Preferences, PreferencesChange } from "./preferences";
export type { RunningStore } from "./create";
