/** Another app has shared something with this one: ask where it should go. */

import { createElement } from "preact";
import { openDialog } from "../../ui/dialog";
import { go } from "../../ui/router";

/** At the client's start, where the address says that something was shared. */
export function startShare(): void {
  if (location.pathname !== "/share") return;
  go("/", true);
  void import("./share_dialog").then(({ ShareDialog }) => openDialog(() => createElement(ShareDialog, {})));
}
