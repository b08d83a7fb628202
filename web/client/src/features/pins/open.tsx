/** Opens the choice of a pin's end; it is fetched when it is first wanted. */

import type { MessageView } from "../../protocol";
import { openLazily } from "../../ui/lazy";

export function choosePinEnd({ id, pinned, pinned_until }: MessageView): void {
  void openLazily(() => import("./pin_dialog"), ({ PinDialog }) => <PinDialog messageId={id} pinned={pinned === true} until={pinned_until} />);
}
