/** Keeps the reader's place in a scrolling list whatever is added above, below or grows. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

const AT_BOTTOM = 40;

interface Place {
  /** At the newest: stay there. */
  stick: boolean;
  /** Else: this row stays where it is seen, however far it moves within the content. */
  row: string | null;
  /** Where the row lay in the content when last looked at, in pixels from its top. */
  offset: number;
  /** How high the box was, and how far it was scrolled, when its place was last set right. */
  height: number;
  top: number;
}

interface KeepPlace {
  /** Give to the scrolling box. */
  box: { current: HTMLDivElement | null };
  /** Give to what is in the box; its growth is followed. */
  content: { current: HTMLDivElement | null };
  /** Call on scroll: remembers the place. Answers pixels to the top and to the bottom. */
  note(): { above: number; below: number };
  /** From now on stay at the newest. */
  stickToEnd(): void;
  /** Put a row in the middle of the box; false where it is not in the page. */
  show(rowId: string): boolean;
  /** The row at the upper edge of the box, as last noted. */
  topRow(): string | null;
  /** Whether a row in the page lies above what is seen. */
  isAbove(rowId: string): boolean;
  /** Whether a row in the page is seen now. */
  isSeen(rowId: string): boolean;
}

/** `live`: the last row in the page is the newest there is. */
export function useKeepPlace(live: boolean): KeepPlace {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const place = useRef<Place>({ stick: true, row: null, offset: 0, height: 0, top: 0 });
  const isLive = useRef(live);
  isLive.current = live;

  const typing = useTyping();
  const settle = () => box.current && restore(box.current, place.current);
  useLayoutEffect(() => void settle());
  useEffect(() => {
    const observer = new ResizeObserver(settle);
    if (box.current) observer.observe(box.current);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  return {
    box,
    content,
    note: () => {
      // What grew above within this frame is made up for first: noted, it would count as scrolled. At the
      // newest only while words are typed in the place of others: the box grew and shrank, nobody scrolled.
      if (typing.current || !place.current.stick) settle();
      return remember(box.current!, place.current, isLive.current);
    },
    stickToEnd: () => {
      place.current = { stick: true, row: null, offset: 0, height: 0, top: 0 };
      settle();
    },
    show: (rowId) => {
      const row = box.current && rowById(box.current, rowId);
      if (!row) return false;
      const offset = offsetIn(box.current!, row);
      place.current = { stick: false, row: rowId, offset, height: 0, top: 0 };
      box.current!.scrollTop = offset - Math.max(72, box.current!.clientHeight / 3);
      return true;
    },
    topRow: () => place.current.row,
    isAbove: (rowId) => {
      const row = box.current && rowById(box.current, rowId);
      return row ? offsetIn(box.current!, row) + row.offsetHeight < box.current!.scrollTop : false;
    },
    isSeen: (rowId) => {
      const row = box.current && rowById(box.current, rowId);
      if (!row) return false;
      const { scrollTop, clientHeight } = box.current!;
      const top = offsetIn(box.current!, row);
      return top + row.offsetHeight >= scrollTop && top < scrollTop + clientHeight;
    },
  };
}

/** True from a change in a text field to the second frame after it. */
function useTyping(): { readonly current: boolean } {
  const typing = useRef(false);
  useEffect(() => {
    let frame = 0;
    const note = () => {
      typing.current = true;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => (frame = requestAnimationFrame(() => (typing.current = false))));
    };
    document.addEventListener("input", note, true);
    return () => {
      document.removeEventListener("input", note, true);
      cancelAnimationFrame(frame);
    };
  }, []);
  return typing;
}

function restore(box: HTMLElement, place: Place): void {
  if (place.stick) {
    box.scrollTop = box.scrollHeight;
    place.height = box.clientHeight;
    place.top = box.scrollTop;
    return;
  }
  const row = place.row === null ? null : rowById(box, place.row);
  if (!row) return;
  const offset = offsetIn(box, row);
  if (Math.abs(offset - place.offset) >= 1) box.scrollTop += offset - place.offset;
  place.offset = offset;
}

function remember(box: HTMLElement, place: Place, live: boolean): { above: number; below: number } {
  const above = box.scrollTop;
  const below = box.scrollHeight - box.clientHeight - above;
  // What grew or became lower meanwhile did not leave the newest: only who scrolls up does.
  const still = place.stick && (above >= place.top - 1 || box.clientHeight !== place.height);
  place.stick = live && (still || below < AT_BOTTOM);
  const row = firstVisible(box);
  place.row = row?.dataset["id"] ?? null;
  place.offset = row ? offsetIn(box, row) : 0;
  return { above, below };
}

/** The first row whose lower edge is in the box, by bisection over the rows. */
function firstVisible(box: HTMLElement): HTMLElement | null {
  const rows = box.querySelectorAll<HTMLElement>("[data-id]");
  const edge = box.getBoundingClientRect().top;
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.getBoundingClientRect().bottom <= edge) low = middle + 1;
    else high = middle;
  }
  return rows[low] ?? null;
}

function offsetIn(box: HTMLElement, row: HTMLElement): number {
  return row.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
}

function rowById(box: HTMLElement, id: string): HTMLElement | null {
  return box.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
}
