/** The sizes at which pictures stand in a message, known before they load: pure. */

const WIDEST = 420;
const HIGHEST = 300;
const LEAST = 48;

export interface Box {
  width: number;
  height: number;
}

/** The box of a picture that stands alone: its true shape, or a strip of it where that is extreme. */
export function boxOf(picture: { width?: number; height?: number }): Box {
  const width = Math.max(1, picture.width ?? 1);
  const height = Math.max(1, picture.height ?? 1);
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return {
    width: Math.max(LEAST, Math.round(width * scale)),
    height: Math.max(LEAST, Math.round(height * scale)),
  };
}

/** So many pictures are shown together; the rest is counted on the last. */
export const MOST_TILES = 6;

/** How many columns so many pictures stand in. */
export function columnsFor(count: number): number {
  return count === 2 || count === 4 ? 2 : 3;
}
