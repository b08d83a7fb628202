/** What can be pressed, chosen or filled in. */

import { Ellipsis } from "lucide";
import { useContext, useId, useRef } from "preact/hooks";
import { Button, IconButton } from "../../ui/button";
import { Confirm, openDialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Menu, openPopup, closePopup } from "../../ui/popup";
import { FileField } from "./file_field";
import { Held, type Holder } from "./holder";
import { isItem, items, line, text, type Item } from "./items";
import { safe } from "./mrkdwn";
import { PickField } from "./pick";
import { holderOf, initialValue, kindOf, valueWith, type Value } from "./values";
import "./element.css";

export interface ElementProps {
  block: Item;
  element: Item;
  /** Of an input block: its label's id, what describes it, and whether it is at fault. */
  labelled?: string | undefined;
  described?: string | undefined;
  bad?: boolean;
}

/** A field as its parts see it. */
export interface Field extends ElementProps {
  held: unknown;
  /** Choose: kept, and where its app wants to hear of it at once, sent. */
  choose: (held: unknown) => void;
  /** Only keep it. */
  keep: (held: unknown) => void;
  name: { "aria-labelledby"?: string; "aria-label"?: string; "aria-describedby"?: string; "aria-invalid"?: true };
  waiting: boolean;
}

export function Element(props: ElementProps) {
  const holder = useContext(Held);
  if (!holder) return null;
  const { element } = props;
  switch (kindOf(element)) {
    case "button":
      return <AppButton {...props} holder={holder} />;
    case "overflow":
      return <Overflow {...props} holder={holder} />;
    default:
      return <AppField {...props} holder={holder} />;
  }
}

const at = ({ block, element }: ElementProps) => [text(block["block_id"]), text(element["action_id"])] as const;

function AppField(props: ElementProps & { holder: Holder }) {
  const { block, element, holder } = props;
  const [blockId, actionId] = at(props);
  const value = holder.value(blockId, actionId) ?? initialValue(element);
  const sends = block["type"] !== "input" || block["dispatch_action"] === true;
  const keep = (held: unknown) => holder.set(blockId, actionId, valueWith(element, held));
  const choose = (held: unknown) => {
    const before = holder.value(blockId, actionId);
    keep(held);
    if (sends) sure(element, () => void holder.press(blockId, actionId, valueWith(element, held)), () => holder.set(blockId, actionId, before));
  };
  const field: Field = {
    ...props,
    held: value[holderOf(element)],
    keep,
    choose,
    name: {
      ...(props.labelled ? { "aria-labelledby": props.labelled } : { "aria-label": nameOf(element) }),
      ...(props.described ? { "aria-describedby": props.described } : {}),
      ...(props.bad ? { "aria-invalid": true as const } : {}),
    },
    waiting: holder.waiting.value === `${blockId} ${actionId}`,
  };
  return <Shown {...field} />;
}

function Shown(field: Field) {
  const { element } = field;
  switch (kindOf(element)) {
    case "static_select":
      return <Select {...field} />;
    case "radio_buttons":
    case "checkboxes":
      return <Ticks {...field} />;
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
      return <When {...field} />;
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return <Typed {...field} />;
    case "file_input":
      return <FileField {...field} />;
    case "rich_text_input":
      return <Rich {...field} />;
    case "multi_static_select":
    case "external_select":
    case "multi_external_select":
    case "users_select":
    case "multi_users_select":
    case "conversations_select":
    case "multi_conversations_select":
    case "channels_select":
    case "multi_channels_select":
      return <PickField {...field} />;
    default:
      return <p class="blocks__elsewhere">{t("app_not_here")}</p>;
  }
}

/** What a field without a label is called. */
function nameOf(element: Item): string {
  const kinds: Record<string, string> = { datepicker: t("app_date"), timepicker: t("app_time"), datetimepicker: t("app_date_time") };
  return line(element["placeholder"]) || (kinds[kindOf(element)] ?? t("app_choose"));
}

