/** Opens the choice of my status; it is fetched when it is first wanted. */

import { openLazily } from "../../ui/lazy";

export function openStatus(): void {
  void openLazily(() => import("./status_dialog"), ({ StatusDialog }) => <StatusDialog />);
}
