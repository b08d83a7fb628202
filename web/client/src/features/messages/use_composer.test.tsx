// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it, vi } from "vitest";
import type { FileView } from "../../protocol";
import { ada, message, push } from "../../../tests/store/fixtures";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { Toasts } from "../../ui/toast";
import { useComposer } from "./use_composer";

let shown = "";
let composer: ReturnType<typeof useComposer>;
const field = { current: null as HTMLTextAreaElement | null };

function Composing() {
  composer = useComposer("C1", null, field);
  shown = composer.text;
  return <Toasts />;
}

eachWithAStore();

it("leaves a draft alone that comes before it is shown", async () => {
  await act(() => render(<Composing />, document.body));
  await vi.advanceTimersByTimeAsync(398);
  const draft = { channel_id: "C1", text: "Not yet said", updated_at: 5 };
  hive.network.socket.deliver(push("u:U-ADA", 1, "draft.changed", { draft }));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shown).toBe("Not yet said");
  expect(hive.network.requests.filter(({ op }) => op === "drafts.set")).toEqual([]);
});

it("keeps a recording and a text that is too long, and says why neither goes", async () => {
  const { handlers } = hive.network;
  handlers["typing.start"] = () => null;
  handlers["messages.post"] = (args) => message(4, { author_id: ada.id, ...args });
  const arrived: FileView = { id: "F1", name: "voice.webm", mime: "audio/webm", size_bytes: 3 };
  vi.spyOn(hive.store.actions, "upload").mockReturnValue({ name: arrived.name, progress: signal(1), done: Promise.resolve(arrived), cancel: () => undefined });
  await act(() => render(<Composing />, document.body));
  const long = "word ".repeat(4_000);
  await act(() => composer.type(long));
  await act(() => composer.sendFile(new File(["hum"], "voice.webm", { type: "audio/webm" })));
  await act(() => hive.rest());
  expect(document.body.textContent).toContain("Nothing has gone: the text is too long for a message.");
  expect(shown).toBe(long);
  expect(hive.network.asked("messages.post")).toEqual([]);
  await act(() => composer.type("Listen"));
  await act(() => composer.send());
  await act(() => hive.rest(20_000));
  expect(hive.network.asked("messages.post").map(({ args }) => [args["text"], args["file_ids"]])).toEqual([["Listen", ["F1"]]]);
});
