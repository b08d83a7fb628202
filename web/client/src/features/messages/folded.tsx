/** A long message shows its beginning; the rest when it is asked for. */

import { signal } from "@preact/signals";
import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { MessageView } from "../../protocol";
import { t } from "../../ui/i18n";
import { isLong } from "./is_long";

/** Kept while the page is open: a row that comes back is as it was left. */
const unfolded = signal<ReadonlySet<string>>(new Set());

export function Folded({ message, children }: { message: MessageView; children: ComponentChildren }) {
  const id = useId();
  const open = useComputed(() => unfolded.value.has(message.id)).value;
  if (!isLong(message.text)) return <>{children}</>;
  const turn = () => {
    const next = new Set(unfolded.value);
    if (!next.delete(message.id)) next.add(message.id);
    unfolded.value = next;
  };
  return (
    <>
      <div id={id} class={open ? "" : "folded"} onFocusCapture={(event) => !open && event.target !== event.currentTarget && turn()}>
        {children}
      </div>
      <button type="button" class="folded__more" aria-expanded={open} aria-controls={id} onClick={turn}>
        {t(open ? "show_less" : "show_more")}
      </button>
    </>
  );
}
