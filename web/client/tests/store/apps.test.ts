import { describe, expect, it } from "vitest";
import type { MessageView } from "../../src/protocol";
import { formShown, whispered, withoutWhisper } from "../../src/store/apps";
import { answeredAside } from "../../src/store/faq";
import { emptyState } from "../../src/store/state";

const message = (id: string, more: Partial<MessageView> = {}): MessageView =>
  ({ id, channel_id: "C1", seq: 0, author_id: "U1", created_at: 1, ...more }) as MessageView;
const shown = (form_id: string, more = {}) => ({ form_id, app_id: "A1", body: '{"type":"modal"}', ...more });
const asked = { ...emptyState, appsAskedAt: 1_000_000 };
const NOW = 1_001_000;

describe("what is whispered", () => {
  it("stands in its channel or thread, once, until it is replaced or taken away", () => {
    let state = whispered(emptyState, { message: message("M1") });
    state = whispered(state, { message: message("M1") });
    state = whispered(state, { message: message("M2", { thread_id: "M0" }) });
    expect(state.whispers["C1"]?.map((one) => one.id)).toEqual(["M1"]);
    expect(state.whispers["M0"]?.map((one) => one.id)).toEqual(["M2"]);
    state = whispered(state, { message: message("M3"), replaces: "M1" });
    expect(state.whispers["C1"]?.map((one) => one.id)).toEqual(["M3"]);
    expect(withoutWhisper(withoutWhisper(state, "M3"), "M2").whispers).toEqual({});
  });

  it("is an answer that another may take the place of, where it still stands", () => {
    let state = whispered(emptyState, { message: message("M1", { text: "By the door." }) });
    state = whispered(state, { message: message("M2") });
    state = answeredAside(state, message("M1"), { text: "In the shed." });
    expect(state.whispers["C1"]?.map((one) => [one.id, one.text])).toEqual([["M1", "In the shed."], ["M2", undefined]]);
    expect(answeredAside(emptyState, message("M1"), { text: "In the shed." })).toBe(emptyState);
  });

  it("does not fill the memory", () => {
    let state = emptyState;
    for (let n = 0; n < 200; n += 1) state = whispered(state, { message: message(`M${n}`) });
    expect(state.whispers["C1"]).toHaveLength(50);
  });
});

describe("a form", () => {
  it("opens in the window that has asked an app for something, and in no other", () => {
    expect(formShown(asked, shown("V1"), NOW).forms.map((form) => form.id)).toEqual(["V1"]);
    expect(formShown(emptyState, shown("V1"), NOW).forms).toEqual([]);
    expect(formShown(asked, shown("V1"), NOW + 60_000).forms).toEqual([]);
  });

  it("is stacked, changed, and closed alone or with those below", () => {
    let state = formShown(asked, shown("V1"), NOW);
    state = formShown(state, shown("V2", { root_id: "V1" }), NOW + 60_000);
    state = formShown(state, shown("V1", { body: '{"type":"modal","title":{}}' }), NOW + 60_000);
    expect(state.forms.map((form) => form.id)).toEqual(["V1", "V2"]);
    expect(state.forms[0]?.body["title"]).toEqual({});
    const closed = { open: false, root_id: "V1" };
    expect(formShown(state, shown("V2", closed), NOW).forms.map((form) => form.id)).toEqual(["V1"]);
    expect(formShown(state, shown("V2", { ...closed, whole: true }), NOW).forms).toEqual([]);
  });
});
