/** Appearance and language: the same on all my devices. */

import { useId } from "preact/hooks";
import { attempt } from "../../ui/attempt";
import { ChoiceField } from "../../ui/field";
import { currentLocale, languages, t } from "../../ui/i18n";
import { store } from "../../ui/store";
import { contrast, theme, type Theme } from "../../ui/theme";
import { refreshShell } from "../../ui/worker";

export function LooksChoice() {
  return (
    <div class="me__choice">
      <ChoiceField<Theme>
        legend={t("theme")}
        value={theme.value}
        onChoose={(value) => (theme.value = value)}
        options={[
          { value: "system", label: t("theme_system") },
          { value: "light", label: t("theme_light") },
          { value: "dark", label: t("theme_dark") },
        ]}
      />
      <label class="choice__option">
        <input type="checkbox" checked={contrast.value} onChange={(event) => (contrast.value = event.currentTarget.checked)} />
        <span class="choice__label">{t("high_contrast")}</span>
      </label>
    </div>
  );
}

/** Kept with the person; every word on the page changes with it, so the page is opened anew. */
export function LanguageChoice() {
  const id = useId();
  const here = currentLocale().split("-")[0]!;
  const choose = async (language: string) => {
    if (language === here || !(await attempt(() => store.actions.updateMe({ language })))) return;
    await refreshShell();
    location.reload();
  };
  return (
    <div class="me__choice me__choice--line">
      <label for={id}>{t("language")}</label>
      <select id={id} class="select" value={here} onChange={(event) => void choose(event.currentTarget.value)}>
        {languages().map((language) => (
          <option key={language} value={language} lang={language}>{nameOf(language)}</option>
        ))}
      </select>
    </div>
  );
}

/** In its own words, as those say it who look for it. */
function nameOf(language: string): string {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
