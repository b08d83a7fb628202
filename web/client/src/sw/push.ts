// Push messages: shown, proven to have arrived, and opened where they point to.

import { worker } from "./scope";

/** What the server encrypts for this browser alone. Source: `server/push.py`, `packed`. */
interface Notice {
  id: string;
  title: string;
  text: string;
  url: string;
  /** What waits for me altogether. */
  badge: number;
  language: string;
  channel_id?: string;
  thread_id?: string | null;
  message_id?: string;
  seq?: number;
  actions?: { open: string; read: string };
}

/** Where the page hears what to open. Source: `features/notifications/opened.ts`. */
const OPEN = "open";
/** The page has the server know this browser by its new address. */
const RENEWED = "renewed";
const PROVE_AFTER_MS = [0, 2_000, 8_000];

worker.addEventListener("push", (event) => {
  const notice = parsed(event.data);
  if (!notice) return;
  event.waitUntil(Promise.all([show(notice), prove(notice.id), setBadge(notice.badge)]));
});

worker.addEventListener("notificationclick", (event) => {
  const notice = event.notification.data as Notice;
  event.notification.close();
  const opened = event.action === "read" ? Promise.resolve() : open(notice.url);
  event.waitUntil(Promise.all([opened, markRead(notice)]));
});

/** The browser has changed its address or keys by itself: tell the server the new ones. */
worker.addEventListener("pushsubscriptionchange", (event) => {
  (event as ExtendableEvent).waitUntil(renew());
});

function parsed(data: PushMessageData | null): Notice | null {
  try {
    const notice = data?.json() as Notice | undefined;
    return notice?.id && notice.title ? notice : null;
  } catch {
    return null; // not ours
  }
}

/** One notification for each channel or thread: a newer one takes the place of the older. */
async function show(notice: Notice): Promise<void> {
  if (notice.message_id && (await isInFront())) return;
  const { actions } = notice;
  await worker.registration.showNotification(notice.title, {
    body: notice.text,
    icon: "/static/icons/192.png",
    badge: "/static/icons/badge.png",
    lang: notice.language,
    tag: notice.thread_id ?? notice.channel_id ?? "test",
    data: notice,
    ...({
      renotify: true,
      actions: actions ? [{ action: "open", title: actions.open }, { action: "read", title: actions.read }] : [],
    } as NotificationOptions),
  });
}

const windows = () => worker.clients.matchAll({ type: "window", includeUncontrolled: true });

/** Somebody looks at one of our pages: it shows the message itself. */
async function isInFront(): Promise<boolean> {
  return (await windows()).some((page) => page.focused && page.visibilityState === "visible");
}

/** The page that is there goes to the place, else a new one opens at it. */
async function open(url: string): Promise<void> {
  const [page] = await windows();
  if (!page) {
    await worker.clients.openWindow(url);
    return;
  }
  page.postMessage({ push: OPEN, url });
  await page.focus().catch(() => undefined); // some browsers let only a click just made focus it
}

/** It was seen here: on no other device is it new any more. */
async function markRead(notice: Notice): Promise<void> {
  if (!notice.seq) return;
  const place = notice.thread_id ? { thread_id: notice.thread_id } : { channel_id: notice.channel_id };
  try {
    await ask("reads.mark", { ...place, seq: notice.seq, forward: true });
    const { ok, result } = await (await ask("reads.calls", {})).json();
    if (ok) await setBadge(result.count);
  } catch {
    // Without a network the mark is left to the page.
  }
}

/** The server shows when the last push arrived, and warns where none do. */
async function prove(id: string): Promise<void> {
  for (const pause of PROVE_AFTER_MS) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const answer = await ask("push.delivered", { push_id: id }).catch(() => null);
    if (answer && answer.status < 500) return;
  }
}

async function setBadge(count: number): Promise<void> {
  const navigator = worker.navigator as { setAppBadge?: (count: number) => Promise<void> };
  await navigator.setAppBadge?.(count).catch(() => undefined); // 0 takes it away
}

async function renew(): Promise<void> {
  const answer = await (await ask("push.key", {})).json();
  const subscription = await worker.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: answer.result.key,
  });
  const { endpoint, keys } = subscription.toJSON();
  await ask("push.subscribe", { endpoint, ...keys, language: worker.navigator.language });
  for (const page of await windows()) page.postMessage({ push: RENEWED });
}

function ask(operation: string, args: object): Promise<Response> {
  return fetch(`/api/v1/${operation}`, {
    method: "POST",
    credentials: "include",
    headers: { "content-type": "application/json", "x-ruche": "1" },
    body: JSON.stringify(args),
  });
}
