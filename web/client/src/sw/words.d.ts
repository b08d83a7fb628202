// What the build makes of the catalogues for the service worker (see words.ts beside src).

declare module "virtual:away-words" {
  const words: Readonly<Record<string, Readonly<Record<"page_away_title" | "page_away_text" | "page_away_form" | "back_to_chat", string>>>>;
  export default words;
}
