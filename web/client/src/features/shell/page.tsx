/** The frame of a list in the centre: threads, mentions, saved, search, and the pocket's own lists. */

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { IconButton } from "../../ui/button";
import { ArrowLeft } from "lucide";
import { t } from "../../ui/i18n";
import { goBack } from "../../ui/router";
import { isPhone, isTouch } from "../../ui/screen";
import { usePullToRefresh } from "./pull_to_refresh";

interface PageProps {
  title: string;
  back?: boolean;
  tools?: ComponentChildren;
  /** Stands between the title and what scrolls. */
  head?: ComponentChildren;
  /** Ask the server anew: pulling the list down does. */
  onRefresh?: () => Promise<unknown>;
  children: ComponentChildren;
}

export function Page({ title, back, tools, head, onRefresh, children }: PageProps) {
  const body = useRef<HTMLDivElement>(null);
  const mark = usePullToRefresh(body, isPhone.value || isTouch ? onRefresh : undefined);
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
      {head}
      <div class="page__body scroll" ref={body}>
        {mark}
        {children}
      </div>
    </section>
  );
}
