/** The skin tone that a person's emoji have, chosen once for all devices. */

import { t, type Key } from "../../ui/i18n";
import { toned } from "./emoji";
import { setSkinTone, skinTone } from "./recent_emoji";

const NAMES: readonly Key[] = ["tone.none", "tone.light", "tone.medium_light", "tone.medium", "tone.medium_dark", "tone.dark"];

export function SkinTones() {
  const chosen = skinTone();
  return (
    <div class="picker__tones" role="group" aria-label={t("tone.title")}>
      {NAMES.map((name, tone) => (
        <button
          key={name}
          type="button"
          class="picker__tone"
          aria-label={t(name)}
          title={t(name)}
          aria-pressed={tone === chosen}
          onClick={() => setSkinTone(tone)}
        >
          {toned("✋", tone, 1)}
        </button>
      ))}
    </div>
  );
}
