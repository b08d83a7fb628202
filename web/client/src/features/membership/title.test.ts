// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { channel } from "../../../tests/store/fixtures";
import { eachWithAStore } from "../../../tests/store/shown";
import { channelTitle, isWall, signedTitle } from "./title";

eachWithAStore();

it("calls a wall by its person, without a sign", () => {
  const wall = channel({ name: "wall-ada", wall_of: "U-ADA" });
  expect(isWall(wall)).toBe(true);
  expect(channelTitle(wall)).toBe("Ada’s wall");
  expect(signedTitle(wall)).toBe("Ada’s wall");
  expect(channelTitle({ ...wall, wall_of: "U-NOBODY" })).not.toContain("wall-ada");
});

it("calls every other channel by its name", () => {
  expect(isWall(channel())).toBe(false);
  expect(signedTitle(channel({ name: "hives" }))).toBe("#hives");
});
