/** What the fields of a profile are called, and who sees them. */

import { signal } from "@preact/signals";
import type { ProfileFieldView, Visibility } from "../../protocol";
import { knows, t } from "../../ui/i18n";
import { store } from "../../ui/store";

/** As they were last asked for: they change rarely, and a page that opens asks again. */
export const fields = signal<readonly ProfileFieldView[]>([]);

export async function askFields(): Promise<void> {
  fields.value = await store.actions.profileFields();
}

export const fieldNamed = (key: string): ProfileFieldView | undefined => fields.value.find((field) => field.key === key);

/** The administrator's own fields carry their name; the others are in the catalogue. */
export function nameOfField(field: Pick<ProfileFieldView, "key" | "label">): string {
  const key = `field_${field.key}`;
  return field.label || (knows(key) ? t(key) : field.key);
}

const STRICTNESS: readonly Visibility[] = ["everyone", "team", "me"];

/** What a person may choose for a field of this visibility: the same, or stricter. */
export function narrower(visibility: Visibility): readonly Visibility[] {
  return STRICTNESS.slice(STRICTNESS.indexOf(visibility));
}

export const seenBy = (visibility: Visibility): string =>
  t(({ everyone: "seen_by_everyone", team: "seen_by_team", me: "seen_by_me" } as const)[visibility]);
