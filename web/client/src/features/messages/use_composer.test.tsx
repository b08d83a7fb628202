// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { push } from "../../../tests/store/fixtures";
import { Hive } from "../../../tests/store/hive";
import { provideStore } from "../../ui/store";
import { useComposer } from "./use_composer";

let hive: Hive;
let shown = "";
const field = { current: null as HTMLTextAreaElement | null };

function Composing() {
  shown = useComposer("C1", null, field).text;
  return null;
}

beforeEach(async () => {
  vi.useFakeTimers();
  hive = new Hive();
  await hive.start();
  provideStore(hive.store);
});
afterEach(async () => {
  await act(() => render(null, document.body));
  hive.store.stop();
  vi.useRealTimers();
});

it("leaves a draft alone that comes before it is shown", async () => {
  await act(() => render(<Composing />, document.body));
  await vi.advanceTimersByTimeAsync(398);
  const draft = { channel_id: "C1", text: "Not yet said", updated_at: 5 };
  hive.network.socket.deliver(push("u:U-ADA", 1, "draft.changed", { draft }));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shown).toBe("Not yet said");
  expect(hive.network.requests.filter(({ op }) => op === "drafts.set")).toEqual([]);
});
