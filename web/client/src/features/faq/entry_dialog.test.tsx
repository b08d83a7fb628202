// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { ada } from "../../../tests/store/fixtures";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import type { FaqEntryView } from "../../protocol";
import { closeDialog, DialogHost, openDialog } from "../../ui/dialog";
import { EntryDialog } from "./entry_dialog";

eachWithAStore();

const ENTRY: FaqEntryView = {
  id: "K1", question: "Where is the key?", answer: "Under the hive.", language: "en", owner_id: ada.id, changed_at: 1,
};
const opens = (place: string, entry: FaqEntryView | null = null) =>
  act(() => {
    render(<DialogHost />, document.body);
    openDialog(() => <EntryDialog place={place} draft={{}} entry={entry} />);
  });
const closes = () => act(() => closeDialog()); // as Escape, the way back and a click beside it do
const answer = () => document.querySelector<HTMLTextAreaElement>("textarea")!;
const writes = (text: string) =>
  act(() => {
    answer().value = text;
    answer().dispatchEvent(new Event("input", { bubbles: true }));
  });
const button = (name: string) => [...document.querySelectorAll("button")].find((one) => one.textContent === name);
const presses = (name: string) => act(() => button(name)!.click());

it("keeps what was written of a new entry until it is opened again", async () => {
  await opens("new-1");
  expect(button("Delete draft")).toBeUndefined();
  await writes("Ask Bob.");
  await closes();
  await opens("new-1");
  expect(answer().value).toBe("Ask Bob.");
  await closes();
  await opens("M2");
  expect(answer().value).toBe(""); // it is of another reply
});

it("keeps what was changed of an entry, and tells where the entry has moved on", async () => {
  await opens("K1", ENTRY);
  await writes("In the shed.");
  await closes();
  await opens("K1", ENTRY);
  expect(answer().value).toBe("In the shed.");
  expect(document.body.textContent).not.toContain("changed meanwhile");
  await closes();
  await opens("K1", { ...ENTRY, changed_at: 2 });
  expect(answer().value).toBe("In the shed.");
  expect(document.body.textContent).toContain("changed meanwhile");
});

it("gives the words up only when told so, or where they are what they were", async () => {
  await opens("K2", ENTRY);
  await writes("In the shed.");
  await presses("Delete draft");
  await opens("K2", ENTRY);
  expect(answer().value).toBe(ENTRY.answer);
  await writes("In the shed.");
  await writes(ENTRY.answer);
  expect(button("Delete draft")).toBeUndefined();
});

it("saves once, however often one presses", async () => {
  hive.network.handlers["faq.add"] = () => ENTRY;
  await opens("new-5");
  await writes("In the shed.");
  const field = document.querySelector<HTMLInputElement>("input")!;
  field.value = "Where is the key?";
  await act(() => void field.dispatchEvent(new Event("input", { bubbles: true })));
  const submit = () => document.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
  await act(() => void [submit(), submit()]);
  await act(() => hive.rest());
  expect(hive.network.asked("faq.add")).toHaveLength(1);
});

it("forgets what has been saved", async () => {
  hive.network.handlers["faq.change"] = () => ENTRY;
  await opens("K3", ENTRY);
  await writes("In the shed.");
  await act(() => void document.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true })));
  await act(() => hive.rest());
  expect(hive.network.asked("faq.change").at(-1)!.args).toEqual({ entry_id: "K1", answer: "In the shed." });
  expect(document.querySelector("dialog")).toBeNull();
  await opens("K3", ENTRY);
  expect(answer().value).toBe(ENTRY.answer);
});
