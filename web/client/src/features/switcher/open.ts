/** The way to the quick switcher, whose code comes when it is first opened. */

import { createElement } from "preact";
import { openLazily } from "../../ui/lazy";

export const fetchSwitcher = () => import("./switcher");

/** Open the quick switcher over whatever is shown. */
export function openSwitcher(): void {
  void openLazily(fetchSwitcher, ({ Switcher }) => createElement(Switcher, {}));
}
