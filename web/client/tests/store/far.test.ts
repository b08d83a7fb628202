// A long stretch that is scrolled through: what is far from the reader is let go.

import { expect, test } from "vitest";
import type { MessageView } from "../../src/protocol";
import { dropFar } from "../../src/store/far";
import { newLook, shownRange } from "../../src/store/look";
import { emptyState, type State } from "../../src/store/state";
import { compare, LIVE, placeOf, START } from "../../src/store/windows";

const C = "C1";

function message(seq: number): MessageView {
  return { id: `M${seq}`, channel_id: C, seq, author_id: "U1", text: "", created_at: seq };
}

function held(count: number): State {
  const messages = Array.from({ length: count }, (_, at) => message(at + 1));
  return {
    ...emptyState,
    messages: { [C]: Object.fromEntries(messages.map((one) => [one.id, one])) },
    lists: { [C]: { ids: messages.map((one) => one.id), ranges: [{ from: START, to: LIVE }] } },
    looks: { [C]: { ...newLook, status: "ready" } },
  };
}

const count = (state: State) => Object.keys(state.messages[C] ?? {}).length;

test("a stretch of usual length is left alone", () => {
  const state = held(30);
  expect(dropFar(state, C, "newest", 40)).toBe(state);
  expect(dropFar({ ...state, looks: {} }, C, "newest", 1)).toEqual({ ...state, looks: {} });
});

test("going up, the newest go; the screen holds on to what is left", () => {
  const state = dropFar(held(400), C, "newest", 100);
  expect(state.lists[C]!.ids).toEqual(Array.from({ length: 100 }, (_, at) => `M${at + 1}`));
  expect(count(state)).toBe(100);
  const range = shownRange(state, C, C)!;
  expect(range).toEqual({ from: START, to: placeOf(message(100)) });
  expect(state.looks[C]!.target).toBeNull();
});

test("going down to the present, the oldest go and the present is followed again", () => {
  const anchored = held(400);
  const looking = { ...anchored, looks: { [C]: { ...newLook, anchor: "M3" } } };
  const state = dropFar(looking, C, "oldest", 100);
  const range = shownRange(state, C, C)!;
  expect(range.from).toEqual(placeOf(message(301)));
  expect(compare(range.to, LIVE)).toBe(0);
  expect(state.looks[C]!.anchor).toBeNull();
  expect(state.lists[C]!.ids[0]).toBe("M301");
});

test("a message that somebody asked for is held on to while it is there", () => {
  const state = { ...held(400), looks: { [C]: { ...newLook, anchor: "M50" } } };
  expect(dropFar(state, C, "newest", 100).looks[C]!.anchor).toBe("M50");
});

test("the root of a loaded thread and its replies stay known", () => {
  const state = held(400);
  const reply = { ...message(350), thread_id: "M10", also_to_channel: true };
  const known = { ...state.messages[C], M350: reply };
  const threaded: State = {
    ...state,
    messages: { [C]: known },
    lists: { ...state.lists, M399: { ids: [], ranges: [] }, M10: { ids: ["M350"], ranges: [] } },
  };
  const after = dropFar(threaded, C, "newest", 100);
  expect(after.messages[C]).toHaveProperty("M399");
  expect(after.messages[C]).toHaveProperty("M350");
  expect(after.messages[C]).not.toHaveProperty("M398");
});
