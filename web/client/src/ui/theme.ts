/** The chosen looks: light, dark or as the system says; more contrast or not. */

import { effect } from "@preact/signals";
import { remembered } from "./remembered";

export type Theme = "system" | "light" | "dark";

const rendered = document.documentElement.dataset["theme"];

export const theme = remembered<Theme>("theme", rendered === "light" || rendered === "dark" ? rendered : "system");
export const contrast = remembered<boolean>("contrast", document.documentElement.dataset["contrast"] === "high");

/** Show the choice on the page, and tell the server's own pages by a cookie. */
export function applyTheme(): void {
  effect(() => {
    const root = document.documentElement;
    root.dataset["theme"] = theme.value;
    if (contrast.value) root.dataset["contrast"] = "high";
    else delete root.dataset["contrast"];
    document.cookie = `ruche_theme=${theme.value}; path=/; max-age=31536000; samesite=lax`;
    document.cookie = `ruche_contrast=${contrast.value ? "high" : ""}; path=/; max-age=${contrast.value ? 31536000 : 0}; samesite=lax`;
  });
}
