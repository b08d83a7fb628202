/** Lucide icons as inline SVG: 20 px, stroke 1.75. The control around an icon carries its name. */

import { createElement } from "preact";
import type { IconNode } from "lucide";

interface IconProps {
  of: IconNode;
  size?: number;
  class?: string;
}

export function Icon({ of, size = 20, class: extra = "" }: IconProps) {
  return (
    <svg
      class={`icon ${extra}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={(1.75 * 20) / size}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {of.map(([tag, attributes], at) => createElement(tag, { ...attributes, key: at }))}
    </svg>
  );
}
