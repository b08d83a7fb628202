import { expect, test } from "vitest";
import { initialsOf } from "./avatar";

// The pages of the server have the same (tests/web/test_faces.py).
test.each([
  ["Ada Lovelace", "AL"],
  ["bob", "B"],
  ["chloé_d'arc-dubois", "CD"],
  ["Élise (élue) 3", "É3"],
  ["  ", "?"],
  ["🐝 bee", "B"],
])("the initials of %s are %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
