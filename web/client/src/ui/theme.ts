/** The chosen looks: light, dark or as the system says; more contrast or not. */

import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const YEAR_S = 365 * 24 * 3600;
const rendered = document.documentElement.dataset;

/** As the server rendered them from this browser's cookies. */
export const theme = signal<Theme>(rendered["theme"] === "light" || rendered["theme"] === "dark" ? rendered["theme"] : "system");
export const contrast = signal(rendered["contrast"] === "high");

/** Show the choice on the page, and keep it where the server's pages look for it too. */
export function applyTheme(): void {
  effect(() => {
    rendered["theme"] = theme.value;
    if (contrast.value) rendered["contrast"] = "high";
    else delete rendered["contrast"];
    keep("ruche_theme", theme.value);
    keep("ruche_contrast", contrast.value ? "high" : "");
  });
}

function keep(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`;
}
