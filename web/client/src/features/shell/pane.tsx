/** The frame of what opens beside the centre: a title, a way back, a body. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ArrowLeft, X } from "lucide";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { channelPath, go, goBack } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { Resizer } from "./resizer";

interface PaneProps {
  title: string;
  subtitle?: string;
  channelId: string;
  tools?: ComponentChildren;
  children: ComponentChildren;
}

export function Pane({ title, subtitle, channelId, tools, children }: PaneProps) {
  const pane = useRef<HTMLElement>(null);
  const Heading = isPhone.value ? "h1" : "h2";
  const close = () => (isPhone.value ? goBack(channelPath(channelId)) : go(channelPath(channelId)));
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (pane.current?.contains(document.activeElement)) close();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  return (
    <section class="pane" ref={pane} aria-label={title} data-conversation>
      {!isPhone.value && <Resizer />}
      <header class="bar">
        {isPhone.value && <IconButton icon={ArrowLeft} label={t("back")} onClick={close} />}
        <Heading class="bar__title">
          <span class="clip">{title}</span>
        </Heading>
        {subtitle && <span class="bar__meta clip">{subtitle}</span>}
        <span class="bar__space" />
        {tools}
        {!isPhone.value && <IconButton icon={X} label={t("close")} onClick={close} />}
      </header>
      {children}
    </section>
  );
}
