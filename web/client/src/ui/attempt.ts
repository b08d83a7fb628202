/** Run what a person asked for; where it fails, say why in plain words. */

import type { OperationError } from "../store";
import { currentLocale, knows, t, type Key } from "./i18n";
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
  const { code, detail, field } = (error ?? {}) as Partial<OperationError>;
  if (code === "conflict" && field === "manager") return t("error.manager_circle");
  const key = code ? SENTENCES[code] : undefined;
  if (key) return t(key);
  return detail ? inOurWords(detail, field) : t("error.unknown");
}

/** Sentences that hold a number or a name of the server's, by the field at fault. */
const BY_FIELD: Record<string, Key> = {
  file: "error.file_too_large",
  person_ids: "error.too_many_people",
  query: "error.query",
};

/** The server speaks English; its sentences are keys of the catalogue. What has no words there is told in general. */
function inOurWords(detail: string, field: string | null | undefined): string {
  if (knows(detail)) return t(detail);
  if (currentLocale().startsWith("en")) return detail;
  return t(BY_FIELD[field ?? ""] ?? "error.invalid");
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
