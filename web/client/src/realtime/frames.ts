// The frames of the socket: what travels as one msgpack map each, and how it is told apart.

import { decode, encode } from "@msgpack/msgpack";
import type { Events, Operations } from "../protocol";

export const SUBPROTOCOL = "ruche.v1.msgpack";

export type OperationName = keyof Operations;
export type Args<Name extends OperationName> = Operations[Name]["args"];
export type Result<Name extends OperationName> = Operations[Name]["result"];
export type EventName = keyof Events;

/** Where a stream stands: the store's epoch and the seq of the last event. */
export type Position = readonly [epoch: string, seq: number];
export type Positions = Readonly<Record<string, Position>>;

/** The first frame of every connection. */
export interface Hello {
  me: unknown;
  epoch: string;
  positions: Positions;
  heartbeat_s: number;
}

/** Something happened. Without `seq` it is ephemeral: never stored, never replayed. */
export type Push = {
  [Name in EventName]: {
    stream: string;
    epoch: string;
    seq?: number | null;
    event: Name;
    data: Events[Name];
  };
}[EventName];

/** What the server says about a request that it refuses. */
export interface Refusal {
  code: string;
  detail: string;
  field?: string | null;
  retry_after_s?: number;
}

export type ServerFrame =
  | { kind: "hello"; hello: Hello }
  | { kind: "reply"; id: number; ok: true; result: unknown }
  | { kind: "reply"; id: number; ok: false; error: Refusal }
  | { kind: "push"; push: Push }
  | { kind: "pong" }
  | { kind: "unknown" };

/** Read one frame; what is not understood is `unknown`, never an exception. */
export function readFrame(bytes: ArrayBuffer | Uint8Array): ServerFrame {
  const frame = decodeMap(bytes);
  if (frame["hello"]) return { kind: "hello", hello: frame["hello"] as Hello };
  if (typeof frame["event"] === "string") return { kind: "push", push: frame as unknown as Push };
  if ("ok" in frame) return readReply(frame);
  return { kind: "pong" in frame ? "pong" : "unknown" };
}

export function writeRequest(id: number, op: string, args: unknown): Uint8Array<ArrayBuffer> {
  return encode({ id, op, args }, { ignoreUndefined: true });
}

export function writePing(n: number): Uint8Array<ArrayBuffer> {
  return encode({ ping: n });
}

function readReply(frame: Record<string, unknown>): ServerFrame {
  const id = Number(frame["id"]);
  if (frame["ok"] === true) return { kind: "reply", id, ok: true, result: frame["result"] };
  const error = (frame["error"] ?? { code: "unavailable", detail: "" }) as Refusal;
  return { kind: "reply", id, ok: false, error };
}

function decodeMap(bytes: ArrayBuffer | Uint8Array): Record<string, unknown> {
  try {
    const value = decode(bytes);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
