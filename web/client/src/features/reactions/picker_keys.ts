/** Arrows among the emoji, across rows and groups, by where they stand on the screen. */

/** True if the focus moved. */
export function moveInGrid(grid: HTMLElement, event: KeyboardEvent): boolean {
  const from = event.target as HTMLElement;
  const all = [...grid.querySelectorAll<HTMLElement>("[data-emoji]")];
  const at = all.indexOf(from);
  if (at < 0) return false;
  const to = next(all, at, event.key);
  if (!to) return false;
  event.preventDefault();
  to.focus();
  return true;
}

function next(all: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  const sideways = document.dir === "rtl" ? -1 : 1;
  switch (key) {
    case "ArrowRight":
      return all[at + sideways];
    case "ArrowLeft":
      return all[at - sideways];
    case "ArrowDown":
      return inColumn(all.slice(at + 1), all[at]!);
    case "ArrowUp":
      return inColumn(all.slice(0, at).reverse(), all[at]!);
    case "Home":
      return all[0];
    case "End":
      return all[all.length - 1];
    default:
      return undefined;
  }
}

/** The nearest of the next row: the first that stands lower (or higher), or beside it in the column. */
function inColumn(others: readonly HTMLElement[], from: HTMLElement): HTMLElement | undefined {
  const row = others.find((other) => other.offsetTop !== from.offsetTop)?.offsetTop;
  const inRow = others.filter((other) => other.offsetTop === row);
  return inRow.find((other) => other.offsetLeft === from.offsetLeft) ?? inRow[0];
}
