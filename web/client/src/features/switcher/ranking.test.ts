import { expect, test } from "vitest";
import { likeliestPlaces, type Place, waitingPlaces } from "./ranking";

const place = (title: string, more: Partial<Place> = {}): Place => ({
  id: title,
  title,
  mine: true,
  visited_at: 0,
  order: 0,
  ...more,
});
const titles = (places: Place[], query: string) => likeliestPlaces(places, query).map((found) => found.title);

test("accents, case and the sign before a name do not matter", () => {
  const places = [place("général"), place("Éloïse", { also: "elo" }), place("garage")];
  expect(titles(places, "#GENE")).toEqual(["général"]);
  expect(titles(places, "@eloi")).toEqual(["Éloïse"]);
});

test("one typing mistake is let pass, two are not", () => {
  const places = [place("logistics"), place("questions")];
  expect(titles(places, "logsitics")).toEqual(["logistics"]);
  expect(titles(places, "qestions")).toEqual(["questions"]);
  expect(titles(places, "qetsinos")).toEqual([]);
});

test("what is right comes before what is nearly right", () => {
  expect(titles([place("marche"), place("marshal")], "marsh")).toEqual(["marshal", "marche"]);
});

test("a whole name comes before its beginning, and a beginning before a later word", () => {
  const places = [place("site"), place("old-site"), place("sites")];
  expect(titles(places, "site")).toEqual(["site", "sites", "old-site"]);
});

test("several words may come in any order", () => {
  expect(titles([place("Ada Lovelace", { also: "ada" }), place("Ada Byron")], "love ad")).toEqual(["Ada Lovelace"]);
});

test("of equals, where I was last comes first, then what is mine", () => {
  const places = [
    place("team-a", { mine: false }),
    place("team-b"),
    place("team-c", { visited_at: 5 }),
    place("team-d", { visited_at: 9 }),
  ];
  expect(titles(places, "team")).toEqual(["team-d", "team-c", "team-b", "team-a"]);
});

test("where nothing is asked, mentions come first, then what is unread, where I was, and my channels", () => {
  const places = [
    place("calm"),
    place("Ada", { order: 2 }),
    place("foreign", { mine: false }),
    place("seen", { visited_at: 3 }),
    place("unread", { attention: 1 }),
    place("called", { attention: 2 }),
  ];
  expect(waitingPlaces(places).map((found) => found.title)).toEqual(["called", "unread", "seen", "calm"]);
});

test("sixteen thousand places are ranked for every letter without being asked twice what they are called", () => {
  const places = Array.from({ length: 16_000 }, (_, at) => place(`person ${at}`));
  expect(likeliestPlaces(places, "person 15999")[0]!.title).toBe("person 15999");
  expect(likeliestPlaces(places, "p")).toHaveLength(16_000);
});
