/** This browser as a device that takes push messages: what it can, and turning it on and off. */

import { computed, effect, signal } from "@preact/signals";
import type { OperationError } from "../../store";
import { remembered } from "../../ui/remembered";
import { store } from "../../ui/store";
import { deviceLabel } from "./label";

/** How things stand in this browser.
 *  insecure: no https; install: an iPhone's browser, that needs the app on the home screen first;
 *  unsupported: the browser cannot; ask: never asked; blocked: the person once said no; off; on. */
export type Standing = "insecure" | "install" | "unsupported" | "ask" | "blocked" | "off" | "on";

/** The device's id at the server, from when it was turned on here. */
export const deviceId = remembered<string | null>("push.device", null);
const permission = signal(currentPermission());

const READY_WITHIN_MS = 15_000;

export const standing = computed<Standing>(() => {
  if (!window.isSecureContext) return "insecure";
  if (!canPush()) return isApplePocket() && !isInstalled() ? "install" : "unsupported";
  if (permission.value === "denied") return "blocked";
  if (permission.value === "default") return "ask";
  return hereId.value && !refused.value ? "on" : "off";
});

/** This browser's id among `store.devices`; null where it is none of them, or takes nothing any more. */
export const hereId = computed<string | null>(() => {
  const device = deviceId.value ? store.devices.value[deviceId.value] : undefined;
  return device && !device.gone ? device.id : null;
});

/** It could not be turned on again without a word. */
const refused = signal(false);

/** It was on here, and nothing comes any more: only the person can change that. */
export const stopped = computed<boolean>(() => {
  if (!deviceId.value || !store.ready.value || !canPush()) return false;
  return permission.value !== "granted" || refused.value;
});

/** Ask the browser, then tell the server where to send. Call it from a press of a button only. */
export async function turnOn(): Promise<void> {
  permission.value = await Notification.requestPermission();
  if (permission.value !== "granted") return;
  await subscribe(await worker());
  refused.value = false;
}

/** Take pushes from now on, at a new address where the old one leads nowhere. */
async function subscribe(registration: ServiceWorkerRegistration): Promise<void> {
  const key = await store.actions.pushKey();
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  const before = await registration.pushManager.getSubscription();
  if (before && (isGone() || !sameKey(before, key))) await before.unsubscribe();
  await tellServer(await registration.pushManager.subscribe(options));
}

const isGone = () => store.devices.peek()[deviceId.peek() ?? ""]?.gone === true;

export async function turnOff(): Promise<void> {
  const id = hereId.value;
  deviceId.value = null;
  if (id) await store.actions.removeDevice(id);
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

/** If it was on before: after a new sign-in the server must hear anew where to send; where the browser or
 *  its push service has let the subscription go, there must be a new one. */
export async function renew(): Promise<void> {
  permission.value = currentPermission();
  if (!deviceId.peek() || permission.peek() !== "granted" || !canPush()) return;
  const registration = await worker();
  const subscription = await registration.pushManager.getSubscription();
  if (subscription && !isGone()) {
    if (subscription.endpoint !== told || !hereId.peek()) await tellServer(subscription);
    refused.value = false;
    return;
  }
  try {
    await subscribe(registration);
    refused.value = false;
  } catch (error) {
    refused.value = (error as OperationError).code !== "offline"; // some browsers want a press of a button
  }
}

/** The person wants none here any more, and knows it. */
export function leaveOff(): void {
  deviceId.value = null;
}

/** Devices are removed by their person alone: what was here and is not, is off. */
export function followRemoval(): void {
  let was: string | null = null;
  effect(() => {
    const id = deviceId.value;
    const known = id !== null && store.devices.value[id] !== undefined;
    if (!known && was !== null && was === id) deviceId.value = null;
    was = known ? id : null;
  });
}

/** The person may have changed it in the browser's own settings. */
export function lookAgain(): void {
  permission.value = currentPermission();
}

let told: string | null = null; // the address that the server has heard of this page

async function tellServer(subscription: PushSubscription): Promise<void> {
  const { endpoint = "", keys = {} } = subscription.toJSON();
  const { p256dh = "", auth = "" } = keys;
  const language = document.documentElement.lang;
  const before = deviceId.peek();
  const device = await store.actions.addDevice({ endpoint, p256dh, auth, label: deviceLabel(), language });
  deviceId.value = device.id;
  told = endpoint;
  if (before && before !== device.id && store.devices.peek()[before]) await store.actions.removeDevice(before);
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
