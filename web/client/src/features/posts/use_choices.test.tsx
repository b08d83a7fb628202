// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { push } from "../../../tests/store/fixtures";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { useChoices } from "./use_choices";

const PLACE = "post:C1";
let chosen: ReturnType<typeof useChoices>;

function Choosing() {
  chosen = useChoices("C1", "question");
  return null;
}

eachWithAStore((hive) => {
  hive.network.handlers["drafts.set"] = ({ file_ids: _, ...args }) => ({ ...args, updated_at: 1 });
});

const write = (text: string) => act(() => hive.store.actions.setDraft("C1", PLACE, { text, files: [] }));
const heard = (seq: number, post: object) =>
  act(async () => {
    const draft = { channel_id: "C1", thread_id: PLACE, text: "The honey", updated_at: 5, post };
    hive.network.socket.deliver(push("u:U-ADA", seq, "draft.changed", { draft }));
    await hive.rest();
  });
const told = () => hive.network.asked("drafts.set").map(({ args }) => args["post"]);

it("go with the draft as soon as there is one, and come with it from elsewhere", async () => {
  await act(() => render(<Choosing />, document.body));
  expect(chosen.choices).toEqual({ kind: "question", wantsAck: false, label: "none", pinned: "no", pinnedUntil: null });
  await act(() => chosen.choose({ kind: "announcement", wantsAck: true, label: "todo" }));
  await act(() => hive.rest(2_000));
  expect(told()).toEqual([]);
  await write("The honey");
  await act(() => hive.rest(2_000));
  expect(told()).toEqual([{ kind: "announcement", wants_ack: true, label: "todo", pinned: "no" }]);
  await heard(1, { kind: "announcement", pinned: "week" });
  expect(chosen.choices).toEqual({ kind: "announcement", wantsAck: false, label: "none", pinned: "week", pinnedUntil: null });
  await act(() => chosen.choose({ pinned: "no" }));
  await act(() => hive.rest(2_000));
  expect(told()).toHaveLength(2);
  await act(() => chosen.forget());
});

it("of an earlier visit are those that are shown", async () => {
  await heard(1, { kind: "announcement", wants_ack: true, label: "decided" });
  await act(() => render(<Choosing />, document.body));
  expect(chosen.choices).toEqual({ kind: "announcement", wantsAck: true, label: "decided", pinned: "no", pinnedUntil: null });
});
