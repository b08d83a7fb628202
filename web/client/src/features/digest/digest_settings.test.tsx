// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, it } from "vitest";
import type { DigestSettingsView } from "../../protocol";
import { push } from "../../../tests/store/fixtures";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { DigestSettings } from "./digest_settings";

let kept: DigestSettingsView = {};
let asked: object[] = [];

eachWithAStore((hive) => {
  asked = [];
  hive.network.handlers["digest.get_settings"] = () => kept;
  hive.network.handlers["digest.set_settings"] = (args) => {
    asked.push(args);
    return (kept = { ...kept, ...args });
  };
});

beforeEach(() => {
  kept = { workspace: "daily", mail_works: true };
});

const then = async (work: () => unknown) => {
  await act(async () => void (await work()));
  await act(() => hive.rest());
};
const show = () => then(() => render(<DigestSettings />, document.body));
const choose = (label: string) =>
  then(() => [...document.querySelectorAll("label")].find((one) => one.textContent?.startsWith(label))!.querySelector("input")!.click());
const labels = () => [...document.querySelectorAll("label[for]")].map((label) => label.textContent);

it("the workspace's own holds until one chooses, and then goes by the browser's clock", async () => {
  document.documentElement.lang = "fr";
  await show();
  expect(document.body.textContent).toContain("As the workspace has it (every day)");
  expect(labels()).toEqual(["At"]);
  await choose("Once a week");
  expect(asked).toEqual([{ frequency: "weekly", language: "fr", time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone }]);
  expect(labels()).toEqual(["On", "At"]);
  await choose("Also when I have been here");
  await choose("Never");
  expect(asked.slice(1)).toEqual([{ always: true }, { frequency: "off" }]);
  expect(labels()).toEqual([]);
});

it("a server that sends no mail says so, and offers no choice", async () => {
  kept = { workspace: "off", mail_works: false };
  await show();
  expect(document.body.textContent).toContain("This server does not send e-mail");
  expect(document.querySelector("input")).toBeNull();
});

it("what another device chose shows at once", async () => {
  await show();
  expect(labels()).toEqual(["At"]);
  kept = { ...kept, frequency: "weekly" };
  await then(() => hive.network.socket.deliver(push("u:U-ADA", 1, "digest.changed", {})));
  expect(labels()).toEqual(["On", "At"]);
});
