import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutboxDatabase } from "../../src/store/outbox/database";
import { Refuse, SILENCE } from "../network";
import { ada, message, posted, push } from "./fixtures";
import { makeLocks, rest } from "./keeping";
import { been, browser, eachWithABrowser, hive, online, pendingOf, stored, texts } from "./sending";

eachWithABrowser();

describe("what is written offline", () => {
  it("survives closing the browser, twice, and arrives once and in order", async () => {
    await been();
    const first = await browser.open(false);
    first.actions.post({ channel_id: "C1", text: "one" });
    first.actions.post({ channel_id: "C1", text: "two" });
    await browser.close(first);
    const second = await browser.open(false);
    expect(pendingOf(second)).toEqual([
      { text: "one", state: "waiting" },
      { text: "two", state: "waiting" },
    ]);
    second.actions.post({ channel_id: "C1", text: "three" });
    await browser.close(second);
    const third = await browser.open();
    await rest();
    expect(texts()).toEqual(["one", "two", "three"]);
    expect(pendingOf(third)).toEqual([]);
    await browser.close(third);
    await browser.close(await browser.open());
    expect(texts()).toEqual(["one", "two", "three"]);
  });

  it("is a post still after a restart, with all that it asks for, and its draft is gone", async () => {
    await been();
    const asked: unknown[] = [];
    hive.network.handlers["posts.write"] = (args) => {
      asked.push(args);
      const { text, client_id, title } = args as { text: string; client_id: string; title: string };
      const made = message(hive.head + 1, { author_id: ada.id, text, client_id, title });
      hive.write(made);
      hive.network.socket.deliver(posted(made));
      return made;
    };
    const first = await browser.open(false);
    first.actions.setDraft("C1", "post:C1", { text: "Roses\nThey bloom.", files: [] });
    const post = { title: "Roses", kind: "announcement", wants_ack: true, pinned: true, pinned_until: 5 } as const;
    first.actions.post({ channel_id: "C1", text: "They bloom.", post });
    expect(first.draft("C1", "post:C1").text).toBe("");
    await browser.close(first);
    const second = await browser.open();
    await rest();
    expect(asked).toMatchObject([{ channel_id: "C1", text: "They bloom.", ...post }]);
    expect(pendingOf(second)).toEqual([]);
    expect(second.timeline("C1").value.messages.at(-1)?.title).toBe("Roses");
  });

  it("is sent again under the same id where the answer was lost", async () => {
    await been();
    const answer = hive.network.handlers["messages.post"]!;
    hive.network.handlers["messages.post"] = async (args, request) => {
      await answer(args, request);
      hive.network.handlers["messages.post"] = answer;
      throw new Refuse("unavailable");
    };
    const store = await browser.open();
    store.actions.post({ channel_id: "C1", text: "once" });
    await browser.close(store);
    await browser.open();
    await rest(5_000);
    expect(texts()).toEqual(["once"]);
  });

  it("fails with its text kept where the channel is closed to me, also after a restart", async () => {
    await been();
    const store = await browser.open(false);
    store.actions.post({ channel_id: "C1", text: "too late" });
    hive.network.handlers["messages.post"] = () => {
      throw new Refuse("not_found");
    };
    await online();
    expect(pendingOf(store)).toEqual([{ text: "too late", state: "failed" }]);
    await browser.close(store);
    const again = await browser.open(false);
    expect(again.timeline("C1").value.pending).toMatchObject([{ text: "too late", state: "failed", error: { code: "not_found" } }]);
    expect(again.unsent.value).toBe(1);
    again.actions.discard(again.timeline("C1").value.pending[0]!.client_id);
    await browser.close(again);
    expect(pendingOf(await browser.open(false))).toEqual([]);
  });

  it("is stranded, not lost, where I was removed meanwhile", async () => {
    await been();
    const store = await browser.open(false);
    store.actions.post({ channel_id: "C1", text: "hello?" });
    hive.network.handlers["streams.resume"] = () => {
      hive.network.socket.deliver(push("u:U-ADA", 1, "channel.hidden", { channel_id: "C1" }));
      hive.network.socket.deliver(push("u:U-ADA", 2, "channel.left", { channel_id: "C1" }));
      hive.network.socket.deliver(push("u:U-ADA", 3, "channel.hidden", { channel_id: "C1" }));
      return { resumed: 3, reset: [] };
    };
    await online();
    expect(store.stranded.value).toMatchObject([{ text: "hello?", state: "failed" }]);
    expect(texts()).toEqual([]);
  });

  it("is told of elsewhere while its channel is not on screen", async () => {
    await been();
    const store = await browser.open();
    await store.actions.openChannel("C1");
    hive.network.handlers["messages.post"] = () => {
      throw new Refuse("not_allowed");
    };
    store.actions.post({ channel_id: "C1", text: "may I?" });
    await rest();
    expect(store.timeline("C1").value.pending).toMatchObject([{ state: "failed" }]);
    expect(store.stranded.value).toEqual([]);
    store.actions.closeChannel("C1");
    expect(store.stranded.value).toMatchObject([{ text: "may I?", state: "failed" }]);
  });

  it("is not given up where only the answer was lost, also after a restart; undo deletes it", async () => {
    await been();
    const answer = hive.network.handlers["messages.post"]!;
    hive.network.handlers["messages.post"] = ({ text, client_id }) => {
      const made = message(hive.head + 1, { author_id: ada.id, text: String(text), client_id: String(client_id) });
      stored.push(made);
      hive.write(made);
      hive.network.greets = false;
      hive.network.cut(1006);
      return SILENCE;
    };
    const store = await browser.open();
    const written = { channel_id: "C1", text: "there already" };
    const id = store.actions.post(written);
    await rest();
    expect(texts()).toEqual(["there already"]);
    expect(pendingOf(store)).toEqual([{ text: "there already", state: "waiting" }]);
    expect(store.actions.takeBack(id)).toBeNull();
    store.actions.discard(id);
    expect(pendingOf(store)).toHaveLength(1);
    await browser.close(store);
    const again = await browser.open(false);
    expect(again.actions.takeBack(id)).toBeNull();
    again.actions.discard(id);
    expect(pendingOf(again)).toHaveLength(1);
    hive.network.handlers["messages.post"] = answer;
    hive.network.handlers["messages.delete"] = () => ({});
    const undone = again.actions.undoSend(id, written);
    await online();
    await rest(3_000);
    await expect(undone).resolves.toBe("deleted");
    expect(hive.network.asked("messages.delete")).toHaveLength(1);
    expect(texts()).toEqual(["there already"]);
  });

  it("is written again where the browser could not keep it at first, and says so", async () => {
    await been();
    const store = await browser.open(false);
    const fails = vi.spyOn(OutboxDatabase.prototype, "put").mockResolvedValueOnce(false);
    store.actions.post({ channel_id: "C1", text: "keep me" });
    await rest();
    expect(fails).toHaveBeenCalledTimes(1);
    expect(store.unkept.value).toBe(true);
    await rest(10_000);
    expect(store.unkept.value).toBe(false);
    await browser.close(store);
    expect(pendingOf(await browser.open(false))).toEqual([{ text: "keep me", state: "waiting" }]);
  });

  it("stays on the shelf until the database has it", async () => {
    await been();
    const left = { client_id: "X1", channel_id: "C1", thread_id: null, also_to_channel: false, text: "from the shelf", files: [], created_at: 1, state: "waiting" };
    hive.shelf.setItem(`ruche.outbox.${ada.id}.gone`, JSON.stringify([left]));
    const full = vi.spyOn(OutboxDatabase.prototype, "put").mockResolvedValue(false);
    const store = await browser.open(false);
    expect(pendingOf(store)).toEqual([{ text: "from the shelf", state: "waiting" }]);
    expect(hive.shelf.getItem(`ruche.outbox.${ada.id}.gone`)).not.toBeNull();
    full.mockRestore();
    await rest(10_000);
    expect(hive.shelf.getItem(`ruche.outbox.${ada.id}.gone`)).toBeNull();
    await browser.close(store);
    expect(pendingOf(await browser.open(false))).toEqual([{ text: "from the shelf", state: "waiting" }]);
  });

  it("can be given up after a restart where it was never sent", async () => {
    await been();
    const first = await browser.open(false);
    const id = first.actions.post({ channel_id: "C1", text: "not yet" });
    await browser.close(first);
    const again = await browser.open(false);
    expect(again.actions.takeBack(id)?.text).toBe("not yet");
  });

  it("says after a restart that it may have arrived, where it was sent and not answered", async () => {
    await been();
    hive.network.handlers["messages.post"] = () => SILENCE;
    const first = await browser.open();
    first.actions.post({ channel_id: "C1", text: "heard?" });
    await browser.close(first);
    const again = await browser.open(false);
    expect(again.timeline("C1").value.pending).toMatchObject([{ state: "waiting", tried: true }]);
  });

  it("can be given up where the server said that it did nothing", async () => {
    await been();
    hive.network.handlers["messages.post"] = () => {
      throw new Refuse("limited", 600);
    };
    const store = await browser.open();
    const id = store.actions.post({ channel_id: "C1", text: "too fast" });
    await rest();
    expect(store.actions.takeBack(id)?.text).toBe("too fast");
  });

  it("can be taken back while it is held", async () => {
    const store = await browser.open();
    const id = store.actions.post({ channel_id: "C1", text: "oops", hold_until: Date.now() + 5_000 });
    const other = store.actions.post({ channel_id: "C1", text: "after it" });
    await rest(1_000);
    expect(texts()).toEqual([]);
    expect(store.actions.takeBack(id)?.text).toBe("oops");
    await rest();
    expect(texts()).toEqual(["after it"]);
    expect(store.actions.takeBack(other)).toBeNull();
  });
});

