// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, it } from "vitest";
import { inChannel, message } from "../../../tests/store/fixtures";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { EditForm } from "./edit_form";

eachWithAStore();
beforeEach(() => hive.store.actions.openChannel("C1"));

const shows = (id: string | null) =>
  act(() => render(<section data-conversation>{id && <EditForm message={message(3, { id, text: "as it was" })} />}</section>, document.body));
const field = () => document.querySelector("textarea")!;
const types = (text: string) =>
  act(() => {
    field().value = text;
    field().dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
const hears = (id: string) =>
  hive.hear(inChannel(4, "message.deleted", { channel_id: "C1", message_id: id, message_seq: 3 } as never));

it("goes on where it was left", async () => {
  await shows("M3");
  await types("half a change");
  await shows(null);
  await hive.rest();
  expect(hive.store.draft("C1").text).toBe("");
  await shows("M3");
  expect(field().value).toBe("half a change");
});

it("leaves its words as a draft where the message is deleted under it", async () => {
  await shows("M3");
  await types("half a change");
  await hears("M3");
  await shows(null);
  await hive.rest();
  expect(hive.store.draft("C1").text).toBe("half a change");
});

it("leaves nothing where nothing was written", async () => {
  await shows("M2");
  await hears("M2");
  await shows(null);
  await hive.rest();
  expect(hive.store.draft("C1").text).toBe("");
});
