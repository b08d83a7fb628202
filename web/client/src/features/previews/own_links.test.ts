import { expect, test, vi } from "vitest";
import type { Span } from "../../protocol";

vi.stubGlobal("location", { pathname: "/", search: "" });
vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
const { isOwn, ownLinks } = await import("./own_links");

const ORIGIN = "https://ruche.example";
const link = (path: string): Span => ({ t: "link", url: path, children: [{ t: "text", text: path }] });
const linked = (...paths: string[]) => ownLinks(paths.map(link), ORIGIN).map((one) => one.messageId);

test("permalinks to messages and threads are found, each once", () => {
  expect(linked(`${ORIGIN}/c/C1/M1`, `${ORIGIN}/c/C1/t/M2`, `${ORIGIN}/c/C1/M1`)).toEqual(["M1", "M2"]);
});

test("other pages, and other places that look like ours, are not", () => {
  expect(linked(`${ORIGIN}/c/C1`, `${ORIGIN}/c/C1/members`, `${ORIGIN}.evil.example/c/C1/M1`, "https://example.org/c/C1/M1")).toEqual([]);
  expect(isOwn(`${ORIGIN}.evil.example/`, ORIGIN)).toBe(false);
});

test("links deep in lists and quotes count, the first three", () => {
  const deep: Span = { t: "quote", children: [{ t: "list", items: [[link(`${ORIGIN}/c/C1/M9`)]] } as Span] };
  expect(ownLinks([deep], ORIGIN)).toEqual([{ channelId: "C1", messageId: "M9" }]);
  expect(linked(...[1, 2, 3, 4].map((n) => `${ORIGIN}/c/C1/M${n}`))).toEqual(["M1", "M2", "M3"]);
});
