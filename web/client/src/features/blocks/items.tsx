/** What apps send, read with care: of each thing only what has the right type. */

import type { ComponentChildren } from "preact";
import { mrkdwn } from "./mrkdwn";

export type Item = Readonly<Record<string, unknown>>;

/** A text object: plain, or in the markup of apps. */
export function words(given: unknown): ComponentChildren {
  if (!isItem(given)) return null;
  return given["type"] === "plain_text" ? text(given["text"]) : mrkdwn(text(given["text"]));
}

/** The same where only a line of text can stand. */
export function line(given: unknown): string {
  return isItem(given) ? text(given["text"]) : "";
}

export function text(given: unknown): string {
  return typeof given === "string" ? given : "";
}

export function items(given: unknown): Item[] {
  return Array.isArray(given) ? given.filter(isItem) : [];
}

export function isItem(given: unknown): given is Item {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}
