// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { eachWithAStore } from "../../../tests/store/shown";
import type { MessageView } from "../../protocol";
import { store } from "../../ui/store";
import { Card, fetchElements } from "./blocks";
import { saysAll } from "./says_all";

let host: HTMLElement;

beforeEach(() => {
  host = document.createElement("div");
});

function shown(blocks: Record<string, unknown>[], attachments: Record<string, unknown>[] = []): HTMLElement {
  render(<Card card={{ app_id: "A1", blocks, attachments }} />, host);
  return host;
}

const text = (words: string) => ({ type: "mrkdwn", text: words });

describe("an app's blocks", () => {
  it("are shown with their markup", () => {
    const seen = shown([
      { type: "header", text: { type: "plain_text", text: "Hive *4*" } },
      { type: "section", text: text("*bold* _leaning_ `code` <https://example.org|there> &amp; <b>") },
    ]);
    expect(seen.querySelector(".blocks__header")?.textContent).toBe("Hive *4*");
    expect(seen.querySelector("strong")?.textContent).toBe("bold");
    expect(seen.querySelector("em")?.textContent).toBe("leaning");
    expect(seen.querySelector("a")?.getAttribute("href")).toBe("https://example.org");
    expect(seen.querySelector("b")).toBeNull();
  });

  it("never lead to a script", () => {
    const button = { type: "button", text: { type: "plain_text", text: "Go" }, url: "javascript:alert(1)" };
    const seen = shown([{ type: "section", text: text("<javascript:alert(1)|x>") }, { type: "actions", elements: [button] }]);
    expect(seen.querySelector("a")).toBeNull();
  });

  it("fetch no stranger's picture", () => {
    const seen = shown([{ type: "image", image_url: "https://example.org/a.png", alt_text: "A hive" }]);
    expect(seen.querySelector("img")).toBeNull();
    expect(seen.textContent).toContain("A hive");
  });

  it("leave the words to the message where a kind is not known here, and keep what can be pressed", async () => {
    await fetchElements();
    expect(saysAll({ blocks: [{ type: "divider" }] })).toBe(true);
    expect(saysAll({ blocks: [{ type: "divider" }, { type: "video" }] })).toBe(false);
    expect(saysAll({ app_id: "A1" })).toBe(false);
    const button = { type: "button", text: { type: "plain_text", text: "Go" }, url: "https://example.org" };
    const seen = shown([{ type: "video" }, { type: "section", text: text("Said by the words.") }, { type: "actions", elements: [button] }]);
    expect(seen.textContent).toBe("Go");
  });

  it("show rich text, and quotes of lines", () => {
    const words = (said: string, style?: object) => ({ type: "text", text: said, style });
    const list = { type: "rich_text_list", style: "ordered", offset: 2, elements: [{ type: "rich_text_section", elements: [words("third")] }] };
    const leading = [words("so", { bold: true, italic: true }), { type: "link", url: "javascript:alert(1)", text: "no" }, { type: "emoji", name: "nothing_such" }];
    const seen = shown([
      { type: "rich_text", elements: [{ type: "rich_text_section", elements: leading }, list, { type: "rich_text_preformatted", elements: [words("<b>")] }] },
      { type: "section", text: text("Before\n> *one*\n&gt;two\nafter > all") },
    ]);
    expect(seen.querySelector("strong em")?.textContent).toBe("so");
    expect(seen.querySelector("a")).toBeNull();
    expect(seen.textContent).toContain(":nothing_such:");
    expect(seen.querySelector("ol")?.start).toBe(3);
    expect(seen.querySelector("pre")?.textContent).toBe("<b>");
    const quote = seen.querySelector("blockquote")!;
    expect([quote.querySelector("strong")?.textContent, quote.textContent]).toEqual(["one", "onetwo"]);
    expect(quote.nextSibling?.textContent).toBe("after > all");
    const deep = shown([], [{ text: `>> one\n${">".repeat(20_000)} two` }]);
    expect([...deep.querySelectorAll("blockquote")].map((one) => one.textContent)).toEqual(["onetwo"]);
  });

  it("show attachments of the older form", () => {
    const seen = shown([], [{ title: "Weather", title_link: "https://example.org", text: "*Sun*", fields: [{ title: "Wind", value: "2" }] }]);
    expect(seen.querySelector("a")?.textContent).toBe("Weather");
    expect(seen.textContent).toContain("Wind");
  });
});

