// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Refuse } from "../../../tests/network";
import { Hive } from "../../../tests/store/hive";
import { provideStore } from "../../ui/store";
import { type Composing, useComposer } from "./use_composer";

let hive: Hive;
let composing: Composing;

function Composer() {
  composing = useComposer("C1", null, { current: null });
  return null;
}

beforeEach(async () => {
  vi.useFakeTimers();
  hive = new Hive();
  hive.network.handlers["typing.start"] = () => ({});
  await hive.start();
  provideStore(hive.store);
  await act(() => render(<Composer />, document.body));
});
afterEach(async () => {
  await act(() => render(null, document.body));
  hive.store.stop();
  vi.useRealTimers();
});

const type = (text: string) => act(() => composing.type(text));
const later = (at: number) => act(async () => {
  composing.sendLater(at);
  await hive.rest();
});
const scheduled = (args: Record<string, unknown>) => ({ id: "S1", files: [], ...args });

it("what is typed while a message is handed over for later stays", async () => {
  let answer: () => void = () => undefined;
  hive.network.handlers["scheduled.add"] = (args) => new Promise((resolve) => (answer = () => resolve(scheduled(args))));
  await type("for Monday");
  await later(1_900_000_000_000);
  await type("something else");
  await act(async () => {
    answer();
    await hive.rest(1_000);
  });
  expect(composing.text).toBe("something else");
  expect(hive.store.draft("C1").text).toBe("something else");
});

it("what was handed over for later is gone from the field and the draft", async () => {
  hive.network.handlers["scheduled.add"] = scheduled;
  await type("for Monday");
  await later(1_900_000_000_000);
  expect(composing.text).toBe("");
  expect(hive.store.draft("C1").text).toBe("");
});

it("a repeated attempt to send it later schedules one message, for the time chosen last", async () => {
  const first = 1_900_000_000_000;
  hive.network.handlers["scheduled.add"] = () => {
    throw new Refuse("unavailable"); // after it was done
  };
  await type("for Monday");
  await later(first);
  expect(composing.text).toBe("for Monday");
  hive.network.handlers["scheduled.add"] = (args) => scheduled({ ...args, send_at: first });
  hive.network.handlers["scheduled.change"] = scheduled;
  await later(first + 1);
  const [one, two] = hive.network.asked("scheduled.add").map(({ args }) => args["client_id"]);
  expect(one).toBe(two);
  expect(hive.network.asked("scheduled.change")).toMatchObject([{ args: { scheduled_id: "S1", send_at: first + 1 } }]);
  await type("for Monday");
  await later(first);
  expect(hive.network.asked("scheduled.add")[2]!.args["client_id"]).not.toBe(one);
});

it("what was just sent is no draft any more, at once", async () => {
  hive.network.handlers["messages.post"] = () => new Promise(() => undefined);
  await type("hello");
  await act(() => hive.rest(1_000));
  expect(hive.store.draft("C1").text).toBe("hello");
  await act(() => composing.send());
  expect(hive.store.draft("C1").text).toBe("");
});
