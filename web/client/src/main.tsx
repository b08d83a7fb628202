/** The client's beginning: looks, language and store, then the shell over the server's skeleton. */

import { render } from "preact";
import { App } from "./app";
import { startShare } from "./features/share/start";
import { startStore } from "./store";
import { followBrand } from "./ui/brand";
import { followLooks } from "./ui/follow_looks";
import { loadCatalogue } from "./ui/i18n";
import { startRouter } from "./ui/router";
import { provideStore } from "./ui/store";
import { applyTheme } from "./ui/theme";
import { startWorker } from "./ui/worker";
import "./styles/base.css";
import "./styles/forced.css";
import "./styles/print.css";
import "./ui/field.css";

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (!root) return;
  applyTheme();
  const store = startStore();
  provideStore(store);
  followLooks();
  followBrand();
  await loadCatalogue(document.documentElement.lang);
  startRouter();
  root.replaceChildren();
  render(<App />, root);
  startWorker(store);
  void import("./features/notifications/follow").then(
    (part) => part.followNotifications(),
    () => undefined, // the network went just now: the next start follows them
  );
  startShare();
}

void start();
