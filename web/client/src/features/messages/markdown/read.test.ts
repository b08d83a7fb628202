import { expect, test } from "vitest";
import fixtures from "../../../../../../tests/channels/core/fixtures/typed_text.json";
import type { Span } from "../../../protocol";
import type { Names } from "./leaves";
import { readTyped } from "./read";

interface Fixtures {
  people: Record<string, string>;
  channels: Record<string, string>;
  cases: Array<{ typed: string; spans: Span[] }>;
}

const { people, channels, cases } = fixtures as unknown as Fixtures;
const names: Names = {
  person: (handle) => people[handle],
  channel: (name) => channels[name],
  knowsPerson: (id) => Object.values(people).includes(id),
  knowsChannel: (id) => Object.values(channels).includes(id),
};

test.each(cases)("the client reads $typed as the server does", ({ typed, spans }) => {
  expect(readTyped(typed, names)).toEqual(spans);
});
