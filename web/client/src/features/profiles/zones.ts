/** The time zones that a browser knows, and the one that was chosen, should it be another. */

export function zones(chosen: string | undefined): readonly string[] {
  const known = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([here, ...(chosen ? [chosen] : []), ...known])].filter(Boolean);
}