describe("a photo without a network", () => {
  const photo = () => new File([new Uint8Array([1, 2, 3])], "north.png", { type: "image/png" });
  let sent: { name: string; size: number }[];

  beforeEach(() => {
    sent = [];
    vi.stubGlobal("XMLHttpRequest", requests((file) => {
      sent.push({ name: file.name, size: file.size });
      return { ok: true, result: { id: `F${sent.length}`, name: file.name, mime: file.type, size_bytes: file.size } };
    }));
  });
  afterEach(() => vi.unstubAllGlobals());

  it("is kept with its message and goes up before it", async () => {
    await been();
    const store = await browser.open(false);
    const file = store.actions.upload(photo());
    await rest();
    const view = await file.done;
    expect(view).toMatchObject({ name: "north.png", mime: "image/png", size_bytes: 3 });
    expect(view.id).toMatch(/^local:/);
    store.actions.post({ channel_id: "C1", text: "the north side", files: [view] });
    await browser.close(store);
    const again = await browser.open(false);
    expect(again.timeline("C1").value.pending[0]?.files[0]?.id).toBe(view.id);
    vi.spyOn(OutboxDatabase.prototype, "file").mockResolvedValueOnce(undefined); // it could not be read at first
    again.localUrl(view.id);
    await rest();
    again.localUrl(view.id);
    await rest();
    expect(again.localUrl(view.id)).toMatch(/^blob:/);
    await online();
    expect(sent).toEqual([{ name: "north.png", size: 3 }]);
    expect(stored).toMatchObject([{ text: "the north side", files: [{ id: "F1" }] }]);
    await browser.close(again);
    await browser.close(await browser.open());
    expect(sent).toHaveLength(1);
  });

  it("can be given up, also after a restart, while only the photo was on its way", async () => {
    vi.stubGlobal("XMLHttpRequest", requests(() => SILENCE));
    await been();
    const store = await browser.open(false);
    const file = store.actions.upload(photo());
    await rest();
    const id = store.actions.post({ channel_id: "C1", text: "look", files: [await file.done] });
    await online();
    expect(pendingOf(store)).toEqual([{ text: "look", state: "sending" }]);
    expect(hive.network.asked("messages.post")).toEqual([]);
    await browser.close(store);
    const again = await browser.open(false);
    expect(again.timeline("C1").value.pending).toMatchObject([{ state: "waiting", tried: false }]);
    expect(again.actions.takeBack(id)?.text).toBe("look");
  });

  it("that is over the limit leaves the text, and says why", async () => {
    vi.stubGlobal("XMLHttpRequest", requests(() => ({ ok: false, error: { code: "invalid", detail: "The file is too big." } })));
    await been();
    const store = await browser.open(false);
    const file = store.actions.upload(photo());
    await rest();
    store.actions.post({ channel_id: "C1", text: "look", files: [await file.done] });
    store.actions.post({ channel_id: "C1", text: "and read" });
    await online();
    expect(pendingOf(store)).toEqual([{ text: "look", state: "failed" }]);
    expect(store.timeline("C1").value.pending[0]?.error?.detail).toBe("The file is too big.");
    expect(texts()).toEqual(["and read"]);
  });

  it("is not uploaded twice where only the message was refused for a while", async () => {
    await been();
    const store = await browser.open(false);
    const file = store.actions.upload(photo());
    await rest();
    store.actions.post({ channel_id: "C1", text: "look", files: [await file.done] });
    const answer = hive.network.handlers["messages.post"]!;
    hive.network.handlers["messages.post"] = () => {
      hive.network.handlers["messages.post"] = answer;
      throw new Refuse("limited", 1);
    };
    await online();
    await rest(3_000);
    expect(texts()).toEqual(["look"]);
    expect(sent).toHaveLength(1);
  });
});

