import { expect, test } from "vitest";
import { readQuery, since, withFilter, withoutFilter, writeQuery, wrongIn } from "./filters";

test("filters are taken out of the words, wherever they stand", () => {
  expect(readQuery('gate from:ada code in:"site lyon" has:file')).toEqual({
    words: "gate code",
    filters: [
      { name: "from", value: "ada" },
      { name: "in", value: "site lyon" },
      { name: "has", value: "file" },
    ],
  });
});

test("French names and English ones mean the same, whatever the case and the accents", () => {
  expect(readQuery('vanne de:"Chloé Martin" dans:quai APRÈS:2026-01-01 apres:2026-01-02 depuis:2026-02-01 avant:2026-03-01 le:2026-02-02 avec:Fichiers de:moi')).toEqual({
    words: "vanne",
    filters: [
      { name: "from", value: "Chloé Martin" },
      { name: "in", value: "quai" },
      { name: "after", value: "2026-01-01" },
      { name: "after", value: "2026-01-02" },
      { name: "since", value: "2026-02-01" },
      { name: "before", value: "2026-03-01" },
      { name: "on", value: "2026-02-02" },
      { name: "has", value: "file" },
      { name: "from", value: "me" },
    ],
  });
});

test("a French sentence holds no filters", () => {
  const text = "objet de: la vanne, à voir avec: le chef, le : 2026";
  expect(readQuery(text)).toEqual({ words: text, filters: [] });
});

test("an address or an unknown word with a colon is a word", () => {
  expect(readQuery("https://example.org note:this")).toEqual({ words: "https://example.org note:this", filters: [] });
});

test("what was taken apart can be put together", () => {
  const text = 'gate code from:ada in:"site lyon"';
  expect(writeQuery(readQuery(text))).toBe(text);
});

test("a filter is added once; a day takes the place of other days", () => {
  const query = readQuery("gate from:ada after:2026-01-01");
  expect(writeQuery(withFilter(query, { name: "from", value: "ada" }))).toBe("gate after:2026-01-01 from:ada");
  expect(writeQuery(withFilter(query, { name: "on", value: "2026-02-03" }))).toBe("gate from:ada on:2026-02-03");
  expect(writeQuery(withoutFilter(query, { name: "from", value: "ada" }))).toBe("gate after:2026-01-01");
});

test("the last seven days begin with that day", () => {
  expect(since(7, new Date("2026-03-10T12:00:00Z"))).toEqual({ name: "after", value: "2026-03-02" });
});

test.each([
  ["roses before:tomorrowish", "day"],
  ["on:2026-02-31", "day"],
  ["after:2999-01-01", "day"],
  ["has:cheese", "has"],
  ["roses is:tall", "is"],
  ["avec:miel", "has"],
  ["ro\0ses", "signs"],
  ["half a \ud83d bee", "signs"],
  ["x".repeat(501), "long"],
])("what is wrong in %j is told: %s", (query, what) => {
  expect(wrongIn(query)?.what).toBe(what);
});

test.each(["roses", "a whole 🐝 bee", "before:2026-05-31 has:files on:2028-02-29", "avec:réaction est:question is:threads", "from:@nobody", "https://example.org"])("nothing is wrong in %j", (query) => {
  expect(wrongIn(query)).toBeNull();
});

test("people, states and what a message holds are named in both languages", () => {
  const filters = [
    { name: "to", value: "me" },
    { name: "with", value: "@ada" },
    { name: "has", value: "image" },
    { name: "is", value: "pinned" },
  ];
  expect(readQuery("pour:moi avec:@ada avec:photos est:épinglés").filters).toEqual(filters);
  expect(readQuery("to:me with:@ada has:image is:pinned").filters).toEqual(filters);
});

test("quotation marks may be a phone's or French", () => {
  const filters = [{ name: "from", value: "Chloé Martin" }];
  for (const text of ["de:“Chloé Martin”", "de:« Chloé Martin »", "de:«Chloé Martin»"]) expect(readQuery(text)).toEqual({ words: "", filters });
});
