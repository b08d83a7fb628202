/** Whether a message takes more than its share of the screen, told from its text alone. */

const CHARACTERS = 1_800;
const LINES = 24;

export function isLong(text: string): boolean {
  if (text.length > CHARACTERS) return true;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0 && lines <= LINES; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines > LINES;
}
