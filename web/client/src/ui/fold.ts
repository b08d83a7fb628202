/** Text without case and accents, for completion and filters: "Éloïse" is found by "elo". */

export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae");
}

/** 0: starts with the query, 1: a later word does, 2: holds it, -1: does not match. */
export function matchRank(text: string, query: string): number {
  const folded = fold(text);
  if (folded.startsWith(query)) return 0;
  if (folded.split(/[\s._-]+/).some((word) => word.startsWith(query))) return 1;
  return folded.includes(query) ? 2 : -1;
}
