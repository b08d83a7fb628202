/** Buttons: a verb in words, or an icon with a name. */

import type { ComponentChildren, HTMLAttributes } from "preact";
import type { IconNode } from "lucide";
import { Icon } from "./icon";
import "./button.css";

type Native = Omit<HTMLAttributes<HTMLButtonElement>, "icon" | "label" | "class" | "role">;

interface ButtonProps extends Native {
  look?: "primary" | "plain" | "danger" | "quiet";
  icon?: IconNode;
  type?: "button" | "submit";
  class?: string;
  disabled?: boolean;
  children: ComponentChildren;
}

export function Button({ look = "plain", icon, type = "button", children, class: extra, ...rest }: ButtonProps) {
  return (
    <button type={type} class={`button button--${look} ${extra ?? ""}`} {...rest}>
      {icon && <Icon of={icon} size={18} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Native {
  icon: IconNode;
  label: string;
  size?: number;
  pressed?: boolean;
  class?: string;
  disabled?: boolean;
}

/** A square target with an icon; `label` is its name and its tooltip. */
export function IconButton({ icon, label, size = 20, pressed, class: extra, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${extra ?? ""}`}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      {...rest}
    >
      <Icon of={icon} size={size} />
    </button>
  );
}
