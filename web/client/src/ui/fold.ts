/** Text without case and accents, for completion and filters: "Éloïse" is found by "elo". */

/** Letters that keep their shape when accents go, as the server reads them too. */
const LETTERS: Readonly<Record<string, string>> = { œ: "oe", æ: "ae", ø: "o", đ: "d", ł: "l", ħ: "h", ı: "i", ß: "ss" };

export function fold(text: string): string {
  const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.replace(/[œæøđłħıß]/g, (letter) => LETTERS[letter]!);
}

/** 0: starts with the query, 1: a later word does, 2: holds it, -1: does not match. */
export function matchRank(text: string, query: string): number {
  const folded = fold(text);
  if (folded.startsWith(query)) return 0;
  if (folded.split(/[\s._-]+/).some((word) => word.startsWith(query))) return 1;
  return folded.includes(query) ? 2 : -1;
}
