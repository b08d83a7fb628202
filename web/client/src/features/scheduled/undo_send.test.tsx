// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ada, message } from "../../../tests/store/fixtures";
import { Hive } from "../../../tests/store/hive";
import { loadCatalogue } from "../../ui/i18n";
import { provideStore } from "../../ui/store";
import { Toasts } from "../../ui/toast";
import { UndoButton } from "./undo_button";
import { offerUndo } from "./undo_send";

let hive: Hive;
const WORDS = { channel_id: "C1", text: "Oh no" };

beforeEach(async () => {
  await loadCatalogue("en");
  vi.useFakeTimers();
  hive = new Hive();
  hive.network.handlers["preferences.get"] = () => ({ undo_s: 5 });
  await hive.start();
  provideStore(hive.store);
  await act(() => render(<><UndoButton place="C1" /><Toasts /></>, document.body));
});
afterEach(async () => {
  await act(() => hive.rest(20_000)); // the toasts have gone
  await act(() => render(null, document.body));
  hive.store.stop();
  vi.useRealTimers();
});

const sends = () => act(() => offerUndo(hive.store.actions.post(WORDS), WORDS));
const undoes = () => act(() => document.querySelector<HTMLButtonElement>(".undo__button")!.click());
const rests = (ms: number) => act(() => hive.rest(ms));
const said = () => document.querySelector(".undo")!.textContent;
const told = () => document.querySelector(".toasts")!.textContent;

it("on a line that stalls it says that the message is being taken back, then that it was not", async () => {
  hive.network.handlers["messages.post"] = () => new Promise(() => undefined);
  await sends();
  await rests(100);
  await undoes();
  expect(said()).toBe("Taking it back…");
  await rests(8_000); // longer than the offer stands
  expect(said()).toBe("Taking it back…");
  expect(told()).toBe("");
  await rests(3_000);
  expect(said()).toBe("");
  expect(told()).toContain("the message was not taken back");
});

it("says that others may have seen what had arrived", async () => {
  let answer: (value: unknown) => void = () => undefined;
  hive.network.handlers["messages.post"] = (args) => message(4, { author_id: ada.id, ...args });
  hive.network.handlers["messages.delete"] = () => new Promise((resolve) => (answer = resolve));
  await sends();
  await rests(100);
  await undoes();
  await rests(100);
  expect(said()).toBe("Taking it back…");
  await act(async () => {
    answer({});
    await hive.rest();
  });
  expect(said()).toBe("");
  expect(told()).toContain("Taken back. Others may have seen it.");
  expect(hive.store.draft("C1").text).toBe("Oh no");
});

it("says that nobody saw what had not gone", async () => {
  await act(() => hive.loseConnection());
  await sends();
  await undoes();
  await rests(10);
  expect(told()).toContain("Taken back before it was sent.");
  expect(hive.store.draft("C1").text).toBe("Oh no");
});
