import { expect, it } from "vitest";
import { languages } from "../words";
import { plainPage, signedPage, wordsFor } from "../src/sw/away";
import { changesPerson, isServerPage } from "../src/sw/forms";

it("knows the forms after which another person may be signed in", () => {
  for (const path of ["/sign-in", "/sign-out", "/reset/a1b2", "/invite/a1b2"]) expect(changesPerson(path)).toBe(true);
  for (const path of ["/", "/language", "/admin/invites", "/invited"]) expect(changesPerson(path)).toBe(false);
});

it("knows the pages that only the server has", () => {
  for (const path of ["/settings", "/settings/profile", "/admin", "/sign-in", "/invite/a1b2", "/welcome"]) expect(isServerPage(path)).toBe(true);
  for (const path of ["/", "/c/C1", "/files/F1", "/api/docs", "/settingsx"]) expect(isServerPage(path)).toBe(false);
});

it.each(languages())("says in %s that a page waits for the network", async (language) => {
  const { said } = wordsFor([`${language}-XX`, "en"]);
  const page = await plainPage([language]).text();
  expect(page).toContain(`<html lang="${language}">`);
  for (const words of [said.page_away_title, said.page_away_text, said.back_to_chat]) expect(page).toContain(words);
  const signed = await signedPage([language]).text();
  for (const words of [said.page_away_signed_title, said.page_away_signed_text, said.back_to_chat]) expect(signed).toContain(words);
});

it("says it in English to who speaks what nobody has written", () => {
  expect(wordsFor(["tlh"]).language).toBe("en");
  expect(wordsFor([]).said.page_away_title).toBe("You are offline");
});
