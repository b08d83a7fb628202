import { expect, it } from "vitest";
import { changesPerson } from "../src/sw/forms";

it("knows the forms after which another person may be signed in", () => {
  for (const path of ["/sign-in", "/sign-out", "/reset/a1b2", "/invite/a1b2"]) expect(changesPerson(path)).toBe(true);
  for (const path of ["/", "/language", "/admin/invites", "/invited"]) expect(changesPerson(path)).toBe(false);
});
