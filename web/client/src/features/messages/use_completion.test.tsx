// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { WritingField } from "./writing/writing_field";

const field = { current: null as HTMLTextAreaElement | null };

eachWithAStore();

const holds = (text: string) =>
  act(async () => {
    const nothing = () => undefined;
    render(<WritingField field={field} channelId="C1" label="Write" text={text} most_px={200} onText={holds} onEnter={nothing} onLong={nothing} />, document.body);
    await hive.rest();
  });
const list = () => document.querySelector("[role=listbox]");
const types = (text: string) =>
  act(async () => {
    field.current!.focus();
    field.current!.value = text;
    field.current!.setSelectionRange(text.length, text.length);
    field.current!.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await hive.rest();
  });

it("offers people while a name is typed", async () => {
  await holds("");
  await types("hello @bo");
  expect(list()?.textContent).toContain("Bob");
});

it("stays open where one key comes before the other is drawn", async () => {
  await holds("");
  field.current!.focus();
  for (const text of ["@", "@b", "@bo"]) {
    field.current!.value = text;
    field.current!.setSelectionRange(text.length, text.length);
    field.current!.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await Promise.resolve(); // rendered, its effects not yet run
  }
  await act(() => hive.rest());
  expect(list()?.textContent).toContain("Bob");
});

it("stays closed over words that are laid back into the field", async () => {
  await holds("");
  await types("x");
  await holds("hello @bo");
  field.current!.setSelectionRange(9, 9);
  await holds("hello @bob");
  expect(list()).toBeNull();
});

it("closes where the words under it are replaced", async () => {
  await holds("");
  await types("@bo");
  expect(list()).not.toBeNull();
  await holds("@bo and @bo");
  expect(list()).toBeNull();
});

it("chooses by what stands in the field where keys are ahead of the list", async () => {
  await holds("");
  await types("@a");
  expect(list()?.textContent).toContain("Ada");
  document.execCommand = () => false; // this document knows no commands
  field.current!.value = "@bo";
  field.current!.setSelectionRange(3, 3);
  field.current!.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  expect(field.current!.value).toBe("@bob ");
});
