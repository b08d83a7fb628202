// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { expect, it, vi } from "vitest";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import type { FileView } from "../../protocol";
import { store } from "../../ui/store";
import { acceptOf, fits, FormFiles } from "./form_files";
import { Holder } from "./holder";

eachWithAStore();

const named = (...names: string[]) => names.map((name) => new File(["bees"], name, { type: "text/plain" }));

/** Uploads that arrive, or fail, when the test says so. */
function uploads() {
  const sent: { name: string; arrive: () => void; fail: () => void }[] = [];
  const cancelled: string[] = [];
  vi.spyOn(store.actions, "upload").mockImplementation((file, now) => {
    expect(now).toBe(true); // a form keeps nothing for later
    const done = new Promise<FileView>((resolve, reject) => {
      const view = { id: `F-${file.name}`, name: file.name, mime: file.type, size_bytes: file.size };
      sent.push({ name: file.name, arrive: () => resolve(view), fail: () => reject(new Error("no network")) });
    });
    return { name: file.name, progress: signal(0), done, cancel: () => cancelled.push(file.name) };
  });
  return { sent, cancelled };
}

function field(kinds: string[] = [], most = 10) {
  let held: { id: string }[] = [];
  const files = new FormFiles((given) => (held = given));
  files.hold(kinds, most);
  return { files, held: () => held.map(({ id }) => id) };
}

it.each([
  ["hive.JPG", ["jpeg"], true],
  ["notes.txt", ["text", "pdf"], true],
  ["notes.txt", ["pdf"], false],
  ["pdf", ["jpg"], false],
  ["anything", [], true],
])("goes by how a name ends: %s in %o", (name, kinds, good) => {
  expect(fits(name, kinds)).toBe(good);
});

it("asks the browser for all endings of a kind", () => {
  expect(acceptOf(["jpg", "pdf"])).toBe(".jpg,.pdf,.jpeg");
  expect(acceptOf([])).toBe("");
});

it("takes what fits, no more than its app wants, and says what it left out", async () => {
  const { sent } = uploads();
  const { files, held } = field(["txt"], 2);
  expect(files.admit(named("a.txt", "b.png"))).toContain("b.png");
  expect(files.admit(named("c.txt", "d.txt"))).toContain("2");
  await hive.rest();
  expect(sent.map(({ name }) => name)).toEqual(["a.txt", "c.txt"]);
  expect(files.room).toBe(0);
  sent[0]!.arrive();
  await hive.rest();
  expect(held()).toEqual(["F-a.txt"]);
  expect(files.busy.value).toBe(true);
});

it("holds the form back while a file has failed", async () => {
  const { sent } = uploads();
  const { files, held } = field();
  files.admit(named("a.txt"));
  await hive.rest();
  sent[0]!.fail();
  await hive.rest();
  expect(files.problem()).not.toBeNull();
  const [item] = files.list.value;
  files.retry(item!.key);
  sent[1]!.arrive();
  await hive.rest();
  expect(files.problem()).toBeNull();
  expect(held()).toEqual(["F-a.txt"]);
});

it("lets a form wait for what is on its way, and goes with its field", async () => {
  const { sent, cancelled } = uploads();
  const { files } = field();
  const blocks = [{ type: "input", block_id: "b", element: { type: "file_input", action_id: "a" } }];
  const ways = { send: () => Promise.resolve(), load: () => Promise.reject(new Error("never asked")) };
  const holder = new Holder(blocks, ways, "Hive", true);
  expect(holder.part("b", "a", () => files)).toBe(files);
  files.admit(named("a.txt", "b.txt"));
  await hive.rest();
  let arrived = false;
  void holder.arrived().then(() => (arrived = true));
  sent[0]!.arrive();
  await hive.rest();
  expect([arrived, holder.busy()]).toEqual([false, ["b"]]);
  holder.show(blocks); // its app changed something else
  expect(cancelled).toEqual([]);
  holder.show([]);
  await hive.rest();
  expect(cancelled).toEqual(["b.txt"]);
  expect([arrived, holder.busy()]).toEqual([true, []]);
});
