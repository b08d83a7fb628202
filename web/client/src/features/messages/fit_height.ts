/** A text field as high as its text, up to a bound. */

export function fitHeight(field: HTMLTextAreaElement | null, most_px: number): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, most_px)}px`;
  field.style.overflowY = field.scrollHeight > most_px ? "auto" : "hidden";
}
