// Preferences: shown at once, sent when it can be, the same on every device, kept for the next start.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Refuse } from "../network";
import { push } from "./fixtures";
import { Hive } from "./hive";

let hive: Hive;
beforeEach(() => {
  vi.useFakeTimers();
  hive = new Hive();
  hive.network.handlers["preferences.get"] = () => ({ undo_s: 10 });
  hive.network.handlers["preferences.set"] = (args) => ({ undo_s: 10, ...args });
});
afterEach(() => {
  hive.store.stop();
  vi.useRealTimers();
});

const sent = () => hive.network.asked("preferences.set").map((request) => request.args);

it("are what the server knows, over what is usual", async () => {
  const store = await hive.start();
  expect(store.preferences.value).toMatchObject({ undo_s: 10, skin_tone: 0, theme: null, sections: [] });
});

it("hold at once, and are sent together", async () => {
  const store = await hive.start();
  store.actions.setPreferences({ skin_tone: 2 });
  store.actions.setPreferences({ calm: true });
  expect(store.preferences.value).toMatchObject({ skin_tone: 2, calm: true });
  await hive.rest(300);
  expect(sent()).toEqual([{ skin_tone: 2, calm: true }]);
  await hive.rest(5_000);
  expect(sent()).toHaveLength(1);
  expect(store.preferences.value).toMatchObject({ skin_tone: 2, calm: true, undo_s: 10 });
});

it("follow what another device has chosen", async () => {
  const store = await hive.start();
  await hive.hear(push("u:U-ADA", 1, "preferences.changed", { preferences: { theme: "dark" } }));
  expect(store.preferences.value).toMatchObject({ theme: "dark", undo_s: 5 });
});

it("chosen offline are sent when the connection is back, also by the next tab", async () => {
  const store = await hive.start();
  await hive.loseConnection();
  store.actions.setPreferences({ skin_tone: 4 });
  await hive.rest(300);
  store.stop();
  hive.network.greets = true;
  const next = hive.tab();
  expect(next.preferences.value).toMatchObject({ skin_tone: 4, undo_s: 10 });
  await hive.start(next);
  expect(sent().at(-1)).toEqual({ skin_tone: 4 });
  next.stop();
});

it("that are refused are taken back", async () => {
  hive.network.handlers["preferences.set"] = () => {
    throw new Refuse("invalid");
  };
  const store = await hive.start();
  store.actions.setPreferences({ skin_tone: 3 });
  await hive.rest(300);
  expect(store.preferences.value.skin_tone).toBe(0);
  expect(sent()).toHaveLength(1);
});

it("of somebody else who used this browser are not mine", async () => {
  const kept = { person_id: "U-EVE", known: { undo_s: 0 }, waiting: { calm: true } };
  hive.shelf.setItem("ruche.preferences", JSON.stringify(kept));
  const store = await hive.start(hive.tab());
  await hive.rest(300);
  expect(store.preferences.value).toMatchObject({ undo_s: 10, calm: false });
  expect(sent()).toEqual([]);
  store.stop();
});
