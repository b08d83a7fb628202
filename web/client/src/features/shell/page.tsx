/** The frame of a list in the centre: threads, saved, search. */

import type { ComponentChildren } from "preact";
import { IconButton } from "../../ui/button";
import { ArrowLeft } from "lucide";
import { t } from "../../ui/i18n";
import { goBack } from "../../ui/router";
import { isPhone } from "../../ui/screen";

interface PageProps {
  title: string;
  back?: boolean;
  tools?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, back, tools, children }: PageProps) {
  return (
    <section class="page" aria-label={title}>
      <header class="bar page__bar">
        {back && isPhone.value && <IconButton icon={ArrowLeft} label={t("back")} onClick={() => goBack("/")} />}
        <h1 class={`bar__title ${back ? "" : "page__title"}`}>
          <span class="clip">{title}</span>
        </h1>
        <span class="bar__space" />
        {tools}
      </header>
      <div class="page__body scroll">{children}</div>
    </section>
  );
}
