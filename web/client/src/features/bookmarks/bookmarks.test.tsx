// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, it } from "vitest";
import { channel } from "../../../tests/store/fixtures";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import type { BookmarkView } from "../../protocol";
import { DialogHost } from "../../ui/dialog";
import { Bookmarks } from "./bookmarks";

const rota: BookmarkView = { id: "Bk1", channel_id: "C1", title: "Rota", url: "https://bees.example/rota", person_id: "U-ADA", created_at: 1, changed_at: 1 };
let kept: BookmarkView[] = [];
let asked: object[] = [];

eachWithAStore((hive) => {
  const { handlers } = hive.network;
  handlers["bookmarks.list"] = () => ({ items: kept, next: null });
  handlers["bookmarks.add"] = (args) => {
    asked.push(args);
    kept = [...kept, { ...rota, ...(args as object), id: "Bk2" }];
    return kept.at(-1)!;
  };
  handlers["bookmarks.edit"] = (args) => {
    asked.push(args);
    kept = kept.map((link) => ({ ...link, title: (args as { title: string }).title }));
    return kept[0]!;
  };
  handlers["bookmarks.remove"] = (args) => {
    asked.push(args);
    kept = [];
    return {};
  };
});

beforeEach(() => {
  kept = [rota];
  asked = [];
});

const then = async (work: () => unknown) => {
  await act(async () => void (await work()));
  await act(() => hive.rest());
  await act(() => hive.rest()); // what was changed is asked for anew
};
const show = (joined = true) => then(() => render(<><DialogHost /><Bookmarks channel={channel({ joined })} /></>, document.body));
const links = () => [...document.querySelectorAll<HTMLAnchorElement>(".bookmarks a")].map((link) => [link.textContent, link.href, link.rel]);
const press = (name: string) =>
  then(() => [...document.querySelectorAll("button")].find((one) => (one.getAttribute("aria-label") ?? one.textContent) === name)!.click());
const write = (label: string, text: string) =>
  then(() => {
    const found = [...document.querySelectorAll("dialog label")].find((one) => one.textContent!.trim() === label)!;
    const field = document.getElementById(found.getAttribute("for")!) as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
const send = () => then(() => document.querySelector("dialog form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));

it("shows links, and lets who may write there add, change and remove them", async () => {
  await show();
  expect(links()).toEqual([["Rota", "https://bees.example/rota", "noopener noreferrer nofollow"]]);
  await press("Add a bookmark");
  await write("Title", " Minutes ");
  await write("Web address", "https://bees.example/minutes");
  await send();
  expect(asked).toEqual([{ channel_id: "C1", title: "Minutes", url: "https://bees.example/minutes" }]);
  expect(document.querySelector("dialog")).toBeNull();
  expect(links().map(([title]) => title)).toEqual(["Rota", "Minutes"]);
  kept = [rota];
  await press("Change the bookmark Rota");
  await write("Title", "Who waters");
  await send();
  expect(links().map(([title]) => title)).toEqual(["Who waters"]);
  await press("Remove the bookmark Who waters");
  expect(asked.at(-1)).toEqual({ channel_id: "C1", bookmark_id: "Bk1" });
  expect(links()).toEqual([]);
});

it("others read them, and see nothing where there are none", async () => {
  await show(false);
  expect(links()).toHaveLength(1);
  expect(document.querySelector("button")).toBeNull();
  kept = [];
  await then(() => render(null, document.body));
  await show(false);
  expect(document.querySelector("section")).toBeNull();
});
