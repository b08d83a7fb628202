/** The files in what was pasted or dropped. */

/** Folders are left out: a browser hands them over as files that nobody can read. */
export function filesOf(from: DataTransfer | null): File[] {
  if (!from) return [];
  const items = [...from.items].filter((item) => item.kind === "file");
  if (items.length === 0) return [...from.files];
  return items
    .filter((item) => !item.webkitGetAsEntry?.()?.isDirectory)
    .map((item) => item.getAsFile())
    .filter((file): file is File => file !== null);
}
