/** A text field as high as its text, up to a bound. */

/** Where the style sheet says it, at no cost for each key: `field-sizing: content`. */
const FITS_ITSELF = typeof CSS !== "undefined" && CSS.supports("field-sizing", "content");

export function fitHeight(field: HTMLTextAreaElement | null, most_px: number): void {
  if (!field) return;
  if (FITS_ITSELF) {
    field.style.maxHeight = `${most_px}px`;
    return;
  }
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, most_px)}px`;
}
