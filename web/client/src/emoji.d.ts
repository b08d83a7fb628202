/** What emoji_data.ts makes when the client is built. */

declare module "virtual:emoji" {
  const list: ReadonlyArray<readonly [character: string, names: string, group: number, tones: 0 | 1 | 2, version: number]>;
  export default list;
}

declare module "virtual:emoji/words" {
  type Words = ReadonlyArray<readonly [label: string, words: string]>;
  const loaders: Readonly<Record<string, () => Promise<{ default: Words }>>>;
  export default loaders;
}

declare module "virtual:emoji/usual" {
  const loaders: Readonly<Record<string, () => Promise<{ default: readonly string[] }>>>;
  export default loaders;
}
