// What apps show to me alone: whispers and forms, gone with a reload; and what I do with apps.

import type { AppHomeView, CommandView, Events, MessageView, OptionsView, ShortcutView } from "../protocol";
import type { Core } from "./core";
import { omit, put, type State } from "./state";

/** A form of an app. `body` is what the app sent. */
export interface OpenForm {
  id: string;
  root_id: string;
  app_id: string;
  app_name: string;
  body: Readonly<Record<string, unknown>>;
}

export type AppTab = "home" | "messages";

type Action = Record<string, unknown>;
type Values = Record<string, Record<string, Record<string, unknown>>>;

interface Asked {
  block_id: string;
  action_id: string;
  typed: string;
  values: Values;
}

/** What an app opens so long after I asked something of one is for this window. */
const ASKED_MS = 15_000;
const MOST_WHISPERS = 50; // in one place
const MOST_FORMS = 10;

export interface AppActions {
  /** Each resolves when the app has it. */
  pressBlock(messageId: string, action: Action, values: Values): Promise<void>;
  pressWhisper(whisper: MessageView, action: Action, values: Values): Promise<void>;
  pressInForm(formId: string, action: Action, values: Values): Promise<void>;
  /** What the app offers for what was typed in a field of its message, whisper or form. */
  loadOptions(asked: Asked & { message_id: string }): Promise<OptionsView>;
  loadWhisperOptions(whisper: MessageView, asked: Asked): Promise<OptionsView>;
  loadFormOptions(asked: Asked & { form_id: string }): Promise<OptionsView>;
  /** What is wrong with it, by block; nothing where the app has taken it. */
  submitForm(formId: string, values: Values): Promise<Record<string, string>>;
  /** Put it away, or all that are stacked with it; at once, whatever the app says. */
  closeForm(form: OpenForm, whole: boolean): Promise<void>;
  /** An app's home page for me, by its bot; what it publishes later comes by itself. */
  getAppHome(personId: string): Promise<void>;
  /** Its app is told that I look at it, or at our messages. */
  openAppTab(channelId: string, tab: AppTab): Promise<void>;
  listCommands(): Promise<readonly CommandView[]>;
  runCommand(channelId: string, threadId: string | null, name: string, text: string): Promise<void>;
  listShortcuts(): Promise<readonly ShortcutView[]>;
  /** Of a message, where it is about one. */
  runShortcut(appId: string, callbackId: string, messageId: string | null): Promise<void>;
  /** The FAQ's answer, for me alone, where I asked. */
  askFaqHere(channelId: string, threadId: string | null, question: string): Promise<void>;
  dismissWhisper(id: string): void;
}

export function appActions(core: Core): AppActions {
  /** Forms that come now are for this window: those of my other windows and devices stay there. */
  const asking = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    core.update((state) => ({ ...state, appsAskedAt: Date.now() }));
    return work();
  };
  const { ask } = core;
  return {
    pressBlock: async (message_id, action, values) =>
      void (await asking(() => ask("blocks.press", { message_id, action, values }))),
    pressWhisper: async (whisper, action, values) => {
      const { channel_id, id: whisper_id, created_at: at } = whisper;
      await asking(() => ask("whispers.press", { channel_id, whisper_id, at, action, values }));
    },
    pressInForm: async (form_id, action, values) =>
      void (await asking(() => ask("forms.press", { form_id, action, values }))),
    loadOptions: (asked) => ask("blocks.options", { ...asked }),
    loadWhisperOptions: ({ channel_id, id: whisper_id, created_at: at }, asked) =>
      ask("whispers.options", { channel_id, whisper_id, at, ...asked }),
    loadFormOptions: (asked) => ask("forms.options", { ...asked }),
    submitForm: async (form_id, values) => (await asking(() => ask("forms.submit", { form_id, values }))).errors ?? {},
    closeForm: async (form, whole) => {
      core.update((state) => withoutForm(state, form.id, whole ? form.root_id : null));
      await ask("forms.close", { form_id: form.id, whole }).catch(() => undefined); // it is put away here
    },
    getAppHome: async (person_id) => {
      const before = core.state.peek().appHomes[person_id];
      const home = await ask("apps.home", { person_id });
      core.update((state) => (state.appHomes[person_id] === before ? { ...state, appHomes: put(state.appHomes, person_id, home) } : state));
    },
    openAppTab: async (channel_id, tab) => void (await ask("apps.open_tab", { channel_id, tab })),
    listCommands: async () => (await ask("commands.list", {})).items,
    runCommand: async (channel_id, thread_id, name, text) =>
      void (await asking(() => ask("commands.run", { channel_id, thread_id, name, text }))),
    listShortcuts: async () => (await ask("shortcuts.list", {})).items,
    runShortcut: async (app_id, callback_id, message_id) =>
      void (await asking(() => ask("shortcuts.run", { app_id, callback_id, message_id }))),
    askFaqHere: async (channel_id, thread_id, question) => {
      const message = await ask("faq.answer", { channel_id, thread_id, question });
      core.update((state) => whispered(state, { message }));
    },
    dismissWhisper: (id) => core.update((state) => withoutWhisper(state, id)),
  };
}

export function whispered(state: State, { message, replaces }: Events["message.whispered"]): State {
  const without = replaces ? withoutWhisper(state, replaces) : state;
  const key = message.thread_id ?? message.channel_id;
  const there = (without.whispers[key] ?? []).filter((other) => other.id !== message.id);
  return { ...without, whispers: put(without.whispers, key, [...there, message].slice(-MOST_WHISPERS)) };
}

export function withoutWhisper(state: State, id: string): State {
  for (const [key, list] of Object.entries(state.whispers)) {
    const left = list.filter((message) => message.id !== id);
    if (left.length === list.length) continue;
    return { ...state, whispers: left.length > 0 ? put(state.whispers, key, left) : omit(state.whispers, key) };
  }
  return state;
}

/** New ones are for the window that has asked for something; changes for where the form is open. */
export function formShown(state: State, shown: Events["form.shown"], now: number): State {
  const root_id = shown.root_id || shown.form_id;
  if (shown.open === false) return withoutForm(state, shown.form_id, shown.whole ? root_id : null);
  const { form_id: id, app_id, app_name = "", body = "{}" } = shown;
  const form: OpenForm = { id, root_id, app_id, app_name, body: JSON.parse(body) as OpenForm["body"] };
  if (form.body["type"] === "home") return homePublished(state, shown);
  if (state.forms.some((open) => open.id === id)) {
    return { ...state, forms: state.forms.map((open) => (open.id === id ? form : open)) };
  }
  const mine = state.forms.some((open) => open.root_id === root_id) || now - state.appsAskedAt < ASKED_MS;
  if (!mine) return state;
  return { ...state, forms: [...state.forms, form].slice(-MOST_FORMS) };
}

/** Shown where its app was looked at; elsewhere it is asked for once somebody does. */
function homePublished(state: State, { app_id, form_id, body = "" }: Events["form.shown"]): State {
  const home = Object.values(state.appHomes).find((one: AppHomeView) => one.app_id === app_id);
  return home ? { ...state, appHomes: put(state.appHomes, home.person_id, { ...home, tab: true, form_id, body }) } : state;
}

function withoutForm(state: State, id: string, rootId: string | null): State {
  const forms = state.forms.filter((form) => form.id !== id && form.root_id !== rootId);
  return forms.length === state.forms.length ? state : { ...state, forms };
}
