import { expect, test } from "vitest";
import type { PersonView } from "../../protocol";
import { fold } from "../../ui/fold";
import { likeliest, type Near, nearlyBegins } from "./ranking";

const person = (handle: string, name: string, more: Partial<PersonView> = {}): PersonView => ({
  id: handle,
  name,
  handle,
  role: "member",
  ...more,
});
const near = (more: Partial<Near> = {}): Near => ({ members: new Set(), recent: [], myId: "me", ...more });
const handles = (people: PersonView[], query: string, place = near()) =>
  likeliest(people, query, place).map((found) => found.handle);

test("members come first, then who spoke, then who can sign in, then the rest", () => {
  const people = [
    person("ben", "Ben", { dormant: true }),
    person("benno", "Benno"),
    person("bento", "Bento"),
    person("zoe", "Zoé Benoît"),
  ];
  const place = near({ members: new Set(["zoe"]), recent: ["bento"] });
  expect(handles(people, "ben", place)).toEqual(["zoe", "bento", "benno", "ben"]);
});

test("who cannot sign in comes last, also where they were members and spoke", () => {
  const people = [
    person("ben", "Ben", { dormant: true }),
    person("ben2", "Ben Two", { dormant: true }),
    person("zoe", "Zoé Benoît"),
  ];
  const place = near({ members: new Set(["ben2"]), recent: ["ben2", "ben"] });
  expect(handles(people, "ben", place)).toEqual(["zoe", "ben2", "ben"]);
});

test("of members, those who spoke last come first", () => {
  const people = ["ada", "bob", "cid"].map((name) => person(name, name));
  const place = near({ members: new Set(["ada", "bob", "cid"]), recent: ["cid", "bob"] });
  expect(handles(people, "", place)).toEqual(["cid", "bob", "ada"]);
});

test("the start of a word beats its middle, whoever is near", () => {
  const people = [person("joanna", "Joanna"), person("annabel", "Annabel", { dormant: true })];
  expect(handles(people, "ann", near({ members: new Set(["joanna"]) }))).toEqual(["annabel", "joanna"]);
});

test("of people equally near, the very handle comes first", () => {
  const people = [person("benedict", "Ben Edict"), person("ben", "Zed")];
  expect(handles(people, "ben")).toEqual(["ben", "benedict"]);
});

test("any word of the name matches, without accents and strokes", () => {
  const people = [person("cm", "Chloé Martin-Duval"), person("sb", "Søren Łukasz")];
  for (const query of ["chloe", "mart", "duv", "chl duv"]) expect(handles(people, query)).toEqual(["cm"]);
  for (const query of ["soren", "luk"]) expect(handles(people, query)).toEqual(["sb"]);
  expect(fold("Œuvre Straße")).toBe("oeuvre strasse");
});

test("one mistake is forgiven only where nobody matches without", () => {
  const people = [person("marc", "Marc"), person("mars", "Mars"), person("chloe", "Chloé")];
  expect(handles(people, "marc")).toEqual(["marc"]);
  for (const query of ["chole", "cloe", "chlloe", "chlie"]) expect(handles(people, query)).toEqual(["chloe"]);
  for (const query of ["hcloe", "chlxxe", "cx"]) expect(handles(people, query)).toEqual([]);
});

test("a mistake may stand anywhere but first", () => {
  expect(nearlyBegins("benoit", "benoti")).toBe(true);
  expect(nearlyBegins("benoit", "beoit")).toBe(true);
  expect(nearlyBegins("bob", "bobb")).toBe(true);
  expect(nearlyBegins("bob", "bobby")).toBe(false);
  expect(nearlyBegins("benoit", "denoit")).toBe(false);
});

test("closed accounts are not offered, and signs alone mean nobody", () => {
  expect(handles([person("ada", "Ada", { active: false })], "")).toEqual([]);
  expect(handles([person("ada", "Ada")], "%")).toEqual([]);
});

test("I stand behind those who can be here", () => {
  const people = [person("me", "Ada"), person("adam", "Adam"), person("adan", "Adan", { dormant: true })];
  expect(handles(people, "ada", near({ members: new Set(["me"]) }))).toEqual(["adam", "me", "adan"]);
});
