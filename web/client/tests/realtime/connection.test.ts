import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection, type LinkState } from "../../src/realtime/connection";
import { afterClose, pauseBefore } from "../../src/realtime/policy";
import type { Push } from "../../src/realtime/frames";
import { Network, Refuse, SILENCE } from "../network";

let network: Network;
let links: LinkState[];
let pushes: Push[];
let signedOut: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  network = new Network();
  links = [];
  pushes = [];
  signedOut = false;
});
afterEach(() => vi.useRealTimers());

async function connect(): Promise<Connection> {
  const connection = new Connection({
    url: "ws://ruche.test/ws",
    openSocket: network.openSocket,
    onState: (link) => links.push(link),
    onHello: () => undefined,
    onPush: (push) => pushes.push(push),
    beforeReply: () => undefined,
    isSignedOut: async () => signedOut,
    random: () => 0.5,
  });
  connection.start();
  await vi.advanceTimersByTimeAsync(0);
  return connection;
}

const state = () => links[links.length - 1]!.state;

describe("requests", () => {
  it("reject as offline, unsent, on a socket that is closing and has not said so", async () => {
    const connection = await connect();
    network.sockets.at(-1)!.readyState = 2; // closing
    const late = connection.request("channels.get", { channel_id: "C1" });
    await expect(late).rejects.toMatchObject({ code: "offline", wentOut: false });
    expect(network.requests).toEqual([]);
  });

  it("are answered by id, also out of order", async () => {
    const answers: Array<(result: unknown) => void> = [];
    network.handlers["channels.get"] = () => new Promise((resolve) => answers.push(resolve));
    const connection = await connect();
    const first = connection.request("channels.get", { channel_id: "C1" });
    const second = connection.request("channels.get", { channel_id: "C2" });
    await vi.advanceTimersByTimeAsync(0);
    answers[1]!({ id: "C2" });
    answers[0]!({ id: "C1" });
    expect(await second).toEqual({ id: "C2" });
    expect(await first).toEqual({ id: "C1" });
  });

  it("leave out what is undefined, since the server refuses unknown and empty fields", async () => {
    network.handlers["channels.list"] = () => ({ items: [], next: null });
    const connection = await connect();
    await connection.request("channels.list", { query: undefined, limit: 5 });
    expect(network.requests[0]!.args).toEqual({ limit: 5 });
  });

  it("that are refused reject with the server's code", async () => {
    network.handlers["channels.get"] = () => {
      throw new Refuse("limited", 3);
    };
    const connection = await connect();
    const refused = connection.request("channels.get", { channel_id: "C1" });
    await expect(refused).rejects.toMatchObject({ code: "limited", retry_after_s: 3 });
  });

  it("reject as offline when the socket goes, and at once while there is none", async () => {
    network.handlers["channels.get"] = () => SILENCE;
    const connection = await connect();
    const lost = connection.request("channels.get", { channel_id: "C1" });
    await vi.advanceTimersByTimeAsync(0);
    network.cut(1006);
    await expect(lost).rejects.toMatchObject({ code: "offline" });
    await expect(connection.request("channels.get", { channel_id: "C1" })).rejects.toMatchObject({
      code: "offline",
    });
  });

  it("reject after thirty seconds without an answer", async () => {
    network.handlers["channels.get"] = () => SILENCE;
    const connection = await connect();
    const lost = connection.request("channels.get", { channel_id: "C1" });
    const refused = expect(lost).rejects.toMatchObject({ code: "timeout" });
    await vi.advanceTimersByTimeAsync(30_000);
    await refused;
  });
});

