/** This browser as a device that takes push messages: what it can, and turning it on and off. */

import { computed, signal } from "@preact/signals";
import { remembered } from "../../ui/remembered";
import { store } from "../../ui/store";
import { deviceLabel } from "./label";

/** How things stand in this browser.
 *  insecure: no https; install: an iPhone's browser, that needs the app on the home screen first;
 *  unsupported: the browser cannot; ask: never asked; blocked: the person once said no; off; on. */
export type Standing = "insecure" | "install" | "unsupported" | "ask" | "blocked" | "off" | "on";

/** The device's id at the server, from when it was turned on here. */
const deviceId = remembered<string | null>("push.device", null);
const permission = signal(currentPermission());

const READY_WITHIN_MS = 15_000;

export const standing = computed<Standing>(() => {
  if (!window.isSecureContext) return "insecure";
  if (!canPush()) return isApplePocket() && !isInstalled() ? "install" : "unsupported";
  if (permission.value === "denied") return "blocked";
  if (permission.value === "default") return "ask";
  return hereId.value ? "on" : "off";
});

/** This browser's id among `store.devices`; null where it is none of them. */
export const hereId = computed<string | null>(() => {
  const id = deviceId.value;
  return id && store.devices.value[id] ? id : null;
});

/** Ask the browser, then tell the server where to send. Call it from a press of a button only. */
export async function turnOn(): Promise<void> {
  permission.value = await Notification.requestPermission();
  if (permission.value !== "granted") return;
  const registration = await worker();
  const key = await store.actions.pushKey();
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  const before = await registration.pushManager.getSubscription();
  if (before && !sameKey(before, key)) await before.unsubscribe();
  await tellServer(await registration.pushManager.subscribe(options));
}

export async function turnOff(): Promise<void> {
  const id = hereId.value;
  deviceId.value = null;
  if (id) await store.actions.removeDevice(id);
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

/** After a new sign-in the server must hear anew where to send, if it was on before. */
export async function renew(): Promise<void> {
  permission.value = currentPermission();
  if (!deviceId.peek() || permission.peek() !== "granted" || !canPush()) return;
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription) await tellServer(subscription);
}

/** The person may have changed it in the browser's own settings. */
export function lookAgain(): void {
  permission.value = currentPermission();
}

async function tellServer(subscription: PushSubscription): Promise<void> {
  const { endpoint = "", keys = {} } = subscription.toJSON();
  const { p256dh = "", auth = "" } = keys;
  const language = document.documentElement.lang;
  const device = await store.actions.addDevice({ endpoint, p256dh, auth, label: deviceLabel(), language });
  deviceId.value = device.id;
}

/** The worker comes a moment after the page; a browser that refuses it never gets one. */
function worker(): Promise<ServiceWorkerRegistration> {
  return Promise.race([
    navigator.serviceWorker.ready,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error("no service worker")), READY_WITHIN_MS)),
  ]);
}

function canPush(): boolean {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

function currentPermission(): NotificationPermission {
  return "Notification" in window ? Notification.permission : "default";
}

const isApplePocket = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

const isInstalled = () => matchMedia("(display-mode: standalone)").matches;

function bytes(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function sameKey(subscription: PushSubscription, key: string): boolean {
  const held = subscription.options.applicationServerKey;
  if (!held) return true;
  const wanted = bytes(key);
  const there = new Uint8Array(held);
  return there.length === wanted.length && there.every((byte, at) => byte === wanted[at]);
}
