// What a service worker sees of a browser, as far as it sends forms: its pages, its caches and the network.

import { beforeEach, expect, it, vi } from "vitest";

const SHELL = "ruche-shell-B1";
const HERE = "https://ruche.test";

interface Page {
  id: string;
  url: string;
  told: unknown[];
}

let kept: Map<string, Set<string>>;
let pages: Page[];
let network: () => Promise<Response>;
let broken = false;

vi.stubGlobal("self", {
  RUCHE: { id: "B1", pages: ["/"], files: [] },
  navigator: { languages: ["en-GB"] },
  location: { origin: HERE },
  clients: { matchAll: async () => pages.map((page) => ({ ...page, postMessage: (said: unknown) => page.told.push(said) })) },
});
vi.stubGlobal("caches", {
  open: async (name: string) => ({
    delete: async (key: string) => {
      if (broken) throw new Error("the storage is broken");
      return kept.get(name)?.delete(key);
    },
  }),
  delete: async (name: string) => {
    if (broken) throw new Error("the storage is broken");
    return kept.delete(name);
  },
});
vi.stubGlobal("fetch", () => network());
const { send } = await import("./send");

beforeEach(() => {
  kept = new Map([[SHELL, new Set(["/"])], ["ruche-pictures", new Set(["/files/F1/thumbnail"])], ["ruche-shared", new Set()]]);
  pages = ["a", "b"].map((id) => ({ id, url: `${HERE}/settings?tab=${id}#top`, told: [] }));
  network = () => Promise.reject(new TypeError("Failed to fetch"));
  broken = false;
});

const sends = (path: string, clientId = "a", referrer = `${HERE}/settings?tab=a`) =>
  send({ request: { url: HERE + path, referrer }, clientId } as FetchEvent);
const isKept = () => ({ shell: kept.get(SHELL)!.has("/"), pictures: kept.has("ruche-pictures"), share: kept.has("ruche-shared") });
const NOTHING = { shell: false, pictures: false, share: false };

it.each(["/sign-in", "/sign-out", "/invite/a1b2", "/reset/a1b2"])("forgets the person after %s, answered or not", async (path) => {
  await sends(path);
  expect(isKept()).toEqual(NOTHING);
});

it("says after a sign-out without an answer that one may still be signed in, and opens nothing by itself", async () => {
  const page = await (await sends("/sign-out")).text();
  expect(page).toContain("You may still be signed in");
  expect(page).not.toContain("http-equiv");
});

it("asks again by itself for another page that got no answer", async () => {
  const page = await (await sends("/sign-in")).text();
  expect(page).toContain("You are offline");
  expect(page).toContain('http-equiv="refresh"');
});

it("keeps what it has where a form of the settings got no answer", async () => {
  expect((await sends("/settings/profile")).status).toBe(204);
  expect(isKept()).toEqual({ shell: true, pictures: true, share: true });
});

it.each([
  ["whom the browser names", "a", ""],
  ["at its address, where the browser names none", "", `${HERE}/settings?tab=a`],
])("tells the page alone that sent it: %s", async (_, clientId, referrer) => {
  await sends("/settings/profile", clientId, referrer);
  expect(pages.map(({ told }) => told.length)).toEqual([1, 0]);
  expect(String((pages[0]!.told[0] as { away: string }).away)).toContain("this may not be saved");
});

it.each(["/settings/looks", "/sign-out"])("gives the answer to %s though the storage fails", async (path) => {
  network = async () => new Response("saved");
  broken = true;
  expect(await (await sends(path)).text()).toBe("saved");
});

it("forgets the shell alone where the looks changed", async () => {
  network = async () => new Response("saved");
  await sends("/settings/looks");
  expect(isKept()).toEqual({ shell: false, pictures: true, share: true });
});
