import { expect, it } from "vitest";
import { completed, namesBegun, openFilter, withName } from "./completing";

it("knows the filter that is being written, in both languages", () => {
  expect(openFilter("honey from:ad")).toEqual({ name: "from", value: "ad", before: "honey from:" });
  expect(openFilter("miel de:")).toEqual({ name: "from", value: "", before: "miel de:" });
  expect(openFilter('from:"Ada Lo')).toEqual({ name: "from", value: "Ada Lo", before: "from:" });
  expect(openFilter("from:ada ")).toBeNull();
  expect(openFilter("mailto:ada")).toBeNull();
  expect(openFilter("honey")).toBeNull();
});

it("completes it and goes on with the next word", () => {
  expect(completed(openFilter("honey from:ad")!, "ada")).toBe("honey from:ada ");
  expect(completed(openFilter("in:ga")!, "garden party")).toBe('in:"garden party" ');
});

it("offers the filters that the last word begins, and all in an empty field", () => {
  const names = ["from:", "in:", "has:"];
  expect(namesBegun("", names)).toEqual(names);
  expect(namesBegun("honey fr", names)).toEqual(["from:"]);
  expect(namesBegun("h", names)).toEqual([]);
  expect(namesBegun("honey ", names)).toEqual([]);
  expect(withName("honey fr", "from:")).toBe("honey from:");
});
