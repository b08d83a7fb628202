// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { ada, bob, channel, push } from "../../../tests/store/fixtures";
import type { AppHomeView } from "../../protocol";
import { ChannelScreen } from "../membership/channel_screen";
import { AppHome, AppTabBar } from "./app_parts";
import { chooseTab } from "./app_tabs";

const drone = { ...bob, id: "U-DRONE", name: "Drone", handle: "drone", bot: true };
const pressed: unknown[] = [];
const told: unknown[] = [];
let home: AppHomeView | null = null;

const words = (text: string) => ({ type: "plain_text", text });
const bodyOf = (title: string) =>
  JSON.stringify({
    type: "home",
    blocks: [
      { type: "header", text: words(title) },
      { type: "actions", block_id: "b", elements: [{ type: "button", action_id: "go", text: words("Report") }] },
      { type: "input", block_id: "i", label: words("Where?"), element: { type: "plain_text_input", action_id: "where" } },
    ],
  });

eachWithAStore((hive) => {
  pressed.length = told.length = 0;
  home = { person_id: drone.id, app_id: "A1", app_name: "Drone", tab: true, form_id: "V1", body: bodyOf("Hives") };
  localStorage.clear();
  chooseTab(drone.id, "messages");
  const { handlers } = hive.network;
  const direct = channel({ kind: "direct", name: "", head: 3, member_ids: [ada.id, drone.id] });
  handlers["channels.list"] = () => ({ items: [direct], next: null });
  handlers["people.list"] = () => ({ items: [ada, bob, drone], next: null });
  handlers["streams.watch"] = () => ({ positions: {} });
  handlers["streams.unwatch"] = () => ({});
  handlers["presence.watch"] = () => ({ items: [], next: null });
  handlers["typing.start"] = () => ({});
  handlers["apps.home"] = () => {
    if (!home) throw { code: "not_found" };
    return home;
  };
  handlers["apps.open_tab"] = (args) => (told.push(args), {});
  handlers["forms.press"] = (args) => (pressed.push(args), {});
});

const then = async (work: () => unknown) => {
  await act(async () => void (await work()));
  await act(() => hive.rest());
};
const shows = async (messageId: string | null = null) => {
  await Promise.all([AppHome.fetch(), AppTabBar.fetch()]);
  await then(() => render(<ChannelScreen channelId="C1" messageId={messageId} />, document.body));
};
const tabs = () => [...document.querySelectorAll<HTMLButtonElement>("[role=tab]")];
const chosen = () => tabs().filter((tab) => tab.getAttribute("aria-selected") === "true").map((tab) => tab.textContent);
const page = () => document.querySelector("[role=tabpanel]")?.textContent ?? null;
const presses = (name: string) => then(() => [...document.querySelectorAll("button")].find((one) => one.textContent === name)!.click());

it("an app without a home shows its messages alone", async () => {
  home = { person_id: drone.id, app_id: "A1", app_name: "Drone" };
  await shows();
  expect(tabs()).toEqual([]);
  expect(document.querySelector("textarea")).not.toBeNull();
  home = null;
  await shows();
  expect(tabs()).toEqual([]);
});

it("a home stands beside the messages, and its app is told what is looked at", async () => {
  await shows();
  expect(chosen()).toEqual(["Messages"]);
  await presses("Home");
  expect(chosen()).toEqual(["Home"]);
  expect(page()).toContain("Hives");
  expect(document.querySelector("textarea")).toBeNull();
  expect(told).toEqual([{ channel_id: "C1", tab: "messages" }, { channel_id: "C1", tab: "home" }]);
  await presses("Report");
  expect(pressed).toEqual([
    { form_id: "V1", action: { type: "button", block_id: "b", action_id: "go" }, values: { i: { where: { type: "plain_text_input", value: null } } } },
  ]);
});

it("a home that is published anew is shown at once, with what was typed in it", async () => {
  await shows();
  await presses("Home");
  await then(() => {
    const field = document.querySelector<HTMLInputElement>(".app-home input")!;
    field.value = "By the oak";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await then(() => hive.hear(push("u:U-ADA", undefined, "form.shown", { form_id: "V1", app_id: "A1", body: bodyOf("Two hives") })));
  expect(page()).toContain("Two hives");
  expect(document.querySelector<HTMLInputElement>(".app-home input")!.value).toBe("By the oak");
  await then(() => hive.hear(push("u:U-ADA", undefined, "form.shown", { form_id: "V9", app_id: "A9", body: bodyOf("Another's") })));
  expect(page()).toContain("Two hives");
});

it("a home with nothing in it yet says what it is", async () => {
  home = { person_id: drone.id, app_id: "A1", app_name: "Drone", tab: true };
  await shows();
  await presses("Home");
  expect(page()).toContain("Here Drone shows what is for you alone.");
});

it("the tab of last time is shown again, but where a message is asked for", async () => {
  chooseTab(drone.id, "home");
  await shows();
  expect(chosen()).toEqual(["Home"]);
  hive.network.handlers["messages.history"] = (args) => hive.history(args);
  await shows("M2");
  expect(chosen()).toEqual(["Messages"]);
});

it("the arrow keys lead from one tab to the other, and Enter chooses", async () => {
  await shows();
  const focused = () => document.activeElement?.textContent;
  const press = (key: string) => then(() => document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })));
  tabs()[1]!.focus();
  await press("ArrowLeft");
  expect([focused(), chosen()]).toEqual(["Home", ["Messages"]]);
  await press("ArrowRight");
  expect(focused()).toBe("Messages");
  await press("x");
  expect(focused()).toBe("Messages");
  await press("ArrowLeft");
  await then(() => (document.activeElement as HTMLElement).click());
  expect(chosen()).toEqual(["Home"]);
});
