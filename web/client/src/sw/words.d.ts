// What the build makes of the catalogues for the service worker (see words.ts beside src).

declare module "virtual:away-words" {
  type Key = "page_away_title" | "page_away_text" | "page_away_form" | "page_away_signed_title" | "page_away_signed_text" | "back_to_chat";
  const words: Readonly<Record<string, Readonly<Record<Key, string>>>>;
  export default words;
}
