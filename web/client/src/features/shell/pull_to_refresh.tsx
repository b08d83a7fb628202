/** Pull a list down to ask the server anew. */

import { useEffect, useRef, useState } from "preact/hooks";
import { RefreshCw } from "lucide";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import "./pull_to_refresh.css";

const READY_PX = 56;
const MOST_PX = 88;
const RESISTANCE = 0.5;

type Pull = { height: number; state: "still" | "pulling" | "ready" | "asking" };
const STILL: Pull = { height: 0, state: "still" };

/** Give the box that scrolls; `mark` stands first in it. */
export function usePullToRefresh(box: { current: HTMLElement | null }, onRefresh: (() => Promise<unknown>) | undefined) {
  const [pull, setPull] = useState<Pull>(STILL);
  const refresh = useRef(onRefresh);
  refresh.current = onRefresh;
  const enabled = onRefresh !== undefined;
  useEffect(() => {
    const element = box.current;
    if (!element || !enabled) return;
    let from: { x: number; y: number } | null = null;
    let height = 0;
    const begin = (event: TouchEvent) => {
      const touch = event.touches[0];
      from = touch && event.touches.length === 1 && element.scrollTop <= 0 ? { x: touch.clientX, y: touch.clientY } : null;
      height = 0;
      // A line that is replaced under the finger hears its end alone: nothing rises from it any more.
      event.target?.addEventListener("touchend", end as EventListener, { once: true });
      event.target?.addEventListener("touchcancel", end as EventListener, { once: true });
    };
    const move = (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!from || !touch) return;
      const [dx, dy] = [touch.clientX - from.x, touch.clientY - from.y];
      if (height === 0 && (dy < 6 || Math.abs(dx) > dy)) {
        if (dy < -6 || Math.abs(dx) > 12) from = null;
        return;
      }
      if (event.cancelable) event.preventDefault();
      height = Math.min(MOST_PX, Math.max(1, dy * RESISTANCE));
      setPull({ height, state: height >= READY_PX ? "ready" : "pulling" });
    };
    const end = (event: TouchEvent) => {
      const asks = event.type === "touchend" && height >= READY_PX;
      const pulled = height > 0;
      from = null;
      height = 0;
      if (!pulled) return;
      if (!asks) return setPull(STILL);
      setPull({ height: READY_PX, state: "asking" });
      void Promise.resolve(refresh.current?.()).finally(() => setPull(STILL));
    };
    element.addEventListener("touchstart", begin, { passive: true });
    element.addEventListener("touchmove", move, { passive: false });
    element.addEventListener("touchend", end);
    element.addEventListener("touchcancel", end);
    return () => {
      element.removeEventListener("touchstart", begin);
      element.removeEventListener("touchmove", move);
      element.removeEventListener("touchend", end);
      element.removeEventListener("touchcancel", end);
    };
  }, [enabled]);
  return enabled ? <PullMark pull={pull} /> : null;
}

function PullMark({ pull }: { pull: Pull }) {
  const words = pull.state === "asking" ? t("refreshing") : pull.state === "ready" ? t("let_go_to_refresh") : t("pull_to_refresh");
  return (
    <div class={`pull pull--${pull.state}`} style={{ height: `${pull.height}px` }} role="status">
      {pull.state !== "still" && (
        <>
          <Icon of={RefreshCw} size={18} class="pull__sign" />
          {words}
        </>
      )}
    </div>
  );
}
