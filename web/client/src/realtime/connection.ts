// One lasting connection over many sockets: requests and replies, heartbeat, coming back.

import { OperationFailed, offline, timedOut } from "./errors";
import {
  type Args,
  type Hello,
  type OperationName,
  type Push,
  type Result,
  readFrame,
  SUBPROTOCOL,
  writePing,
  writeRequest,
} from "./frames";
import { afterClose, pauseBefore } from "./policy";

/** The part of the browser's WebSocket that is used here. */
export interface Socket {
  binaryType: BinaryType;
  readonly readyState: number;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

export type LinkState =
  | { state: "connecting" }
  | { state: "open"; quiet?: boolean } // quiet: the server owes an answer, the network may be gone
  | { state: "waiting"; retry_at: number }
  | { state: "signed-out" }
  | { state: "refused" };

export interface ConnectionOptions {
  url: string;
  openSocket: (url: string, subprotocol: string) => Socket;
  onState: (link: LinkState) => void;
  onHello: (hello: Hello) => void;
  onPush: (push: Push) => void;
  /** Called before a reply is handed over, so that what was pushed before it is applied first. */
  beforeReply: () => void;
  /** Asked when a socket closes before its hello: has the session ended? */
  isSignedOut: () => Promise<boolean>;
  random?: () => number;
}

const REPLY_TIMEOUT_MS = 30_000;
const HELLO_TIMEOUT_MS = 15_000;
const PONG_TIMEOUT_MS = 10_000;
const QUIET_AFTER_MS = 3_000; // without an answer to a ping it is said that the network may be gone
const ASK_AFTER_MS = 3_000; // without an answer to a request it is asked whether the server lives
const GRACE = 1.2; // of a heartbeat, for one that is late
const STUCK_AFTER_MS = 2_000; // a call into a network that has changed since never gets through
const STEADY_AFTER_MS = 5_000;
const RETURN_EVERY_MS = 1_000; // "at once" is not a tight loop

const CLOSING = 2; // WebSocket.CLOSING; above it is closed. Its close event may come much later

const isClosing = (socket: Socket) => socket.readyState >= CLOSING;

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: OperationFailed) => void;
  timer: ReturnType<typeof setTimeout>;
  doubt: ReturnType<typeof setTimeout>;
}

