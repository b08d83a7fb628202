/** What entries are written in, each by its own name. */

import type { FaqEntryView } from "../../protocol";

export type EntryLanguage = FaqEntryView["language"];

export const LANGUAGES: Record<EntryLanguage, string> = { en: "English", fr: "Français" };