/** Where its app wants it, ask before. */
function sure(element: Item, then: () => void, otherwise: () => void = () => undefined): void {
  const asked = element["confirm"];
  if (!isItem(asked)) return then();
  openDialog(() => (
    <Confirm
      title={line(asked["title"])}
      text={line(asked["text"])}
      verb={line(asked["confirm"]) || t("app_confirm")}
      deny={line(asked["deny"]) || t("cancel")}
      mild={asked["style"] !== "danger"}
      onConfirm={then}
      onDeny={otherwise}
    />
  ));
}

function AppButton({ holder, ...props }: ElementProps & { holder: Holder }) {
  const { element } = props;
  const [blockId, actionId] = at(props);
  const url = text(element["url"]);
  const look = element["style"] === "primary" ? "primary" : element["style"] === "danger" ? "danger" : "plain";
  const waiting = holder.waiting.value === `${blockId} ${actionId}`;
  const press = () => void holder.press(blockId, actionId, { type: "button" });
  const label = text(element["accessibility_label"]);
  const named = label ? { "aria-label": label } : {};
  if (safe(url)) {
    return (
      <a class={`button button--${look} app-button`} href={url} target="_blank" rel="noopener noreferrer nofollow" onClick={press} {...named}>
        {line(element["text"])}
      </a>
    );
  }
  return (
    <Button look={look} class="app-button" aria-busy={waiting} onClick={() => sure(element, press)} {...named}>
      {line(element["text"])}
    </Button>
  );
}

function Overflow({ holder, ...props }: ElementProps & { holder: Holder }) {
  const { element } = props;
  const [blockId, actionId] = at(props);
  const choose = (option: Item) => {
    closePopup();
    const url = text(option["url"]);
    if (safe(url)) open(url, "_blank", "noopener,noreferrer");
    sure(element, () => void holder.press(blockId, actionId, { type: "overflow", selected_option: option }));
  };
  const menu = () => (
    <Menu label={t("app_options")}>
      {items(element["options"]).map((option) => (
        <button key={text(option["value"])} type="button" role="menuitem" class="menu-item" onClick={() => choose(option)}>
          <span class="menu-item__words">{line(option["text"])}</span>
        </button>
      ))}
    </Menu>
  );
  return (
    <IconButton
      icon={Ellipsis}
      label={t("app_options")}
      aria-haspopup="menu"
      aria-busy={holder.waiting.value === `${blockId} ${actionId}`}
      onClick={(event) => openPopup(event.currentTarget, t("app_options"), menu)}
    />
  );
}

function Select({ element, held, choose, name, waiting }: Field) {
  const groups = items(element["option_groups"]);
  const options = [...items(element["options"]), ...groups.flatMap((group) => items(group["options"]))];
  const chosen = isItem(held) ? text(held["value"]) : "";
  return (
    <select
      class={`app-select ${chosen === "" ? "app-select--empty" : ""}`}
      {...name}
      aria-busy={waiting}
      value={chosen}
      onChange={(event) => choose(options.find((option) => option["value"] === event.currentTarget.value) ?? null)}
    >
      <option value="">{line(element["placeholder"]) || t("app_choose")}</option>
      {items(element["options"]).map(toOption)}
      {groups.map((group, index) => (
        <optgroup key={index} label={line(group["label"])}>
          {items(group["options"]).map(toOption)}
        </optgroup>
      ))}
    </select>
  );
}

const toOption = (option: Item) => <option key={text(option["value"])} value={text(option["value"])}>{line(option["text"])}</option>;

