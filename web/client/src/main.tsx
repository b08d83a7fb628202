/** The client's beginning: looks, language and store, then the shell over the server's skeleton. */

import { render } from "preact";
import { App } from "./app";
import { startStore } from "./store";
import { followBrand } from "./ui/brand";
import { followLooks } from "./ui/follow_looks";
import { loadCatalogue } from "./ui/i18n";
import { startRouter } from "./ui/router";
import { provideStore } from "./ui/store";
import { applyTheme } from "./ui/theme";
import "./styles/base.css";

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (!root) return;
  applyTheme();
  provideStore(startStore());
  followLooks();
  followBrand();
  await loadCatalogue(document.documentElement.lang);
  startRouter();
  root.replaceChildren();
  render(<App />, root);
}

void start();
