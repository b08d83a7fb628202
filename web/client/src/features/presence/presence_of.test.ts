// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { bob, push } from "../../../tests/store/fixtures";
import { presenceWords } from "./presence_of";

eachWithAStore();

const isThere = (state: "online" | "offline") => push("presence", undefined, "presence.changed", { people: [{ person_id: bob.id, state, dnd: false }] });

it("nobody is told that a bot is offline", async () => {
  await hive.hear(isThere("offline"));
  expect(presenceWords(bob.id)).toBe("Offline");
  await hive.hear(push("w", 1, "person.updated", { person: { ...bob, bot: true } }));
  expect(presenceWords(bob.id)).toBe("");
  await hive.hear(isThere("online"));
  expect(presenceWords(bob.id)).toBe("Online");
});
