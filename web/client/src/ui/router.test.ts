import { expect, test, vi } from "vitest";

vi.stubGlobal("location", { pathname: "/", search: "" });
vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
const { channelPanePath, inboxPath, messagePath, narrowTo, parseRoute, searchPath, stepsTo, threadPath } = await import("./router");

test("a permalink names the channel and the message", () => {
  expect(parseRoute(messagePath("C1", "M2"))).toEqual({ at: "channel", channelId: "C1", messageId: "M2", pane: null });
});

test("what is open beside a channel is in its address", () => {
  expect(parseRoute(threadPath("C1", "M2"))).toMatchObject({ channelId: "C1", messageId: null, pane: { is: "thread", id: "M2" } });
  for (const is of ["details", "members", "pins"] as const) {
    expect(parseRoute(channelPanePath("C1", { is }))).toMatchObject({ messageId: null, pane: { is } });
  }
  expect(parseRoute(channelPanePath("C1", { is: "person", id: "U1" }))).toMatchObject({ pane: { is: "person", id: "U1" } });
});

test("a search keeps its signs", () => {
  const [path, query] = searchPath("in:général a&b").split("?");
  expect(parseRoute(path!, `?${query}`)).toEqual({ at: "search", query: "in:général a&b" });
});

test("a mangled address is read all the same", () => {
  expect(parseRoute("/c/%E0%A4%A")).toMatchObject({ at: "channel", channelId: "%E0%A4%A" });
});

test("an unknown address is home", () => {
  expect(parseRoute("/")).toEqual({ at: "home" });
  expect(parseRoute("/nowhere/at/all")).toEqual({ at: "home" });
});

test("a page of the server's has a stand-in, one step from the list", () => {
  for (const path of ["/settings", "/admin", "/settings/profile"]) expect(parseRoute(path)).toEqual({ at: "server" });
  expect(stepsTo(parseRoute("/settings"))).toEqual(["/"]);
});

test("a thread opens beside the list of threads", () => {
  expect(parseRoute("/threads")).toEqual({ at: "threads", open: null });
  expect(parseRoute(inboxPath("C1", "M2"))).toEqual({ at: "threads", open: { channelId: "C1", threadId: "M2" } });
});

test("an inner room is reached through those before it", () => {
  expect(stepsTo(parseRoute("/"))).toEqual([]);
  expect(stepsTo(parseRoute("/c/C1/M2"))).toEqual(["/"]);
  expect(stepsTo(parseRoute("/c/C1/t/M2"))).toEqual(["/", "/c/C1"]);
  expect(stepsTo(parseRoute("/t/C1/M2"))).toEqual(["/", "/threads"]);
  expect(stepsTo(parseRoute("/me/notifications"))).toEqual(["/", "/me"]);
  expect(stepsTo(parseRoute("/me/topics"))).toEqual(["/", "/me"]);
});

test("what narrows a page does not take the reader back to it", () => {
  const replaced = vi.fn();
  vi.stubGlobal("history", { state: null, replaceState: replaced });
  vi.stubGlobal("location", { pathname: "/channels", search: "", origin: "https://ruche.example" });
  narrowTo("/channels?q=wax");
  expect(replaced).toHaveBeenCalledTimes(1);
  vi.stubGlobal("location", { pathname: "/c/C1", search: "", origin: "https://ruche.example" });
  narrowTo("/channels?q=wax");
  expect(replaced).toHaveBeenCalledTimes(1);
});
