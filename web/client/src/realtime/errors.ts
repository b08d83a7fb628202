// A refused or unanswered operation, as every caller in the client meets it.

import type { Refusal } from "./frames";

/** `code` is one of the protocol's, or `offline` (not sent or not answered) or `timeout`. */
export class OperationFailed extends Error {
  readonly code: string;
  readonly detail: string;
  readonly field: string | null;
  readonly retry_after_s: number | undefined;
  /** It was handed to a connection and not answered: what was asked may have been done. */
  readonly wentOut: boolean;

  constructor(refusal: Refusal, wentOut = false) {
    super(refusal.detail || refusal.code);
    this.name = "OperationFailed";
    this.code = refusal.code;
    this.detail = refusal.detail;
    this.field = refusal.field ?? null;
    this.retry_after_s = refusal.retry_after_s;
    this.wentOut = wentOut;
  }
}

export const offline = (wentOut = false) =>
  new OperationFailed({ code: "offline", detail: "There is no connection to the server now." }, wentOut);

export const timedOut = () =>
  new OperationFailed({ code: "timeout", detail: "The server did not answer in time." }, true);

/** Whether trying the same again later can help. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof OperationFailed &&
    ["offline", "timeout", "unavailable", "limited"].includes(error.code)
  );
}

export function isAbsent(error: unknown): boolean {
  return error instanceof OperationFailed && error.code === "not_found";
}

/** There was no connection to ask over. */
export function isAway(error: unknown): boolean {
  return error instanceof OperationFailed && error.code === "offline";
}
