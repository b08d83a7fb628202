/** Looks follow the person from device to device; the cookies stay for pages before sign-in. */

import { effect } from "@preact/signals";
import { store } from "./store";
import { contrast, theme } from "./theme";

/** Keep this browser's looks and the person's preferences the same, whichever changes. */
export function followLooks(): void {
  effect(() => {
    const chosen = store.preferences.value;
    if (chosen.theme) theme.value = chosen.theme;
    if (typeof chosen.high_contrast === "boolean") contrast.value = chosen.high_contrast;
  });
  let shown = { theme: theme.peek(), high_contrast: contrast.peek() };
  effect(() => {
    const now = { theme: theme.value, high_contrast: contrast.value };
    const chosen = store.preferences.peek();
    if (now.theme !== shown.theme && now.theme !== chosen.theme) store.actions.setPreferences({ theme: now.theme });
    if (now.high_contrast !== shown.high_contrast && now.high_contrast !== chosen.high_contrast) {
      store.actions.setPreferences({ high_contrast: now.high_contrast });
    }
    shown = now;
  });
}