describe("a lost connection", () => {
  it("comes back after a growing pause", async () => {
    await connect();
    network.greets = false;
    network.cut(1006);
    expect(links.at(-1)).toMatchObject({ state: "waiting", retry_at: Date.now() + 375 });
    await vi.advanceTimersByTimeAsync(375);
    expect(network.sockets).toHaveLength(2);
    network.cut(1006);
    await vi.advanceTimersByTimeAsync(749);
    expect(network.sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(network.sockets).toHaveLength(3);
  });

  it("comes back at once when the server says so, but not in a tight loop", async () => {
    await connect();
    network.cut(4000);
    await vi.advanceTimersByTimeAsync(0);
    expect(network.sockets).toHaveLength(2);
    network.cut(4001);
    await vi.advanceTimersByTimeAsync(0);
    expect(network.sockets).toHaveLength(2);
    expect(state()).toBe("waiting");
  });

  it("stays away when the session ended", async () => {
    await connect();
    network.cut(4101);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(state()).toBe("signed-out");
    expect(network.sockets).toHaveLength(1);
  });

  it("waits for the person when there are too many connections", async () => {
    const connection = await connect();
    network.cut(4102);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(state()).toBe("refused");
    connection.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(state()).toBe("open");
  });

  it("asks whether the session ended when the handshake is refused", async () => {
    network.greets = false;
    signedOut = true;
    await connect();
    network.cut(1006);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(state()).toBe("signed-out");
    expect(network.sockets).toHaveLength(1);
  });

  it("is tried at once when the network is back", async () => {
    const connection = await connect();
    network.greets = false;
    network.cut(1006);
    network.greets = true;
    connection.nudge();
    await vi.advanceTimersByTimeAsync(0);
    expect(state()).toBe("open");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(network.sockets).toHaveLength(2);
  });
});

it("a call that hangs is made anew when the network changes", async () => {
  network.greets = false;
  const connection = await connect();
  await vi.advanceTimersByTimeAsync(3_000);
  network.greets = true;
  connection.nudge();
  await vi.advanceTimersByTimeAsync(0);
  expect(network.sockets).toHaveLength(2);
  expect(state()).toBe("open");
});

describe("silence", () => {
  it("is broken by a ping where a heartbeat is missed", async () => {
    await connect();
    await vi.advanceTimersByTimeAsync(23_000);
    expect(network.socket.pings).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(network.socket.pings).toEqual([1]);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(network.sockets).toHaveLength(1);
  });

  it("after a ping means that the socket is dead", async () => {
    await connect();
    network.answersPings = false;
    const dead = network.socket;
    await vi.advanceTimersByTimeAsync(34_000);
    expect(dead.closedWith).toBe(3000);
    await vi.advanceTimersByTimeAsync(375);
    expect(network.sockets).toHaveLength(2);
  });

  it("after a ping is told before the socket is given up, and ends with the next frame", async () => {
    await connect();
    network.answersPings = false;
    await vi.advanceTimersByTimeAsync(26_000);
    expect(links.at(-1)).toEqual({ state: "open" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(links.at(-1)).toEqual({ state: "open", quiet: true });
    network.socket.deliver({ stream: "p", event: "presence.changed", data: { people: [] } });
    expect(links.at(-1)).toEqual({ state: "open" });
    await vi.advanceTimersByTimeAsync(8_000);
    expect(network.sockets).toHaveLength(1);
  });

  it("after a request is broken by a ping, told soon, and the socket given up in time", async () => {
    network.handlers["channels.get"] = () => SILENCE;
    const connection = await connect();
    network.answersPings = false;
    const lost = expect(connection.request("channels.get", { channel_id: "C1" })).rejects.toMatchObject({ code: "offline" });
    await vi.advanceTimersByTimeAsync(2_900);
    expect(network.socket.pings).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(network.socket.pings).toEqual([1]);
    const more = expect(connection.request("channels.get", { channel_id: "C2" })).rejects.toMatchObject({ code: "offline" });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(links.at(-1)).toEqual({ state: "open", quiet: true });
    connection.nudge(); // what is asked already is not asked anew, which would put off the end
    await vi.advanceTimersByTimeAsync(7_000);
    expect(network.sockets[0]!.pings).toEqual([1]);
    expect(network.sockets[0]!.closedWith).toBe(3000);
    await Promise.all([lost, more]);
  });

  it("after a request is none where the server is only slow with that one", async () => {
    network.handlers["channels.get"] = () => SILENCE;
    const connection = await connect();
    void connection.request("channels.get", { channel_id: "C1" }).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    network.socket.deliver({ stream: "p", event: "presence.changed", data: { people: [] } });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(network.socket.pings).toEqual([]);
    expect(links).not.toContainEqual({ state: "open", quiet: true });
  });

  it("before the hello means the same", async () => {
    network.greets = false;
    await connect();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(state()).toBe("waiting");
  });

  it("is not silence while pushes come", async () => {
    await connect();
    for (let n = 1; n <= 10; n += 1) {
      await vi.advanceTimersByTimeAsync(20_000);
      network.socket.deliver({ stream: "p", event: "presence.changed", data: { people: [] } });
    }
    expect(network.socket.pings).toEqual([]);
    expect(pushes).toHaveLength(10);
  });
});

it("garbage on the socket is passed over", async () => {
  await connect();
  network.socket.onmessage?.({ data: new Uint8Array([0xc1, 0xff]) });
  network.socket.onmessage?.({ data: "text" });
  network.socket.deliver([1, 2]);
  expect(state()).toBe("open");
});

it("close codes carry policy", () => {
  expect([4000, 4001, 4099].map(afterClose)).toEqual(["at-once", "at-once", "at-once"]);
  expect([4100, 4101, 4199].map(afterClose)).toEqual(["signed-out", "signed-out", "signed-out"]);
  expect([1000, 1001, 1006, 1011, 1012, 4200].map(afterClose)).toEqual(Array(6).fill("later"));
});

it("the pause doubles to half a minute, half of it by chance", () => {
  expect([1, 2, 3].map((failures) => pauseBefore(failures, 1))).toEqual([500, 1000, 2000]);
  expect(pauseBefore(1, 0)).toBe(250);
  expect(pauseBefore(40, 1)).toBe(30_000);
});
