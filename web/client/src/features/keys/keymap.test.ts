import { expect, test } from "vitest";
import { hear, keyCaps, type Pressed, SHORTCUTS, type Situation } from "./keymap";

const key = (name: string, held: Partial<Pressed> = {}): Pressed => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const resting: Situation = { mac: false, typing: false, installed: false, singles: true };
const typing: Situation = { ...resting, typing: true };
const action = (pressed: Pressed, at = resting, begun: string | null = null) => hear(pressed, begun, at).action;

test("Ctrl-K opens the switcher, on a Mac the command key does, also while typing", () => {
  expect(action(key("k", { ctrlKey: true }), typing)).toBe("switcher");
  expect(action(key("k", { metaKey: true }), { ...typing, mac: true })).toBe("switcher");
  expect(action(key("k", { ctrlKey: true }), { ...typing, mac: true })).toBeNull();
  expect(action(key("k", { metaKey: true }), typing)).toBeNull();
});

test("plain keys do nothing while somebody types, nor where they are not wanted", () => {
  expect(action(key("?", { shiftKey: true }))).toBe("keys");
  expect(action(key("?", { shiftKey: true }), typing)).toBeNull();
  expect(action(key("/"))).toBe("search");
  expect(action(key("/"), { ...resting, singles: false })).toBeNull();
  expect(action(key("/", { ctrlKey: true }), { ...resting, singles: false })).toBe("keys");
});

test("arrows with Alt go through channels, with Shift through unread ones", () => {
  expect(action(key("ArrowDown", { altKey: true }), typing)).toBe("channel-next");
  expect(action(key("ArrowUp", { altKey: true, shiftKey: true }), typing)).toBe("unread-previous");
  expect(action(key("ArrowDown"))).toBeNull();
});

test("two keys in turn lead to a page; a wrong second one counts for itself", () => {
  expect(hear(key("g"), null, resting)).toEqual({ action: null, begun: "G" });
  expect(hear(key("t"), "G", resting)).toEqual({ action: "threads", begun: null });
  expect(hear(key("x"), "G", resting)).toEqual({ action: null, begun: null });
  expect(hear(key("/"), "G", resting)).toEqual({ action: "search", begun: null });
  expect(hear(key("g"), null, typing)).toEqual({ action: null, begun: null });
});

test("keys that a browser keeps for itself are only taken in an installed window", () => {
  const keys = key("T", { ctrlKey: true, shiftKey: true });
  expect(action(keys)).toBeNull();
  expect(action(keys, { ...typing, installed: true })).toBe("threads");
});

test("no two actions share a key", () => {
  const keys = SHORTCUTS.map((shortcut) => shortcut.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test("nothing takes a key that browsers or screen readers own", () => {
  const owned = ["Mod+T", "Mod+W", "Mod+N", "Mod+L", "Mod+F", "Mod+R", "Mod+P", "Mod+C", "Mod+V", "Mod+X", "Mod+Z", "Tab"];
  const open = SHORTCUTS.filter((shortcut) => shortcut.reach !== "installed").map((shortcut) => shortcut.keys);
  expect(open.filter((keys) => owned.includes(keys) || keys.startsWith("Mod+Alt"))).toEqual([]);
});

test("keys are shown as they stand on the keyboard", () => {
  expect(keyCaps("Mod+Shift+F", false)).toEqual([["Ctrl", "Shift", "F"]]);
  expect(keyCaps("Alt+ArrowUp", true)).toEqual([["⌥", "↑"]]);
  expect(keyCaps("G T", true)).toEqual([["G"], ["T"]]);
  expect(keyCaps("Mod+/", false)).toEqual([["Ctrl", "/"]]);
});
