import { expect, it } from "vitest";
import { withWords } from "./words_field";

it("takes what commas part, each word once", () => {
  expect(withWords(["Wax"], "Honey, wax; Bee keeping,, honey")).toEqual(["Wax", "Honey", "Bee keeping"]);
});
