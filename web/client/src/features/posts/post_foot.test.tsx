// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { message, reply } from "../../../tests/store/fixtures";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { PostFoot } from "./post_foot";

eachWithAStore();

it("tells the words of an accepted answer though its thread was never opened", async () => {
  hive.network.handlers["messages.get"] = () => reply(9, "M2", { text: "Under the hive." });
  const post = { kind: "question", label: "answered", accepted_id: "M9" } as const;
  await act(() => render(<PostFoot message={message(2, { post })} inThread={false} />, document.body));
  await act(() => hive.rest());
  expect(document.querySelector(".post-accepted")!.textContent).toContain("Under the hive.");
});
