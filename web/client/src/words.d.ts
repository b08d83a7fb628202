// What the build makes of the catalogues in web/locales (see words.ts beside src).

declare module "virtual:words" {
  const loaders: Record<string, () => Promise<{ default: import("./ui/i18n").Catalogue }>>;
  export default loaders;
}

declare module "gettext-parser" {
  interface Translation {
    msgid: string;
    msgid_plural?: string;
    msgstr: string[];
  }
  interface Parsed {
    headers: Record<string, string>;
    translations: Record<string, Record<string, Translation>>;
  }
  export const po: { parse(input: Uint8Array | string, options?: { validation?: boolean }): Parsed };
}
