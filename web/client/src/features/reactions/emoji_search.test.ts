import { beforeAll, expect, test } from "vitest";
import { loadEmoji, type AnyEmoji } from "./all_emoji";
import { emojiFor, reactionLabel, toned, tonedName } from "./emoji";
import { searchEmoji } from "./emoji_search";

let all: readonly AnyEmoji[];
beforeAll(async () => {
  all = await loadEmoji();
});

const first = (query: string, count = 1) => searchEmoji(all, query, count).map((emoji) => emoji.character);

test("there are all of them, each with a name and a word in its language", () => {
  expect(all.length).toBeGreaterThan(1800);
  expect(all.every((emoji) => emoji.name && emoji.label && emoji.words.size > 0)).toBe(true);
  expect(new Set(all.map((emoji) => emoji.name)).size).toBe(all.length);
});

test.each([
  ["thumbsup", "👍"],
  ["+1", "👍"],
  ["tada", "🎉"],
  ["heart", "❤️"],
  ["wave", "👋"],
  ["cœur", "❤️"],
  ["abeille", "🐝"],
  ["éléphant", "🐘"],
  ["elephant", "🐘"],
  ["feu d'artifice", "🎆"],
  ["white check", "✅"],
])("%s finds %s first", (query, character) => {
  expect(first(query)).toEqual([character]);
});

test.each([
  ["elephent", "🐘"],
  ["rokcet", "🚀"],
  ["croisant", "🥐"],
  ["anniverssaire", "🎂"],
])("%s, mistyped, still finds %s", (query, character) => {
  expect(first(query, 5)).toContain(character);
});

test("nothing is found by nothing or by nonsense", () => {
  expect(first("")).toEqual([]);
  expect(first("zzzqqq")).toEqual([]);
});

test("of those that match alike, one used lately comes first", () => {
  const [usual] = searchEmoji(all, "hea", 1);
  const [lately] = searchEmoji(all, "hea", 1, ["headphones"]);
  expect(usual!.name).toBe("heart");
  expect(lately!.name).toBe("headphones");
});

test("skin tones go where a person is", () => {
  expect(toned("👍", 3, 1)).toBe("👍🏽");
  expect(toned("☝️", 1, 1)).toBe("☝🏻");
  expect(toned("👩‍🚀", 5, 1)).toBe("👩🏿‍🚀");
  expect(toned("👩‍❤️‍👨", 2, 2)).toBe("👩🏼‍❤️‍👨🏼");
  expect(toned("🎉", 3, 0)).toBe("🎉");
  expect(tonedName("wave", 0, 1)).toBe("wave");
  expect(tonedName("wave", 3, 1)).toBe("wave::skin-tone-4");
  expect(tonedName("tada", 3, 0)).toBe("tada");
});

test("short codes are known by name, also those beyond the small set and with a skin tone", async () => {
  expect(emojiFor("tada")).toBe("🎉");
  await expect.poll(() => emojiFor("axolotl") ?? emojiFor("dog")).toBe("🐶");
  expect(emojiFor("wave::skin-tone-4")).toBe("👋🏽");
  expect(emojiFor("no_such_emoji")).toBeNull();
  expect(reactionLabel("no_such_emoji")).toBe(":no_such_emoji:");
  expect(reactionLabel("👋🏽")).toBe("👋🏽");
});
