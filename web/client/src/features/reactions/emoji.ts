/** The small set of emoji that the client knows by name, in the order of the picker. */

import { signal } from "@preact/signals";
import type { AnyEmoji } from "./all_emoji";

const NAMES: ReadonlyArray<readonly [character: string, ...names: string[]]> = [
  ["👍", "+1", "thumbsup"], ["❤️", "heart"], ["🎉", "tada"], ["😂", "joy"], ["👀", "eyes"],
  ["✅", "white_check_mark"], ["🙏", "pray"], ["😮", "open_mouth"], ["😢", "cry"], ["👎", "-1", "thumbsdown"],
  ["🚀", "rocket"], ["🔥", "fire"], ["💯", "100"], ["👏", "clap"], ["🙌", "raised_hands"],
  ["💪", "muscle"], ["👋", "wave"], ["🤝", "handshake"], ["👌", "ok_hand"], ["✌️", "v"],
  ["🤞", "crossed_fingers"], ["👉", "point_right"], ["👆", "point_up_2"], ["🫡", "saluting_face"],
  ["🙂", "slightly_smiling_face"], ["😀", "grinning"], ["😄", "smile"], ["😁", "grin"],
  ["😆", "laughing", "satisfied"], ["😅", "sweat_smile"], ["🤣", "rolling_on_the_floor_laughing", "rofl"], ["😊", "blush"], ["😉", "wink"],
  ["😍", "heart_eyes"], ["🥰", "smiling_face_with_3_hearts"], ["😘", "kissing_heart"],
  ["😋", "yum"], ["😎", "sunglasses"], ["🤓", "nerd_face"], ["🤔", "thinking_face", "thinking"],
  ["🤨", "face_with_raised_eyebrow"], ["😐", "neutral_face"], ["😶", "no_mouth"], ["🙄", "face_with_rolling_eyes"],
  ["😏", "smirk"], ["😬", "grimacing"], ["😴", "sleeping"], ["🤒", "face_with_thermometer"],
  ["🤯", "exploding_head"], ["🥳", "partying_face"], ["😕", "confused"], ["🙁", "slightly_frowning_face"],
  ["😞", "disappointed"], ["😭", "sob"], ["😱", "scream"], ["😡", "rage"], ["🤷", "shrug"], ["🤦", "face_palm", "facepalm"],
  ["☕", "coffee"], ["🍕", "pizza"], ["🍰", "cake"], ["🍺", "beer"], ["🥐", "croissant"], ["🍯", "honey_pot"],
  ["🐝", "bee", "honeybee"], ["🐛", "bug"], ["🌱", "seedling"], ["🌻", "sunflower"], ["☀️", "sunny"], ["🌧️", "rain_cloud"],
  ["❄️", "snowflake"], ["🌈", "rainbow"], ["⭐", "star"], ["✨", "sparkles"], ["⚡", "zap"], ["🎂", "birthday"],
  ["🎁", "gift"], ["🏆", "trophy"], ["⚽", "soccer"], ["🎵", "musical_note"], ["📷", "camera"], ["📱", "iphone"],
  ["💻", "computer"], ["📎", "paperclip"], ["📌", "pushpin"], ["📅", "date"], ["📝", "memo"], ["📦", "package"],
  ["📣", "mega"], ["🔔", "bell"], ["💡", "bulb"], ["🔧", "wrench"], ["🔒", "lock"], ["🔑", "key"],
  ["🚧", "construction"], ["🚗", "car"], ["🚲", "bike"], ["🚆", "train2"], ["✈️", "airplane"], ["🏠", "house"],
  ["🌴", "palm_tree"], ["⏰", "alarm_clock"], ["⏳", "hourglass_flowing_sand"], ["❓", "question"], ["❗", "exclamation"],
  ["⚠️", "warning"], ["❌", "x"], ["➕", "heavy_plus_sign"], ["🟢", "large_green_circle"], ["🔴", "red_circle"],
  ["💛", "yellow_heart"], ["💚", "green_heart"], ["💙", "blue_heart"], ["💔", "broken_heart"],
];

export interface KnownEmoji {
  character: string;
  name: string;
  names: readonly string[];
}

/** All of them, the most used first. */
export const EMOJI: readonly KnownEmoji[] = NAMES.map(([character, ...names]) => ({
  character,
  name: names[0]!,
  names,
}));

/** What the toolbar offers at once. */
export const QUICK: readonly KnownEmoji[] = EMOJI.slice(0, 6);

const byName = new Map(EMOJI.flatMap((emoji) => emoji.names.map((name) => [name, emoji.character] as const)));

/** The names of all other emoji, once they are loaded; asking for an unknown one loads them. */
const others = signal<ReadonlyMap<string, AnyEmoji> | null>(null);
let asked = false;

/** The character of a short code, with its skin tone, or null where it is not known (yet). */
export function emojiFor(code: string): string | null {
  const [, name = code, tone] = /^(.+?)::skin-tone-([2-6])$/.exec(code) ?? [];
  const known = byName.get(name);
  const other = known && !tone ? null : (others.value ?? askForOthers())?.get(name);
  const character = known ?? other?.character;
  if (!character) return null;
  return tone && other ? toned(character, Number(tone) - 1, other.tones) : character;
}

function askForOthers(): null {
  if (!asked) {
    asked = true;
    void import("./all_emoji").then(({ loadEmoji }) => loadEmoji()).then(
      (all) => (others.value = new Map(all.flatMap((emoji) => emoji.names.map((name) => [name, emoji] as const)))),
      () => (asked = false), // without a network: the code stays as it is, and the next one asks again
    );
  }
  return null;
}

const TONES = ["", "\u{1f3fb}", "\u{1f3fc}", "\u{1f3fd}", "\u{1f3fe}", "\u{1f3ff}"];

/** The character in a skin tone (0 none, 1 light to 5 dark), where it takes one. */
export function toned(character: string, tone: number, tones: AnyEmoji["tones"]): string {
  const sign = TONES[tone];
  if (!sign || tones === 0) return character;
  if (tones === 2) return character.replace(/[\u{1f468}\u{1f469}\u{1f9d1}]/gu, (person) => person + sign);
  const [first, ...rest] = character;
  return [first, sign, ...(rest[0] === "\ufe0f" ? rest.slice(1) : rest)].join("");
}

/** The short code with a skin tone, as Slack and `emojiFor` write it. */
export function tonedName(name: string, tone: number, tones: AnyEmoji["tones"]): string {
  return tone > 0 && tones > 0 ? `${name}::skin-tone-${tone + 1}` : name;
}

/** What to show for a reaction: a character as it is, a known name as its character, else `:name:`. */
export function reactionLabel(emoji: string): string {
  if (!/^[\w+:-]+$/.test(emoji)) return emoji;
  return emojiFor(emoji) ?? `:${emoji}:`;
}
