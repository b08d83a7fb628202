/** The small set of emoji that the client knows by name, in the order of the picker. */

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

/** The character of a short code (skin tones fall away), or null where it is not known. */
export function emojiFor(name: string): string | null {
  return byName.get(name) ?? byName.get(name.replace(/::skin-tone-\d$/, "")) ?? null;
}

/** What to show for a reaction: a character as it is, a known name as its character, else `:name:`. */
export function reactionLabel(emoji: string): string {
  return emojiFor(emoji) ?? (/^[\w+-]+$/.test(emoji) ? `:${emoji}:` : emoji);
}
