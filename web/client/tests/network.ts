// The other end of the socket, as far as a browser sees it: frames in, frames out, closes.

import { decode, encode } from "@msgpack/msgpack";
import type { Socket } from "../src/realtime/connection";
import type { Hello } from "../src/realtime/frames";

export interface Request {
  id: number;
  op: string;
  args: Record<string, unknown>;
}

type Handler = (args: Record<string, unknown>, request: Request) => unknown;

/** Thrown by a handler: the request is refused with this. */
export class Refuse {
  constructor(
    readonly code: string,
    readonly retry_after_s?: number,
  ) {}
}

/** Returned by a handler: no answer comes. */
export const SILENCE = Symbol("silence");

export class NetworkSocket implements Socket {
  binaryType: BinaryType = "blob";
  readyState = 1; // open
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  closedWith: number | undefined;
  pings: number[] = [];

  constructor(private readonly network: Network) {}

  send(data: Uint8Array<ArrayBuffer>): void {
    const frame = decode(data) as Request & { ping?: number };
    if (frame.ping !== undefined) {
      this.pings.push(frame.ping);
      if (this.network.answersPings) this.deliver({ pong: frame.ping });
    } else {
      this.network.requests.push(frame);
      queueMicrotask(() => void this.network.answer(this, frame));
    }
  }

  close(code?: number): void {
    this.closedWith = code;
  }

  deliver(frame: unknown): void {
    this.onmessage?.({ data: encode(frame, { ignoreUndefined: true }) });
  }
}

/** A network with one server behind it. Every opened socket is greeted unless `greets` is false. */
export class Network {
  sockets: NetworkSocket[] = [];
  requests: Request[] = [];
  handlers: Record<string, Handler> = {};
  answersPings = true;
  greets = true;
  hello: Hello = { me: {}, epoch: "e1", positions: {}, heartbeat_s: 20 };

  readonly openSocket = (_url: string, _subprotocol: string): Socket => {
    const socket = new NetworkSocket(this);
    this.sockets.push(socket);
    queueMicrotask(() => this.greets && this.greet(socket));
    return socket;
  };

  get socket(): NetworkSocket {
    return this.sockets[this.sockets.length - 1]!;
  }

  greet(socket = this.socket): void {
    socket.deliver({ hello: this.hello });
  }

  asked(op: string): Request[] {
    return this.requests.filter((request) => request.op === op);
  }

  /** The server or the network ends the connection. */
  cut(code: number): void {
    this.socket.onclose?.({ code });
  }

  async answer(socket: NetworkSocket, request: Request): Promise<void> {
    const handler = this.handlers[request.op];
    if (!handler) throw new Error(`the test's server does not know ${request.op}`);
    try {
      const result = await handler(request.args, request);
      if (result !== SILENCE) socket.deliver({ id: request.id, ok: true, result });
    } catch (error) {
      if (!(error instanceof Refuse)) throw error;
      const { code, retry_after_s } = error;
      socket.deliver({ id: request.id, ok: false, error: { code, detail: code, field: null, retry_after_s } });
    }
  }
}
