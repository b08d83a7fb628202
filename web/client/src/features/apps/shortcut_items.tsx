/** Lines of a menu: what apps offer for a message, or for nothing in particular. */

import { Zap } from "lucide";
import { MenuItem } from "../../ui/popup";
import { runShortcut, shortcutName, useShortcuts } from "./shortcuts";

export function ShortcutItems({ messageId }: { messageId: string | null }) {
  return (
    <>
      {useShortcuts(messageId !== null).map((one) => (
        <MenuItem key={`${one.app_id} ${one.callback_id}`} icon={Zap} onChoose={() => void runShortcut(one, messageId)}>
          {shortcutName(one)}
        </MenuItem>
      ))}
    </>
  );
}
