import { expect, test } from "vitest";
import { hintFor, NO_MORE, type Situation } from "./hints";

const at = (place: Situation["place"], left_draft = false): Situation => ({ place, left_draft });

test("a channel is explained first, what @ does after it, each once", () => {
  expect(hintFor([], at("channel"))).toBe("channel");
  expect(hintFor(["channel"], at("channel"))).toBe("mention");
  expect(hintFor(["channel", "mention"], at("channel"))).toBeNull();
});

test("a thread is explained where the first one is opened", () => {
  expect(hintFor([], at("thread"))).toBe("thread");
  expect(hintFor(["thread"], at("thread"))).toBeNull();
});

test("that drafts are kept is said when one was left", () => {
  expect(hintFor(["channel"], at("channel", true))).toBe("drafts");
  expect(hintFor(["channel", "drafts"], at("channel", true))).toBe("mention");
});

test("lists explain themselves, and who wants no hints gets none", () => {
  expect(hintFor([], at("other"))).toBeNull();
  expect(hintFor([NO_MORE], at("channel", true))).toBeNull();
});
