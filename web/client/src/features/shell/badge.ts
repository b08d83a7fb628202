/** The count on the installed app's icon: what calls me as a number, else a dot for what is unread. */

import { useEffect } from "preact/hooks";
import { store } from "../../ui/store";

interface Badged {
  setAppBadge?: (count?: number) => Promise<void>;
  clearAppBadge?: () => Promise<void>;
}

export function useBadge(): void {
  const calls = store.calls.value;
  const { unread } = store.totals.value;
  useEffect(() => {
    const badged = navigator as Badged;
    const shown = calls > 0 ? badged.setAppBadge?.(calls) : unread > 0 ? badged.setAppBadge?.() : badged.clearAppBadge?.();
    shown?.catch(() => undefined); // not installed, or not allowed: the page's title says it too
  }, [calls, unread > 0]);
}
