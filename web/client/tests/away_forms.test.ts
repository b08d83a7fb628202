// @vitest-environment happy-dom
// The server's pages hear from the service worker that a form got no answer (web/static/pages.js).

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, it } from "vitest";

const PAGES = join(import.meta.dirname, "../../static/pages.js");
const worker = Object.assign(new EventTarget(), { startMessages: () => undefined });

beforeAll(() => {
  Object.defineProperty(navigator, "serviceWorker", { value: worker });
  new Function(readFileSync(PAGES, "utf8"))();
});
beforeEach(() => {
  document.body.innerHTML = "<form id=one></form><form id=two></form>";
  dispatchEvent(new Event("pagehide"));
});

const form = (id: string) => document.getElementById(id)!;
const sends = (id: string) => form(id).dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
const isTold = () => worker.dispatchEvent(new MessageEvent("message", { data: { away: "No answer" } }));
const alerts = () => [...document.querySelectorAll("[role=alert]")].map((said) => `${said.parentElement!.id}: ${said.textContent}`);

it("says it in the form that was sent last, once", () => {
  sends("one");
  sends("two");
  isTold();
  isTold();
  expect(alerts()).toEqual(["two: No answer"]);
  sends("two");
  isTold();
  expect(alerts()).toEqual(["two: No answer"]);
});

it("says nothing in a page that sent nothing", () => {
  isTold();
  expect(alerts()).toEqual([]);
});

it("says nothing of a form that the page keeps to itself", () => {
  form("one").addEventListener("submit", (event) => event.preventDefault());
  sends("one");
  isTold();
  expect(alerts()).toEqual([]);
});

it("says nothing of a form that went before the page was shown again", () => {
  sends("one");
  dispatchEvent(new Event("pagehide"));
  isTold();
  expect(alerts()).toEqual([]);
});
