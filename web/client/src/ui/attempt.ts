/** Run what a person asked for; where it fails, say why in plain words. */

import type { OperationError } from "../store";
import { t, type Key } from "./i18n";
import { complain } from "./toast";

const SENTENCES: Record<string, Key> = {
  offline: "error.offline",
  timeout: "error.timeout",
  not_found: "error.not_found",
  not_allowed: "error.not_allowed",
  not_signed_in: "error.not_signed_in",
  conflict: "error.conflict",
  limited: "error.limited",
  unavailable: "error.unavailable",
  no_room: "error.no_room",
  not_member: "error.not_member",
  file_gone: "error.file_gone",
};

/** A sentence for a failed operation, in the reader's language. */
export function sentenceFor(error: unknown): string {
  const { code, detail } = (error ?? {}) as Partial<OperationError>;
  const key = code ? SENTENCES[code] : undefined;
  if (key) return t(key);
  return detail || t("error.unknown");
}

/** True if `work` succeeded; else its reason is shown in a toast. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    complain(sentenceFor(error));
    return false;
  }
}
