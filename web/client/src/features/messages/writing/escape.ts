/** Words that would be read as markdown, kept as words. Pure. */

const SIGNS = /https?:\/\/\S+|[\\`*]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|~~|<(?=[@#!\w])|\[(?=[^\]]*\]\()/gu;
const LINE_START = /^(\s*)(#{1,6}(?=\s)|>|[-+](?=\s)|(\d{1,9})([.)])(?=\s))/;

/** Plain words as markdown that shows the same words; underscores within words and addresses stay as they are. */
export function escaped(words: string): string {
  const safe = words.replace(SIGNS, (sign) => (sign === "~~" ? "\\~\\~" : sign.length > 1 ? sign : `\\${sign}`));
  return safe.replace(LINE_START, (_, blank: string, sign: string, number?: string, dot?: string) =>
    number ? `${blank}${number}\\${dot}` : `${blank}\\${sign}`,
  );
}
