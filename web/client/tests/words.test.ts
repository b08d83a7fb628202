import { describe, expect, it } from "vitest";
import { languages, read, wordsOf, type Words } from "../words";

const forms = (entry: string | Record<string, string>): string[] => (typeof entry === "string" ? [entry] : Object.values(entry));
const whole = (entry: string | Record<string, string>): string => (typeof entry === "string" ? entry : entry["other"]!);
const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((found) => found[0]).sort();

describe("the client's words", () => {
  const english = wordsOf("en");

  it("are there in English and French", () => {
    expect(languages()).toEqual(expect.arrayContaining(["en", "fr"]));
    expect(english["app"]).toBe("Ruche");
    expect(wordsOf("fr")["send"]).toBe("Envoyer");
  });

  it.each(languages())("fill the same places in %s", (language) => {
    for (const [key, entry] of Object.entries(wordsOf(language))) {
      expect(typeof entry, key).toBe(typeof english[key]);
      const wanted = places(whole(english[key]!));
      expect(places(whole(entry)), key).toEqual(wanted);
      for (const text of forms(entry)) expect(wanted, key).toEqual(expect.arrayContaining(places(text)));
    }
  });

  it("are English where a language has none yet", () => {
    const half = read(catalogue('msgctxt "client"\nmsgid "send"\nmsgstr ""\n\nmsgctxt "client"\nmsgid "close"\nmsgstr "Zavřít"\n'), "cs");
    expect(half).toEqual({ close: "Zavřít" });
  });

  it("leave out the words of the pages", () => {
    expect(read(catalogue('msgid "Sign in"\nmsgstr "Přihlásit"\n'), "cs")).toEqual({});
  });

  it("name their plurals as browsers do, whatever the language", () => {
    const text = 'msgctxt "client"\nmsgid "reply_count"\nmsgid_plural "reply_count"\nmsgstr[0] "{count} odpověď"\nmsgstr[1] "{count} odpovědi"\nmsgstr[2] "{count} odpovědí"\n';
    const found: Words = read(catalogue(text), "cs");
    expect(found["reply_count"]).toMatchObject({ one: "{count} odpověď", few: "{count} odpovědi", other: "{count} odpovědí" });
  });

  it("refuse a rule of plurals that is more than arithmetic", () => {
    expect(() => read(catalogue("", "nplurals=1; plural=process.exit();"), "cs")).toThrow(/Plural-Forms/);
  });
});

function catalogue(texts: string, rule = "nplurals=3; plural=((n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2);"): Buffer {
  return Buffer.from(`msgid ""\nmsgstr ""\n"Language: cs\\n"\n"Plural-Forms: ${rule}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n${texts}`);
}
