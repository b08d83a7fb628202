/** Sizes as people say them. */

import { currentLocale, t } from "./i18n";

/** "312 MB", "4.2 KB", "1 byte", in powers of 1,000. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return t("size.byte", { count: bytes });
  const steps = ["size.kilobyte", "size.megabyte", "size.gigabyte"] as const;
  let value = bytes / 1000;
  let step = 0;
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1000;
    step += 1;
  }
  const number = new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: value < 10 ? 1 : 0 });
  return t(steps[step]!, { count: number.format(value) });
}