describe("an app's pictures", () => {
  eachWithAStore();

  it("are shown from our own address, and say why there is none", () => {
    const url = (name: string) => `https://example.org/${name}.png`;
    const image = (name: string) => ({ type: "image", image_url: url(name), alt_text: `A ${name}` });
    const blocks = [
      { ...image("hive"), title: { type: "plain_text", text: "Hive 4" } },
      { type: "context", elements: [image("bee")] },
      { type: "section", text: text("Look"), accessory: image("comb") },
      { type: "image", slack_file: { id: "F1" }, alt_text: "A swarm" },
      image("wasp"),
    ];
    const held = (name: string) => ({ id: `L${name}`, source: name === "swarm" ? "F1" : url(name), width: 40, height: 20 });
    const pictures = [held("hive"), held("bee"), held("comb"), held("swarm"), { id: "L5", source: url("wasp"), refused: "large" }];
    const attachments = [{ author_name: "Ada", author_icon: url("bee"), image_url: url("hive") }, { text: "x", thumb_url: url("comb") }];
    const message = { id: "M1", channel_id: "C1", seq: 3, author_id: "U1", author_name: "Hive", created_at: 1, text: "", pictures };
    render(<Card card={{ app_id: "A1", blocks, attachments }} message={message as MessageView} />, host);
    const images = [...host.querySelectorAll("img")].map((one) => [one.getAttribute("src"), one.alt]);
    const at = (name: string, alt = `A ${name}`) => [`/pictures/M1/L${name}/small`, alt];
    const [author, large, small] = [at("bee", ""), at("hive", "Picture"), at("comb", "Picture")];
    expect(images).toEqual([at("hive"), at("bee"), at("comb"), at("swarm"), author, large, small]);
    expect(host.querySelector("figcaption")?.textContent).toBe("Hive 4");
    expect(host.querySelector("a.picture")?.getAttribute("href")).toBe("/pictures/M1/Lhive");
    expect(host.querySelector(".blocks__instead a")?.getAttribute("href")).toBe(url("wasp"));
    expect(host.querySelector(".blocks__instead")?.textContent).toContain("too large");
  });
});

describe("what can be pressed", () => {
  eachWithAStore();
  const message = { id: "M1", channel_id: "C1", seq: 3, author_id: "U1", author_name: "Hive", created_at: 1, text: "" };
  const option = (value: string) => ({ text: { type: "plain_text", text: value }, value });
  const blocks = [
    {
      type: "actions",
      block_id: "b",
      elements: [
        { type: "button", action_id: "go", text: { type: "plain_text", text: "Go" } },
        { type: "static_select", action_id: "hive", options: [option("north"), option("south")] },
      ],
    },
    { type: "input", block_id: "why", label: { type: "plain_text", text: "Why?" }, element: { type: "plain_text_input", action_id: "text" } },
  ];

  async function pressable(press: (...args: unknown[]) => Promise<void>): Promise<HTMLElement> {
    vi.spyOn(store.actions, "pressBlock").mockImplementation(press);
    await fetchElements();
    document.body.append(host);
    await act(() => render(<Card card={{ app_id: "A1", blocks }} message={message as MessageView} />, host));
    return host;
  }

  it("goes to the app with what the other fields hold, and waits", async () => {
    let answer = () => {};
    const heard: unknown[][] = [];
    const seen = await pressable((...args) => {
      heard.push(args);
      return new Promise((resolve) => (answer = resolve));
    });
    const field = seen.querySelector("input")!;
    field.value = "Swarm";
    await act(() => void field.dispatchEvent(new Event("input", { bubbles: true })));
    const button = seen.querySelector("button")!;
    await act(() => button.click());
    expect(button.getAttribute("aria-busy")).toBe("true");
    await act(() => button.click());
    expect(heard).toHaveLength(1);
    const [id, action, values] = heard[0] as [string, unknown, Record<string, Record<string, unknown>>];
    expect(id).toBe("M1");
    expect(action).toEqual({ type: "button", block_id: "b", action_id: "go" });
    expect(values["why"]).toEqual({ text: { type: "plain_text_input", value: "Swarm" } });
    expect(values["b"]).toEqual({ hive: { type: "static_select", selected_option: null } });
    await act(async () => answer());
    expect(button.getAttribute("aria-busy")).toBe("false");
  });

  it("says it where the app does not answer, until the next try", async () => {
    const seen = await pressable(() => Promise.reject({ code: "unavailable", field: "app" }));
    const select = seen.querySelector("select")!;
    select.value = "south";
    await act(async () => void select.dispatchEvent(new Event("change", { bubbles: true })));
    expect(seen.querySelector("[role=alert]")).not.toBeNull();
  });
});
