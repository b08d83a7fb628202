// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it, vi } from "vitest";
import type { FaqCard } from "../../protocol";
import { ada, bob, channel, inChannel, message } from "../../../tests/store/fixtures";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { AnswerCard } from "./answer_card";

eachWithAStore();

const shows = (card: Partial<FaqCard>) =>
  act(() => render(<AnswerCard message={message(3)} card={{ outcome: "answered", asker_id: ada.id, ...card }} />, document.body));
const buttons = () => [...document.querySelectorAll("button")].map((button) => button.textContent);
const other = { entry_id: "K2", question: "Where is the other key?" };

it("lets who asked say what helped, and choose another entry", async () => {
  await shows({ entry_id: "K1", others: [other], rating: "helped" });
  expect(buttons()).toEqual(["That helped", "That did not help", other.question]);
  expect(document.querySelector("[aria-pressed=true]")!.textContent).toBe("That helped");
  expect(document.querySelector("[role=status]")!.textContent).toBe("Noted. Thank you.");
});

it("offers candidates where nothing is sure, and nothing to rate", async () => {
  await shows({ outcome: "unsure", others: [other] });
  expect(buttons()).toEqual([other.question]);
});

it("shows others what came of it, and no buttons", async () => {
  await shows({ entry_id: "K1", asker_id: bob.id, others: [other], rating: "helped" });
  expect(buttons()).toEqual([]);
  expect(document.body.textContent).toBe("This helped.");
});

it("takes what is not known on to where it was asked", async () => {
  await shows({ outcome: "unsure", asked: "Where is the honey?", question_id: "Q1" });
  await act(() => vi.dynamicImportSettled());
  expect(buttons()).toEqual(["Ask in #garden"]);
  await act(() => document.querySelector("button")!.click());
  expect(hive.store.draft("C1", "post:C1").text).toBe("Where is the honey?");
});

it("offers no way on where nothing can be asked", async () => {
  await hive.hear(inChannel(4, "channel.updated", { channel: channel({ archived: true }) }));
  await shows({ outcome: "unsure", asked: "Where is the honey?", question_id: "Q1" });
  expect(document.body.innerHTML).toBe("");
});

it("is not there where there is nothing to say", async () => {
  await shows({ outcome: "handed" });
  expect(document.body.innerHTML).toBe("");
});
