// @vitest-environment happy-dom

import { afterEach, expect, test } from "vitest";
import { sentenceFor } from "./attempt";
import { loadCatalogue } from "./i18n";

const refused = (detail: string, field: string | null = null) => ({ code: "invalid", detail, field });

afterEach(() => loadCatalogue("en"));

test("what the server refuses is said in the reader's language", async () => {
  const name = refused("A channel's name takes letters, digits, hyphens and underscores.", "name");
  await loadCatalogue("fr");
  expect(sentenceFor(name)).toContain("Le nom d’un canal");
  await loadCatalogue("en");
  expect(sentenceFor(name)).toBe(name.detail);
});

test("a sentence with a number in it is told by its field, an unknown one in general", async () => {
  const large = refused("The file is larger than the 100 MB allowed here.", "file");
  await loadCatalogue("fr");
  expect(sentenceFor(large)).toBe("Ce fichier est plus lourd que ce qui est permis ici.");
  expect(sentenceFor(refused("Expected `str` of length <= 80 - at `$.name`"))).toContain("Vérifiez");
  await loadCatalogue("en");
  expect(sentenceFor(large)).toBe(large.detail);
});

test("a manager who would stand below oneself is refused in words of its own", async () => {
  const circle = { code: "conflict", detail: "This makes a circle: Ada reports to Bob, Bob reports to Ada.", field: "manager" };
  expect(sentenceFor(circle)).toContain("circle");
  await loadCatalogue("fr");
  expect(sentenceFor(circle)).toContain("boucle");
  expect(sentenceFor({ ...circle, field: "handle" })).not.toContain("boucle");
});
