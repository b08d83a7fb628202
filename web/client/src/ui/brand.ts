/** The workspace's colour and icon: changed on the page as soon as an administrator chooses them. */

import { effect } from "@preact/signals";
import { store } from "./store";

/** Keep the page's style sheet and icon those of the workspace. */
export function followBrand(): void {
  effect(() => {
    const workspace = store.workspace.value;
    if (!workspace) return;
    showColours(workspace.accent ?? "");
    showIcon(workspace.logo_file_id ?? "");
  });
}

/** Where a browser finds the logo as a square of so many pixels. */
export function logoAddress(fileId: string, side: 64 | 96 | 180 | 192): string {
  return `/logo/${side}.png?v=${fileId}`;
}

function showColours(accent: string): void {
  const old = document.querySelector<HTMLLinkElement>("link[data-brand]");
  const href = accent ? `/brand.css?v=${accent.slice(1)}` : "";
  if ((old?.getAttribute("href") ?? "") === href) return;
  if (!href) return old?.remove();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  link.dataset["brand"] = "";
  link.onload = () => old?.remove(); // not before: the page would blink in honey
  document.head.append(link);
}

const OWN_ICON = "/static/favicon.svg";

function showIcon(fileId: string): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const shown = icon?.getAttribute("href") ?? "";
  const href = fileId ? logoAddress(fileId, 64) : OWN_ICON;
  if (!icon || shown === href || (!fileId && shown.startsWith(OWN_ICON))) return;
  icon.type = fileId ? "image/png" : "image/svg+xml";
  icon.href = href;
}
