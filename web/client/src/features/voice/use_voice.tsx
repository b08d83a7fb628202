/** The recorder within a composer; its code is loaded when it is first opened. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../ui/i18n";
import { complain } from "../../ui/toast";
import type { Recorder } from "./recorder";

interface Voice {
  /** The recorder while it is open, in place of the composer's buttons. */
  view: VNode | null;
  open: () => void;
}

/** `onClosed`: the recorder is gone, sent or not. */
export function useVoice(onSend: (file: File) => void, onClosed: () => void): Voice {
  const [Loaded, setLoaded] = useState<typeof Recorder | null>(null);
  const [open, setOpen] = useState(false);
  const begin = async () => {
    try {
      const { Recorder: loaded } = await import("./recorder");
      setLoaded(() => loaded);
      setOpen(true);
    } catch {
      complain(t("part_missing"));
    }
  };
  const close = () => {
    setOpen(false);
    onClosed();
  };
  return {
    view: Loaded && open ? <Loaded onSend={onSend} onClose={close} /> : null,
    open: () => void begin(),
  };
}
