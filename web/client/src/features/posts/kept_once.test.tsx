// @vitest-environment happy-dom
import { type ComponentChild, render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { message } from "../../../tests/store/fixtures";
import type { MessageView } from "../../protocol";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { MessageCard } from "../messages/message_card";
import { MessageRow } from "../messages/message_row";

const POST = { kind: "question", label: "answered", accepted_id: "M2" } as const;
const root = message(1, { title: "Which paint?", post: POST });
const answer = message(2, { text: "Linseed oil.", thread_id: "M1" });

eachWithAStore();

const shows = async (what: ComponentChild) => {
  hive.network.handlers["messages.history"] = () => ({ items: [root, answer], next: null, newer: null, head: 2 });
  await act(() => hive.store.actions.openChannel("C1"));
  await act(() => hive.rest());
  await act(() => render(<>{what}</>, document.body));
};
const offers = () => [...document.querySelectorAll("button")].filter((one) => one.textContent === "Add to the FAQ").length;
const row = (of: MessageView, inThread: boolean) => <MessageRow message={of} grouped={false} lit={false} inThread={inThread} />;

it("an accepted answer can be kept in one place of its thread", async () => {
  await shows([row(root, true), row(answer, true)]);
  expect(offers()).toBe(1);
});

it("it can be kept where its question stands alone", async () => {
  await shows(row(root, false));
  expect(offers()).toBe(1);
});

it("a card of another place offers nothing", async () => {
  await shows(<MessageCard message={answer} place />);
  expect(document.body.textContent).toContain("Linseed oil.");
  expect(offers()).toBe(0);
});
