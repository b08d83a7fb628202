/** File names as they are shown: nothing in one may turn its letters around or hide how it ends. Pure. */

/** Signs that change the order of letters; what they would do is never done, where they stood is seen.
 *  Source: UAX #9, "Directional Formatting Characters". */
const TURNING = /[\u202a-\u202e\u2066-\u2069\u0000-\u001f\u007f-\u009f]/g;
/** Marks and widthless signs that nobody misses in a name. */
const UNSEEN = /[\u061c\u200e\u200f\u00ad\u200b\u2060\ufeff]/g;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

const MOST_OF_AN_EXTENSION = 12;
const LAST = 8;

/** The name in one line, its letters in the order in which they are stored. */
export function plainName(name: string): string {
  return name.replace(UNSEEN, "").replace(/[\s\u2800\u3164]+/g, " ").replace(TURNING, "\ufffd");
}

/** The name within a sentence, whose order it leaves alone. */
export function nameInWords(name: string): string {
  const plain = plainName(name);
  return RIGHT_TO_LEFT.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** What may be shortened, and the end that is always seen: the extension, or the last letters. */
export function nameParts(name: string): readonly [stem: string, end: string] {
  const letters = [...plainName(name)];
  const dot = letters.lastIndexOf(".");
  const extension = letters.length - dot;
  const end = dot > 0 && extension <= MOST_OF_AN_EXTENSION ? extension : Math.min(LAST, letters.length >> 1);
  return [letters.slice(0, letters.length - end).join(""), letters.slice(letters.length - end).join("")];
}
