/** The frame of what opens beside the centre: a title, a way back, a body. */

import type { ComponentChildren } from "preact";
import { ArrowLeft, X } from "lucide";
import { IconButton } from "../../ui/button";
import { t } from "../../ui/i18n";
import { channelPath, go, goBack } from "../../ui/router";
import { isPhone } from "../../ui/screen";
import { Resizer } from "./resizer";

interface PaneProps {
  title: string;
  subtitle?: ComponentChildren;
  channelId: string;
  /** Where closing it leads; else to the channel. */
  back?: string | undefined;
  tools?: ComponentChildren;
  children: ComponentChildren;
}

export function Pane({ title, subtitle, channelId, back, tools, children }: PaneProps) {
  const Heading = isPhone.value ? "h1" : "h2";
  const outside = back ?? channelPath(channelId);
  const close = () => (isPhone.value ? goBack(outside) : go(outside));
  return (
    <section class="pane" aria-label={title} data-conversation>
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
