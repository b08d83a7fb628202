// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { allValues, problems } from "./values";

const label = { type: "plain_text", text: "?" };
const input = (id: string, element: Record<string, unknown>, more = {}) => ({
  type: "input",
  block_id: id,
  label,
  element: { action_id: "a", ...element },
  ...more,
});
const typed = (id: string, type: string, value: string) => ({ [id]: { a: { type, value } } });

describe("what fields hold", () => {
  it("is what was chosen, else what the app begins with, else nothing", () => {
    const option = { text: label, value: "1" };
    const blocks = [
      input("text", { type: "plain_text_input", initial_value: "Swarm" }),
      input("many", { type: "multi_users_select" }),
      { type: "section", block_id: "one", accessory: { type: "static_select", action_id: "a", options: [option], initial_option: option } },
      { type: "actions", block_id: "none", elements: [{ type: "button", action_id: "go" }, { type: "datepicker", action_id: "day" }] },
    ];
    expect(allValues(blocks, typed("text", "plain_text_input", "Mead"))).toEqual({
      text: { a: { type: "plain_text_input", value: "Mead" } },
      many: { a: { type: "multi_users_select", selected_users: [] } },
      one: { a: { type: "static_select", selected_option: option } },
      none: { day: { type: "datepicker", selected_date: null } },
    });
  });
});

describe("a form", () => {
  const wrong = (element: Record<string, unknown>, value: string | null, more = {}) =>
    Object.keys(problems([input("b", element, more)], value === null ? {} : typed("b", String(element["type"]), value)));

  it("goes once all that must be filled in is", () => {
    expect(wrong({ type: "plain_text_input" }, null)).toEqual(["b"]);
    expect(wrong({ type: "plain_text_input" }, null, { optional: true })).toEqual([]);
    expect(wrong({ type: "users_select" }, null)).toEqual(["b"]);
    expect(wrong({ type: "users_select", initial_user: "U1" }, null)).toEqual([]);
  });

  it.each([
    [{ type: "plain_text_input", min_length: 3 }, "ab", "abc"],
    [{ type: "plain_text_input", max_length: 2 }, "abc", "ab"],
    [{ type: "email_text_input" }, "ada", "ada@example.org"],
    [{ type: "url_text_input" }, "javascript:alert(1)", "https://example.org"],
    [{ type: "number_input" }, "1.5", "2"],
    [{ type: "number_input", is_decimal_allowed: true, max_value: "2" }, "2.5", "1,5"],
    [{ type: "number_input", min_value: "3" }, "two", "3"],
  ])("is held to what its app asks: %o", (element, bad, good) => {
    expect(wrong(element, bad)).toEqual(["b"]);
    expect(wrong(element, good)).toEqual([]);
  });
});
