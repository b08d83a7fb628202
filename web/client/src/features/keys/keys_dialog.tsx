/** The map of the keys. */

import { Fragment } from "preact";
import { Dialog } from "../../ui/dialog";
import { t, type Key } from "../../ui/i18n";
import { ROW_KEYS } from "../messages/row_keys";
import { isInstalled, isMac, singles } from "./follow_keys";
import { ACTION_NAMES, type KeyAction, keyCaps, SHORTCUTS } from "./keymap";
import "./kbd.css";
import "./keys.css";

const AROUND: readonly KeyAction[] = [
  "switcher",
  "channel-previous",
  "channel-next",
  "unread-previous",
  "unread-next",
  "feed",
  "threads",
  "mentions",
  "saved",
  "drafts",
  "search",
  "region-next",
  "region-previous",
  "settle",
  "keys",
];

/** Keys that the composer and the messages listen to themselves. */
const WRITING: ReadonlyArray<readonly [name: Key, ...keys: string[]]> = [
  ["key_send", "Enter"],
  ["key_line", "Shift+Enter"],
  ["key_edit_last", "ArrowUp"],
  ["key_complete", "Tab"],
  ["key_messages", "ArrowUp", "ArrowDown"],
];

export function KeysDialog() {
  const keysOf = (action: KeyAction) =>
    SHORTCUTS.filter((shortcut) => shortcut.action === action && (shortcut.reach !== "installed" || isInstalled())).map((shortcut) => shortcut.keys);
  return (
    <Dialog title={t("keys")} wide>
      <div class="keys">
        <section>
          <h3>{t("keys_around")}</h3>
          <dl>
            {AROUND.map((action) => (
              <Line key={action} name={t(ACTION_NAMES[action])} keys={keysOf(action)} />
            ))}
          </dl>
        </section>
        <section>
          <h3>{t("keys_writing")}</h3>
          <dl>
            {WRITING.map(([name, ...keys]) => (
              <Line key={name} name={t(name)} keys={keys} />
            ))}
          </dl>
          <h3>{t("keys_on_message")}</h3>
          <dl>
            {ROW_KEYS.map(([action, name, key]) => (
              <Line key={action} name={t(name)} keys={[key]} />
            ))}
          </dl>
          <label class="choice__option">
            <input type="checkbox" checked={singles.value} onChange={(event) => (singles.value = event.currentTarget.checked)} />
            <span>
              <span class="choice__label">{t("keys_singles")}</span>
              <span class="choice__hint">{t("keys_singles_hint")}</span>
            </span>
          </label>
        </section>
      </div>
    </Dialog>
  );
}

function Line({ name, keys }: { name: string; keys: readonly string[] }) {
  return (
    <div class="keys__line">
      <dt>{name}</dt>
      <dd>
        {keys.map((combination, at) => (
          <Fragment key={combination}>
            {at > 0 && <span class="keys__or">{t("or")}</span>}
            {keyCaps(combination, isMac).map((step, which) => (
              <span key={which} class="keys__step">
                {step.map((cap) => (
                  <kbd key={cap}>{cap}</kbd>
                ))}
              </span>
            ))}
          </Fragment>
        ))}
      </dd>
    </div>
  );
}