/** One of several, or some of them. */
function Ticks({ element, held, choose, name }: Field) {
  const group = useId();
  const many = kindOf(element) === "checkboxes";
  const { "aria-invalid": bad, ...named } = name;
  const chosen = (many ? items(held) : isItem(held) ? [held] : []).map((option) => option["value"]);
  const tick = (option: Item, on: boolean) => {
    if (!many) return choose(option);
    choose(items(element["options"]).filter((other) => (other === option ? on : chosen.includes(other["value"]))));
  };
  return (
    <div class="app-ticks" role={many ? "group" : "radiogroup"} {...named} {...(many ? {} : { "aria-invalid": bad })}>
      {items(element["options"]).map((option) => (
        <label key={text(option["value"])} class="choice__option">
          <input
            type={many ? "checkbox" : "radio"}
            name={group}
            checked={chosen.includes(option["value"])}
            onChange={(event) => tick(option, event.currentTarget.checked)}
          />
          <span>
            <span class="choice__label">{line(option["text"])}</span>
            {isItem(option["description"]) && <span class="choice__hint">{line(option["description"])}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}

const SETTLED_MS = 800;

/** A day or a time: sent once it is left, or no key has changed it for a moment. */
function When({ element, held, choose, keep, name, waiting }: Field) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const unsent = useRef<unknown>(null);
  const kind = kindOf(element);
  const type = kind === "datepicker" ? "date" : kind === "timepicker" ? "time" : "datetime-local";
  const shown = kind === "datetimepicker" ? localTime(held) : text(held);
  const settle = () => {
    clearTimeout(timer.current);
    if (unsent.current === null) return;
    const value = unsent.current;
    unsent.current = null;
    choose(value);
  };
  const change = (typed: string) => {
    const value = kind === "datetimepicker" ? Math.floor(new Date(typed).getTime() / 1000) : typed;
    if (typed === "" || Number.isNaN(value)) return;
    keep(value);
    unsent.current = value;
    clearTimeout(timer.current);
    timer.current = setTimeout(settle, SETTLED_MS);
  };
  return (
    <input
      class="app-when"
      type={type}
      {...name}
      aria-busy={waiting}
      value={shown}
      onInput={(event) => change(event.currentTarget.value)}
      onBlur={settle}
    />
  );
}

/** A moment in seconds as the browser's field shows it: in the reader's own time. */
function localTime(held: unknown): string {
  if (typeof held !== "number") return "";
  const here = new Date(held * 1000);
  return new Date(here.getTime() - here.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Typed({ block, element, held, keep, choose, name }: Field) {
  const shared = {
    ...name,
    value: text(held),
    placeholder: line(element["placeholder"]),
    dir: "auto" as const,
    "data-autofocus": element["focus_on_load"] === true ? "" : undefined,
  };
  if (element["multiline"] === true) {
    return <textarea class="app-text" rows={4} {...shared} onInput={(event) => keep(event.currentTarget.value)} />;
  }
  const sends = block["dispatch_action"] === true || block["type"] !== "input";
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !sends || event.isComposing) return;
    event.preventDefault();
    choose((event.currentTarget as HTMLInputElement).value);
  };
  const writing = {
    class: "app-text",
    autocomplete: "off",
    ...shared,
    onKeyDown,
    onInput: (event: Event) => keep((event.currentTarget as HTMLInputElement).value),
  };
  if (kindOf(element) === "email_text_input") return <input type="email" {...writing} />;
  if (kindOf(element) === "url_text_input") return <input type="url" {...writing} />;
  return <input type="text" inputMode={kindOf(element) === "number_input" ? "decimal" : undefined} {...writing} />;
}

/** Words alone: what has a look elsewhere stays as it is until it is changed here. */
function Rich({ element, held, keep, name }: Field) {
  return (
    <textarea
      class="app-text"
      rows={4}
      dir="auto"
      {...name}
      placeholder={line(element["placeholder"])}
      value={richWords(held)}
      onInput={(event) => keep(richText(event.currentTarget.value))}
    />
  );
}

function richText(typed: string): Value | null {
  if (typed === "") return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: typed }] }] };
}

function richWords(held: unknown): string {
  if (!isItem(held)) return "";
  return items(held["elements"]).map((part) => text(part["text"]) || richWords(part)).join("");
}
