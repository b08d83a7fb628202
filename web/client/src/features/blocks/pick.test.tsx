// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eachWithAStore } from "../../../tests/store/shown";
import type { MessageView, OptionsView } from "../../protocol";
import { closePopup, PopupHost } from "../../ui/popup";
import { store } from "../../ui/store";
import { Card, fetchElements } from "./blocks";

eachWithAStore();
const host = document.createElement("div");
const option = (name: string) => ({ text: { type: "plain_text", text: name }, value: name });
const message = { id: "M1", channel_id: "C1", seq: 3, author_id: "U1", author_name: "Hive", created_at: 1, text: "" };

beforeEach(() => {
  vi.useFakeTimers();
  document.body.append(host);
});
afterEach(async () => {
  await act(() => {
    closePopup();
    render(null, host);
  });
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function shown(element: Record<string, unknown>): Promise<void> {
  await fetchElements();
  const blocks = [{ type: "actions", block_id: "b", elements: [{ action_id: "a", ...element }] }];
  await act(() =>
    render(
      <>
        <Card card={{ app_id: "A1", blocks }} message={message as MessageView} />
        <PopupHost />
      </>,
      host,
    ),
  );
  await act(() => host.querySelector<HTMLElement>(".app-pick__open")!.click());
}

const field = () => host.querySelector<HTMLInputElement>("[role=combobox]")!;
const offered = () => [...host.querySelectorAll("[role=option]")].map((one) => one.textContent);
const press = (key: string) => act(() => void field().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })));
const passes = () => act(async () => void (await vi.advanceTimersByTimeAsync(1000)));
const types = async (words: string) => {
  await act(() => {
    field().value = words;
    field().dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await passes();
};

describe("a list of choices", () => {
  it("keeps several, and tells the app once it closes", async () => {
    const pressed = vi.spyOn(store.actions, "pressBlock").mockResolvedValue();
    await shown({ type: "multi_static_select", options: ["north", "south", "west"].map(option), max_selected_items: 2 });
    await press("Enter");
    await press("ArrowDown");
    await press("Enter");
    await press("ArrowDown");
    await press("Enter"); // one too many
    expect(pressed).not.toHaveBeenCalled();
    await act(() => closePopup());
    expect(pressed).toHaveBeenCalledTimes(1);
    expect(pressed.mock.calls[0]![1]).toMatchObject({ selected_options: [option("north"), option("south")] });
    expect(host.querySelectorAll(".chip")).toHaveLength(2);
  });

  it("is loaded from the app for what is typed, once enough is", async () => {
    const pressed = vi.spyOn(store.actions, "pressBlock").mockResolvedValue();
    const answer: OptionsView = { groups: [{ label: "Orchard", options: [option("pear"), option("plum")] }] };
    const loaded = vi.spyOn(store.actions, "loadOptions").mockResolvedValue(answer);
    await shown({ type: "external_select", min_query_length: 2 });
    expect(host.querySelector(".app-pick__told")?.textContent).toContain("2");
    await types("p");
    expect(loaded).not.toHaveBeenCalled();
    await types("pl");
    expect(loaded).toHaveBeenCalledTimes(1);
    expect(loaded.mock.calls[0]![0]).toMatchObject({ message_id: "M1", block_id: "b", action_id: "a", typed: "pl" });
    expect(host.querySelector("[role=group][aria-label=Orchard]")).not.toBeNull();
    expect(offered()).toEqual(["pear", "plum"]);
    await press("ArrowDown");
    await press("Enter");
    expect(pressed.mock.calls[0]![1]).toMatchObject({ type: "external_select", selected_option: option("plum") });
    expect(host.querySelector(".app-pick__open")?.textContent).toBe("plum");
  });

  it("says which app does not answer", async () => {
    vi.spyOn(store.actions, "loadOptions").mockRejectedValue({ code: "unavailable", field: "app" });
    await shown({ type: "external_select", min_query_length: 0 });
    await passes();
    expect(host.querySelector("[role=status].app-pick__told")?.textContent).toContain("Hive");
  });
});
