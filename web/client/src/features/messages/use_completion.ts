/** The completion of the word at the caret: what is offered, which is chosen, what a key does. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { CommandView, HashtagView, ShortcutView } from "../../protocol";
import { store } from "../../ui/store";
import { useCommands } from "../apps/commands";
import { runShortcut, useShortcuts } from "../apps/shortcuts";
import { useHashtags } from "../hashtags/use_hashtags";
import { nearTo, useFinding } from "../people/near";
import type { AnyEmoji } from "../reactions/all_emoji";
import { recentEmoji, remember, skinTone } from "../reactions/recent_emoji";
import { applyEdit } from "./writing/apply";
import { channelChoices, commandChoices, emojiChoices, hashtagChoices, MOST, peopleChoices, triggerAt, type Choice, type Trigger } from "./completion";

type Field = { current: HTMLTextAreaElement | null };

export interface Completion {
  open: boolean;
  choices: readonly Choice[];
  active: number;
  listId: string;
  activeId: string | undefined;
  choose(at: number): void;
  /** Call it where somebody typed: words that are laid into the field from elsewhere open no list. */
  wrote(text: string): void;
  /** Look again at the caret. */
  look(): void;
  close(): void;
  /** True if the key was for the list. */
  onKeyDown(event: KeyboardEvent): boolean;
}

export function useCompletion(channelId: string, field: Field, text: string, withCommands = false): Completion {
  const listId = useId();
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const all = useEmoji(trigger?.sign === ":");
  useFinding(trigger?.sign === "@" ? trigger.query : null, channelId);
  const hashtags = useHashtags(trigger?.sign === "#" && trigger.query !== "" ? trigger.query : null);
  const commands = useCommands(withCommands && trigger?.sign === "/");
  const shortcuts = useShortcuts(false, withCommands && trigger?.sign === "/");
  const sources = { all, hashtags, commands: withCommands ? commands : [], shortcuts: withCommands ? shortcuts : [] };
  const choices = trigger ? choicesFor(channelId, trigger, sources) : [];
  const open = trigger !== null && choices.length > 0 && dismissed !== trigger.start;

  const look = () => {
    const next = triggerIn(field.current);
    if (next === null) setDismissed(null);
    setTrigger((before) => (same(before, next) ? before : next));
  };
  const written = useRef<string | null>(null); // the last key may be ahead of what is drawn
  useEffect(() => {
    if (written.current === text) look();
    else setTrigger(null);
  }, [text]);
  useEffect(() => setActive(0), [trigger]);

  const choose = (at: number) => take(trigger, choices[at]);
  const take = (word: Trigger | null, choice: Choice | undefined) => {
    if (!word || !choice || !field.current) return;
    const { start } = word;
    const end = word.end + (field.current.value[word.end] === " " && choice.insert.endsWith(" ") ? 1 : 0);
    const caret = start + choice.insert.length;
    setTrigger(null);
    if (choice.kind === "emoji") remember(choice.key);
    applyEdit(field.current, { start, end, text: choice.insert, from: caret, to: caret });
    if (choice.kind === "shortcut") void runShortcut(choice.shortcut, null);
  };
  /** What Enter means: keys may be ahead of the list that is drawn. */
  const meant = (): [Trigger | null, Choice | undefined] => {
    const now = triggerIn(field.current);
    return same(trigger, now) ? [now, choices[active]] : [now, now ? choicesFor(channelId, now, { ...sources, hashtags: [] })[0] : undefined];
  };
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + choices.length) % choices.length);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
      const [now, choice] = meant();
      if (!now || !choice || (event.key === "Enter" && isComplete(field.current!.value, now, choice))) return false;
      take(now, choice);
    } else if (event.key === "Escape") setDismissed(trigger.start);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const wrote = (now: string) => void (written.current = now);
  const close = () => {
    written.current = null; // the same words laid back are not written
    setTrigger(null);
  };
  const activeId = open ? `${listId}-${active}` : undefined;
  return { open, choices, active, listId, activeId, choose, wrote, look, close, onKeyDown };
}

/** Nothing is left to complete: Enter is for the message. */
function isComplete(text: string, trigger: Trigger, choice: Choice | undefined): boolean {
  return choice?.insert.trim().toLowerCase() === text.slice(trigger.start, trigger.end).toLowerCase();
}

function same(one: Trigger | null, other: Trigger | null): boolean {
  return one?.sign === other?.sign && one?.query === other?.query && one?.start === other?.start;
}

/** The word at the caret, if it is one that can be completed. */
function triggerIn(element: HTMLTextAreaElement | null): Trigger | null {
  if (!element || element.selectionStart !== element.selectionEnd) return null;
  return triggerAt(element.value, element.selectionStart);
}

interface Sources {
  all: readonly AnyEmoji[];
  hashtags: readonly HashtagView[];
  commands: readonly CommandView[];
  shortcuts: readonly ShortcutView[];
}

function choicesFor(channelId: string, trigger: Trigger, { all, hashtags, commands, shortcuts }: Sources): readonly Choice[] {
  if (trigger.sign === "/") return commandChoices(trigger.query, commands, shortcuts);
  if (trigger.sign === "#") {
    const channels = channelChoices(trigger.query, Object.values(store.channels.value));
    const tags = hashtagChoices(hashtags, channels);
    return [...channels.slice(0, MOST - tags.length), ...tags];
  }
  if (trigger.sign === ":") return emojiChoices(trigger.query, all, recentEmoji(), skinTone());
  return peopleChoices(trigger.query, Object.values(store.people.value), nearTo(channelId));
}

/** All emoji, loaded when the first code is begun. */
function useEmoji(wanted: boolean): readonly AnyEmoji[] {
  const [all, setAll] = useState<readonly AnyEmoji[]>([]);
  useEffect(() => {
    if (wanted && all.length === 0) void import("../reactions/all_emoji").then(({ loadEmoji }) => loadEmoji()).then(setAll, () => undefined);
  }, [wanted]);
  return all;
}
