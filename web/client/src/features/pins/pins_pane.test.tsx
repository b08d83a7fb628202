// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, it } from "vitest";
import type { PinView } from "../../protocol";
import { channel, inChannel, message } from "../../../tests/store/fixtures";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { DialogHost, openDialog } from "../../ui/dialog";
import { PinDialog } from "./pin_dialog";
import { PinsPane } from "./pins_pane";

const SOON = new Date(2099, 10, 30, 23, 59).getTime();
let pins: PinView[] = [];

eachWithAStore((hive) => {
  pins = [{ message: message(1), person_id: "U-BOB", pinned_at: 5 }];
  hive.network.handlers["pins.list"] = () => ({ items: pins, next: null });
  hive.network.handlers["pins.add"] = () => ({});
});

const then = async (work: () => unknown) => {
  await act(async () => void (await work()));
  await act(() => hive.rest());
};
const words = () => document.querySelector(".pins__words")?.textContent ?? "";

beforeEach(() => then(() => render(<><PinsPane channel={channel()} /><DialogHost /></>, document.body)));

it("shows another end as soon as it is heard, and that it has come", async () => {
  expect(words()).toBe("Pinned by Bob");
  pins = [{ ...pins[0]!, until_at: SOON }];
  const data = { message_id: "M1", channel_id: "C1", person_id: "U-BOB", pinned_at: 5, until_at: SOON };
  await then(() => hive.hear(inChannel(4, "pin.added", data)));
  expect(words()).toContain("2099");
  pins = [];
  await then(() => hive.hear(inChannel(5, "pin.removed", { message_id: "M1", channel_id: "C1" })));
  expect(words()).toBe("");
});

it("offers a past day to nobody", async () => {
  await then(() => openDialog(() => <PinDialog messageId="M1" pinned until={SOON} />));
  const save = () => document.querySelector<HTMLButtonElement>(".dialog button[type=submit]")!;
  const day = () => document.querySelector<HTMLInputElement>(".dialog input[type=date]")!;
  const types = (value: string) =>
    then(() => {
      day().value = value;
      day().dispatchEvent(new Event("input", { bubbles: true }));
    });
  expect(day().value).toBe("2099-11-30");
  await types("2001-01-01");
  expect(document.querySelector(".dialog [role=alert]")!.textContent).toBe("Choose today or a later day.");
  expect(save().disabled).toBe(true);
  await types("2098-01-02");
  await then(() => save().form!.requestSubmit());
  expect(hive.network.asked("pins.add")[0]!.args).toEqual({ message_id: "M1", until_at: new Date(2098, 0, 2, 23, 59).getTime() });
});
