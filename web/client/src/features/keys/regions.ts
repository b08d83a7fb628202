/** The parts of the screen that F6 goes through: the list, what is read, where one writes, the pane. */

const REGIONS: ReadonlyArray<readonly [region: string, entry: string]> = [
  [".sidebar", ".channel-list [aria-current], .channel-list a, a, button"],
  [".centre .bar", "button, a[href]"],
  [".centre .page__body", "a[href], button, input"],
  [".centre .message-list", "[data-id]"],
  [".centre .composer", "textarea, [contenteditable=true], [role=textbox]"],
  [".pane .message-list, .pane > .scroll", "[data-id], a[href], button"],
  [".pane .composer", "textarea, [contenteditable=true], [role=textbox]"],
];

/** Move the focus; past the last region the key is the browser's again, so that its bars stay within reach. */
export function moveToRegion(step: 1 | -1): boolean {
  const regions = REGIONS.flatMap(([selector, entry]) => {
    const region = document.querySelector<HTMLElement>(selector);
    const inside = region ? entryOf(region, entry) : null;
    return region && inside ? [{ region, inside }] : [];
  });
  const at = regions.findIndex(({ region }) => region.contains(document.activeElement));
  const next = regions[at < 0 ? (step > 0 ? 0 : regions.length - 1) : at + step];
  if (!next) return false;
  next.inside.focus();
  return true;
}

/** The wanted entry, the last row of a list of messages. */
function entryOf(region: HTMLElement, entry: string): HTMLElement | null {
  for (const selector of entry.split(", ")) {
    const found = [...region.querySelectorAll<HTMLElement>(selector)].filter((element) => element.offsetParent !== null);
    const inside = selector === "[data-id]" ? found.at(-1) : found[0];
    if (inside) return inside;
  }
  return null;
}
