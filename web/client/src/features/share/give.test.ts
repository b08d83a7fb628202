import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { provideStore } from "../../ui/store";
import { Hive } from "../../../tests/store/hive";
import { giveTo } from "./give";

let hive: Hive;
let kept: Map<string, Map<string, Response>>;
let refuses: boolean;

beforeEach(async () => {
  vi.useFakeTimers();
  kept = new Map();
  refuses = false;
  vi.stubGlobal("caches", {
    open: async (name: string) => {
      const cache = kept.get(name) ?? new Map<string, Response>();
      kept.set(name, cache);
      return { match: async (address: string) => cache.get(address)?.clone() };
    },
    delete: async (name: string) => kept.delete(name),
  });
  vi.stubGlobal("XMLHttpRequest", Requests);
  const list = { text: "look", files: [{ address: "/share/file/0", name: "bee.png" }] };
  kept.set("ruche-shared", new Map([["/share/list", Response.json(list)], ["/share/file/0", new Response("bee")]]));
  hive = new Hive();
  provideStore(await hive.start());
});
afterEach(() => {
  hive.store.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("keeps what was shared until a file of it has gone up", async () => {
  refuses = true;
  await expect(giveTo("C1")).rejects.toMatchObject({ code: "unavailable" });
  refuses = false;
  await giveTo("C1");
  expect(hive.store.draft("C1")).toMatchObject({ text: "look", files: [{ id: "F1", name: "bee.png" }] });
  expect(kept.has("ruche-shared")).toBe(false);
});

/** Uploads that are answered at once. */
class Requests {
  upload = {};
  response: unknown;
  status = 200;
  onload: () => void = () => undefined;
  open(): void {}
  setRequestHeader(): void {}
  abort(): void {}
  send(form: FormData): void {
    const { name, type, size } = form.get("file") as File;
    const result = { id: "F1", name, mime: type, size_bytes: size };
    this.response = refuses ? { ok: false, error: { code: "unavailable", detail: "" } } : { ok: true, result };
    queueMicrotask(() => this.onload());
  }
}
