/** Whether a text may hold markdown: asked at each key, before the parser is loaded. Pure. */

const MARKS = /\*[^\s*]|(?<![\p{L}\p{N}])_[^\s_]|~~\S|`[^`]|\]\(|^\s{0,3}(?:>|[-+*]\s|\d{1,9}[.)]\s|#{1,6}\s|`{3}|~{3}|-{3}|\*{3}|_{3})/mu;

export function mayHoldFormatting(text: string): boolean {
  return MARKS.test(text);
}
