// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { channel, inChannel, message, push } from "../../../tests/store/fixtures";
import type { Hive } from "../../../tests/store/hive";
import { Refuse } from "../../../tests/network";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { SharedCard } from "./shared_card";

let readable = true;

eachWithAStore((hive) => {
  readable = true;
  hive.network.handlers["messages.get"] = () => {
    if (!readable) throw new Refuse("not_found");
    return message(2, { text: "as it was" });
  };
});

const then = async (work: () => unknown) => {
  await act(async () => void (await work()));
  await act(() => hive.rest());
};
const shown = () => then(() => render(<SharedCard messageId="M2" channelId="C1" />, document.body));
const hears = (...pushes: Parameters<Hive["hear"]>) => then(() => hive.hear(...pushes));
const HIDDEN = ".shared--hidden";

it("shows what the message says once it was edited", async () => {
  await shown();
  expect(document.querySelector(".shared")!.textContent).toContain("as it was");
  await hears(inChannel(4, "message.edited", { message_id: "M2", channel_id: "C1", text: "as it is", edited_at: 9 }));
  expect(document.querySelector(".shared")!.textContent).toContain("as it is");
});

it("shows nothing of it once it was deleted", async () => {
  await shown();
  readable = false;
  await hears(inChannel(4, "message.deleted", { message_id: "M2", channel_id: "C1", message_seq: 2 }));
  expect(document.querySelector(HIDDEN)!.textContent).not.toContain("as it");
});

it("shows nothing of it to who may read it no more", async () => {
  await hears(push("u:U-ADA", 1, "channel.joined", { channel: channel({ kind: "private", head: 3 }) }));
  await shown();
  readable = false;
  await hears(push("u:U-ADA", 2, "channel.left", { channel_id: "C1", member_count: 2 }));
  expect(document.querySelector(HIDDEN)!.textContent).not.toContain("as it");
});