describe("several tabs", () => {
  it("send each message once, and take over what a closed one has left", async () => {
    hive.locks = makeLocks();
    await been();
    const first = await browser.open(false);
    first.actions.post({ channel_id: "C1", text: "from the first" });
    await rest();
    const second = await browser.open(false);
    expect(pendingOf(second)).toEqual([]);
    second.actions.post({ channel_id: "C1", text: "from the second" });
    await rest();
    await browser.close(first);
    await rest(5_000);
    expect(pendingOf(second)).toEqual([
      { text: "from the first", state: "waiting" },
      { text: "from the second", state: "waiting" },
    ]);
    await online();
    expect(texts()).toEqual(["from the first", "from the second"]);
    expect(hive.network.asked("messages.post")).toHaveLength(2);
  });

  it("stay with the tab that wrote it when that is only loaded again", async () => {
    hive.locks = makeLocks();
    await been();
    const first = await browser.open(false);
    const second = await browser.open(false);
    first.actions.post({ channel_id: "C1", text: "from the first" });
    await rest();
    first.stop();
    const again = await browser.open(false);
    await rest(6_000);
    expect(pendingOf(again)).toEqual([{ text: "from the first", state: "waiting" }]);
    expect(pendingOf(second)).toEqual([]);
    await browser.close(again);
    await rest(6_000);
    expect(pendingOf(second)).toEqual([{ text: "from the first", state: "waiting" }]);
  });
});

describe("leaving this browser", () => {
  it("leaves nothing in it", async () => {
    await been();
    const store = await browser.open(false);
    store.actions.post({ channel_id: "C1", text: "never mind" });
    store.actions.setDraft("C1", null, { text: "half", files: [] });
    await rest();
    expect(store.unsent.value).toBe(1);
    await store.actions.forget();
    await browser.close(store);
    const again = await browser.open();
    await rest();
    expect(pendingOf(again)).toEqual([]);
    expect(texts()).toEqual([]);
    expect([...hive.shelf.items.keys()].filter((key) => key.includes("draft"))).toEqual([]);
  });
});

/** Uploads that are answered at once. */
function requests(answer: (file: File) => unknown) {
  return class {
    upload: { onprogress?: (event: unknown) => void } = {};
    response: unknown;
    status = 200;
    onload: () => void = () => undefined;
    open(): void {}
    setRequestHeader(): void {}
    abort(): void {}
    send(form: FormData): void {
      const file = form.get("file") as File;
      this.upload.onprogress?.({ lengthComputable: true, loaded: file.size, total: file.size });
      this.response = answer(file);
      if (this.response !== SILENCE) queueMicrotask(() => this.onload());
    }
  };
}
