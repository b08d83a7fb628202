// What stands in the place of a page that only the server has, while there is no network.

/// <reference path="./words.d.ts" />
import words from "virtual:away-words";

const AGAIN_EVERY_S = 15;

type Said = (typeof words)[string];

/** In the first of the person's languages that there are words in, else in English. */
export function wordsFor(languages: readonly string[]): { language: string; said: Said } {
  const bases = languages.flatMap((name) => [name, name.split("-")[0]!.toLowerCase()]);
  const language = bases.find((name) => Object.hasOwn(words, name)) ?? "en";
  return { language, said: words[language]! };
}

/** A page of its own, for who has no shell kept: it asks for the true one from time to time. */
export function plainPage(languages: readonly string[]): Response {
  const { language, said } = wordsFor(languages);
  const again = `<meta http-equiv="refresh" content="${AGAIN_EVERY_S}">`;
  return pageOf(language, said.page_away_title, said.page_away_text, said.back_to_chat, again);
}

/** After a sign-out without an answer. Nothing opens by itself: it might show the chat to who comes next. */
export function signedPage(languages: readonly string[]): Response {
  const { language, said } = wordsFor(languages);
  return pageOf(language, said.page_away_signed_title, said.page_away_signed_text, said.back_to_chat);
}

function pageOf(language: string, title: string, text: string, back: string, more = ""): Response {
  const body = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${more}
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p><p><a href="/">${back}</a></p></main></body>
</html>`;
  return new Response(body, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}

const STYLE = `
  html { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { display: grid; min-height: 90vh; margin: 0; padding: 1.5rem; place-items: center; text-align: center; }
  main { max-width: 26rem; }
  h1 { font-size: 1.25rem; }
  a { display: inline-block; padding: 0.75rem; color: inherit; }
`;
