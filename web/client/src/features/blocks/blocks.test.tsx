// @vitest-environment happy-dom
import { render } from "preact";
import { beforeEach, describe, expect, it } from "vitest";
import { Card, saysAll } from "./blocks";

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

  it("leave the words to the message where a kind is not known here", () => {
    expect(saysAll({ blocks: [{ type: "divider" }] })).toBe(true);
    expect(saysAll({ blocks: [{ type: "divider" }, { type: "rich_text" }] })).toBe(false);
    expect(saysAll({ app_id: "A1" })).toBe(false);
  });

  it("show attachments of the older form", () => {
    const seen = shown([], [{ title: "Weather", title_link: "https://example.org", text: "*Sun*", fields: [{ title: "Wind", value: "2" }] }]);
    expect(seen.querySelector("a")?.textContent).toBe("Weather");
    expect(seen.textContent).toContain("Wind 2");
  });
});
