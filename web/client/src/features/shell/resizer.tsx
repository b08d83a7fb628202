/** The edge of the pane: drag it, or move it with the arrow keys. */

import { t } from "../../ui/i18n";
import { remembered } from "../../ui/remembered";
import { useEffect } from "preact/hooks";

const LEAST = 320;
const STEP = 24;
const width = remembered<number>("pane.width", 400);

function setWidth(wanted: number): void {
  width.value = Math.round(Math.min(Math.max(wanted, LEAST), Math.max(LEAST, innerWidth - 264 - 400)));
}

export function Resizer() {
  useEffect(() => {
    document.documentElement.style.setProperty("--pane", `${width.value}px`);
  }, [width.value]);
  const onPointerMove = (event: PointerEvent) => {
    if ((event.currentTarget as Element).hasPointerCapture(event.pointerId)) setWidth(innerWidth - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step) setWidth(width.value + step);
  };
  return (
    <div
      class="resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label={t("resize_pane")}
      aria-valuenow={width.value}
      aria-valuemin={LEAST}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDblClick={() => setWidth(400)}
    />
  );
}
