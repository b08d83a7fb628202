/** What narrows the catalogue, as it stands in the address; its themes. Pure. */

import type { ThemeView } from "../../protocol";
import type { CatalogueQuery } from "../../store/homes";

export type Section = NonNullable<CatalogueQuery["section"]>;
export const SECTIONS = ["work", "sites", "clubs"] as const;

/** What stands in the address. */
export function parseCatalogue(search: string): CatalogueQuery {
  const given = new URLSearchParams(search);
  const section = SECTIONS.find((one) => one === given.get("section"));
  const [query, theme] = [given.get("q")?.trim().slice(0, 250), given.get("theme")?.trim().slice(0, 60)];
  return { ...(query ? { query } : {}), ...(section ? { section } : {}), ...(theme ? { theme } : {}) };
}

/** Each theme once, with its channels in the section. */
export function themesOf(themes: readonly ThemeView[], section: Section | null | undefined): [string, number][] {
  const counts = new Map<string, number>();
  for (const one of themes) {
    if (one.theme && (!section || (one.section ?? "") === section)) counts.set(one.theme, (counts.get(one.theme) ?? 0) + one.count);
  }
  return [...counts].sort(([one], [other]) => one.localeCompare(other));
}