export class Connection {
  #options: ConnectionOptions;
  #socket: Socket | null = null;
  #open = false; // hello heard
  #ended = true;
  #failures = 0;
  #nextId = 1;
  #pings = 0;
  #heardAt = 0;
  #heardFrames = 0;
  #askedAt: number | null = null; // frames heard until the last ping
  #calledAt = 0;
  #greetedAt = 0;
  #returnedAt = 0;
  #heartbeatMs = 0;
  #waiting = new Map<number, Waiting>();
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #watchTimer: ReturnType<typeof setTimeout> | undefined;
  #quietTimer: ReturnType<typeof setTimeout> | undefined;
  #quiet = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get open(): boolean {
    return this.#open;
  }

  start(): void {
    this.#ended = false;
    this.#connect();
  }

  /** Close for good; requests under way are refused as offline. */
  stop(): void {
    this.#ended = true;
    this.#drop(1000);
  }

  /** The network is back or somebody looks at the page: try now, or see whether the socket lives. */
  nudge(): void {
    if (this.#ended) return;
    if (this.#open) return this.#ping();
    const isStuck = this.#socket !== null && Date.now() - this.#calledAt > STUCK_AFTER_MS;
    if (isStuck) this.#drop(3000);
    if (!this.#socket) this.#connect();
  }

  /** By a person's own word: also after the end. */
  retry(): void {
    if (this.#ended) this.start();
    else this.nudge();
  }

  /** Ask the server. Rejects with `OperationFailed`; `offline` where no hello was heard. */
  request<Name extends OperationName>(op: Name, args: Args<Name>): Promise<Result<Name>> {
    if (!this.#open || !this.#socket || isClosing(this.#socket)) return Promise.reject(offline());
    const id = this.#nextId++;
    const frame = writeRequest(id, op, args);
    const answer = new Promise<Result<Name>>((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id)?.reject(timedOut()), REPLY_TIMEOUT_MS);
      const before = this.#heardFrames;
      const doubt = setTimeout(() => this.#heardFrames === before && this.#ping(), ASK_AFTER_MS);
      this.#waiting.set(id, { resolve, reject, timer, doubt });
    });
    this.#socket.send(frame);
    return answer;
  }

  #connect(): void {
    clearTimeout(this.#retryTimer);
    this.#calledAt = Date.now();
    this.#options.onState({ state: "connecting" });
    let socket: Socket;
    try {
      socket = this.#options.openSocket(this.#options.url, SUBPROTOCOL);
    } catch {
      this.#wait();
      return;
    }
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event) => this.#hear(event.data);
    socket.onclose = (event) => this.#lost(event.code);
    this.#watchTimer = setTimeout(() => this.#silent(), HELLO_TIMEOUT_MS);
  }

  #hear(data: unknown): void {
    this.#heardAt = Date.now();
    this.#heardFrames += 1;
    this.#setQuiet(false);
    if (!(data instanceof ArrayBuffer || data instanceof Uint8Array)) return;
    const frame = readFrame(data);
    switch (frame.kind) {
      case "hello":
        return this.#greet(frame.hello);
      case "push":
        return this.#options.onPush(frame.push);
      case "reply": {
        const waiting = this.#settle(frame.id);
        this.#options.beforeReply();
        if (frame.ok) waiting?.resolve(frame.result as never);
        else waiting?.reject(new OperationFailed(frame.error));
      }
    }
  }

  #greet(hello: Hello): void {
    this.#open = true;
    this.#greetedAt = Date.now();
    this.#heartbeatMs = Math.max(1, hello.heartbeat_s) * 1000;
    this.#listen();
    this.#options.onState({ state: "open" });
    this.#options.onHello(hello);
  }

  /** Where a heartbeat is missed ask aloud; after ten more seconds give the socket up. */
  #listen(): void {
    clearTimeout(this.#watchTimer);
    const quietMs = Date.now() - this.#heardAt;
    const leftMs = GRACE * this.#heartbeatMs - quietMs;
    if (leftMs <= 0) this.#ping();
    else this.#watchTimer = setTimeout(() => this.#listen(), leftMs);
  }

  /** Nothing where it was asked already and nothing heard since: the first asking counts. */
  #ping(): void {
    const before = this.#heardFrames;
    if (this.#askedAt === before) return;
    this.#askedAt = before;
    clearTimeout(this.#watchTimer);
    clearTimeout(this.#quietTimer);
    if (this.#socket && !isClosing(this.#socket)) this.#socket.send(writePing(++this.#pings));
    this.#quietTimer = setTimeout(() => this.#setQuiet(this.#heardFrames === before), QUIET_AFTER_MS);
    this.#watchTimer = setTimeout(() => {
      if (this.#heardFrames > before) this.#listen();
      else this.#silent();
    }, PONG_TIMEOUT_MS);
  }

  #setQuiet(quiet: boolean): void {
    if (quiet === this.#quiet || !this.#open) return;
    this.#quiet = quiet;
    this.#options.onState(quiet ? { state: "open", quiet } : { state: "open" });
  }

  /** The socket is dead though nobody said so: do not wait for its close. */
  #silent(): void {
    this.#countFailure();
    this.#drop(3000);
    this.#wait();
  }

  #drop(code: number): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#watchTimer);
    clearTimeout(this.#quietTimer);
    this.#quiet = false;
    this.#askedAt = null;
    const socket = this.#socket;
    this.#socket = null;
    this.#open = false;
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close(code);
    }
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(offline(true));
  }

  #lost(code: number): void {
    const greeted = this.#open;
    this.#countFailure();
    this.#socket = null;
    this.#drop(1000);
    if (this.#ended) return;
    const next = afterClose(code);
    if (next === "signed-out" || next === "refused") return this.#end(next);
    if (next === "at-once" && Date.now() - this.#returnedAt > RETURN_EVERY_MS) {
      this.#returnedAt = Date.now();
      return this.#connect();
    }
    this.#wait();
    if (!greeted) void this.#askWhetherSignedOut();
  }

  /** A connection that lived for a while forgives the failures before it. */
  #countFailure(): void {
    const lived = this.#open && Date.now() - this.#greetedAt > STEADY_AFTER_MS;
    this.#failures = lived ? 1 : this.#failures + 1;
  }

  async #askWhetherSignedOut(): Promise<void> {
    if (await this.#options.isSignedOut()) {
      if (!this.#open && !this.#ended) this.#end("signed-out");
    }
  }

  /** Only the person can go on from here. */
  #end(state: "signed-out" | "refused"): void {
    this.#ended = true;
    this.#drop(1000);
    this.#options.onState({ state });
  }

  #wait(): void {
    if (this.#ended) return;
    const pause = pauseBefore(this.#failures, (this.#options.random ?? Math.random)());
    this.#options.onState({ state: "waiting", retry_at: Date.now() + pause });
    this.#retryTimer = setTimeout(() => this.#connect(), pause);
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    clearTimeout(waiting?.timer);
    clearTimeout(waiting?.doubt);
    this.#waiting.delete(id);
    return waiting;
  }
}
