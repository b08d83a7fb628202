// What I am told of, and the browsers of mine that take push messages.

import type { DeviceView, Events, MentionView, NotificationsView, SetNotifications } from "../protocol";
import type { Page } from "./api";
import type { Core } from "./core";
import { readPage } from "./last_pages";
import { byId, omit, put, type State } from "./state";

/** What a browser says of itself when it begins to take push messages. */
export interface NewDevice {
  endpoint: string;
  p256dh: string;
  auth: string;
  label: string;
  language: string;
}

export interface NotificationActions {
  setNotifications(change: SetNotifications): Promise<void>;
  /** The workspace's public key, for the browser's `pushManager.subscribe`. */
  pushKey(): Promise<string>;
  addDevice(device: NewDevice): Promise<DeviceView>;
  removeDevice(deviceId: string): Promise<void>;
  /** Send a push message there; `devices` shows when it has arrived. */
  testDevice(deviceId: string): Promise<void>;
  /** Messages that call me, the latest first. */
  listMentions(after?: string): Promise<Page<MentionView>>;
}

export function notificationActions(core: Core): NotificationActions {
  const { ask } = core;
  return {
    setNotifications: async (change) => {
      const notifications = await ask("notifications.set", change);
      core.update((state) => ({ ...state, notifications }));
    },
    pushKey: async () => (await ask("push.key", {})).key,
    addDevice: async (device) => {
      const made = await ask("push.subscribe", device);
      core.update((state) => deviceChanged(state, { device: made }));
      return made;
    },
    removeDevice: async (device_id) => {
      await ask("push.unsubscribe", { device_id });
      core.update((state) => deviceRemoved(state, { device_id }));
    },
    testDevice: async (device_id) => void (await ask("push.test", { device_id })),
    listMentions: (after) => readPage(core, "mentions", after, ask("mentions.list", { after })),
  };
}

/** What the first load asks for. */
export async function loadNotifications(ask: Core["ask"]): Promise<Pick<State, "notifications" | "devices">> {
  const [notifications, devices] = await Promise.all([ask("notifications.get", {}), ask("push.list", {})]);
  return { notifications, devices: byId(devices.items) };
}

// -- events

export function notificationsChanged(state: State, data: Events["notifications.changed"]): State {
  return { ...state, notifications: data.notifications };
}

export function deviceChanged(state: State, data: Events["push.changed"]): State {
  return { ...state, devices: put(state.devices, data.device.id, data.device) };
}

export function deviceRemoved(state: State, data: Events["push.removed"]): State {
  return { ...state, devices: omit(state.devices, data.device_id) };
}

export type { DeviceView, NotificationsView };
