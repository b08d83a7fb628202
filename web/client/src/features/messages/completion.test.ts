import { expect, test } from "vitest";
import type { ChannelView, PersonView } from "../../protocol";
import { loadEmoji } from "../reactions/all_emoji";
import { channelChoices, emojiChoices, peopleChoices, triggerAt } from "./completion";

const person = (id: string, name: string, handle: string): PersonView => ({ id, name, handle, role: "member" });
const people = [person("U1", "Ada Lovelace", "ada"), person("U2", "Éloïse Martin", "emartin"), person("U3", "Bob", "bob")];
const nobodyNear = (myId: string) => ({ members: new Set<string>(), recent: [], myId });
const channel = (id: string, name: string, more: Partial<ChannelView> = {}): ChannelView => ({
  id,
  name,
  kind: "public",
  created_at: 0,
  member_count: 1,
  joined: true,
  ...more,
});

test("a sign at the start of a word asks for completion, up to the caret", () => {
  expect(triggerAt("hello @Élo and more", 10)).toEqual({ sign: "@", query: "elo", start: 6, end: 10 });
  expect(triggerAt("#", 1)).toEqual({ sign: "#", query: "", start: 0, end: 1 });
});

test("an address, a time and one letter after a colon ask for nothing", () => {
  expect(triggerAt("ada@example", 11)).toBeNull();
  expect(triggerAt("at 12:30", 8)).toBeNull();
  expect(triggerAt("so :d", 5)).toBeNull();
});

test("people are found without their accents, by any word of the name or the handle", () => {
  expect(peopleChoices("elo", people, nobodyNear("U1")).map((choice) => choice.insert)).toEqual(["@emartin "]);
  expect(peopleChoices("love", people, nobodyNear("U3")).map((choice) => choice.key)).toEqual(["U1"]);
});

test("one's own name stands behind the others", () => {
  expect(peopleChoices("", people, nobodyNear("U1")).map((choice) => choice.key)).toEqual(["U3", "U2", "U1"]);
});

test("@here and @channel are offered by their names", () => {
  expect(peopleChoices("he", people, nobodyNear("U1")).map((choice) => choice.insert)).toEqual(["@here "]);
});

test("channels that are archived or direct are not offered, joined ones come first", () => {
  const channels = [
    channel("C1", "plans", { joined: false }),
    channel("C2", "plans-lyon"),
    channel("C3", "plans-old", { archived: true }),
    channel("D1", "", { kind: "direct" }),
  ];
  expect(channelChoices("pla", channels).map((choice) => choice.key)).toEqual(["C2", "C1"]);
});

test("a channel is found without accents and with one mistake, if none is found without", () => {
  const channels = [channel("C1", "général"), channel("C2", "site-lyon"), channel("C3", "genral-old", { archived: true })];
  expect(channelChoices("gene", channels).map((choice) => choice.key)).toEqual(["C1"]);
  expect(channelChoices("genral", channels).map((choice) => choice.key)).toEqual(["C1"]);
  expect(channelChoices("lyno", channels).map((choice) => choice.key)).toEqual(["C2"]);
});

test("emoji are found by any of their names, in the person's skin tone", async () => {
  const all = await loadEmoji();
  expect(emojiChoices("thumbsu", all)[0]?.insert).toBe("👍 ");
  expect(emojiChoices("thumbsu", all, [], 3)[0]?.insert).toBe("👍🏽 ");
  expect(emojiChoices("fete", all).map((choice) => choice.insert)).toContain("🎉 ");
});
