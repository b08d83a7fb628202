// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, it, vi } from "vitest";
import { eachWithAStore } from "../../../tests/store/shown";
import { store } from "../../ui/store";
import { Toasts } from "../../ui/toast";
import { allCommands, commandIn, runCommand } from "./commands";

const hive = { name: "hive", app_name: "Hive", person_id: "U1", description: "", hint: "" };
const taken = { ...hive, name: "faq" };

eachWithAStore();
afterEach(() => vi.restoreAllMocks());

describe("a command", () => {
  it("is a first word with a slash, and no path", () => {
    expect(commandIn("/hive  north\nsouth ")).toEqual({ name: "hive", text: "north\nsouth" });
    expect(commandIn("/Hive")).toEqual({ name: "hive", text: "" });
    expect(commandIn("/etc/hosts is broken")).toBeNull();
    expect(commandIn("see /hive")).toBeNull();
  });

  it("of the FAQ is there unless an app has taken its name", () => {
    expect(allCommands([hive]).map((one) => one.name)).toEqual(["hive", "faq"]);
    expect(allCommands([taken])).toEqual([taken]);
  });

  it("runs where it was typed, and says what went wrong", async () => {
    vi.spyOn(store.actions, "listCommands").mockResolvedValue([hive]);
    const run = vi.spyOn(store.actions, "runCommand").mockResolvedValue();
    expect(await runCommand({ name: "hive", text: "north" }, "C1", "M1")).toEqual({ is: "done" });
    expect(run).toHaveBeenCalledWith("C1", "M1", "hive", "north");
    expect(await runCommand({ name: "nothing", text: "" }, "C1", null)).toEqual({ is: "unknown" });
    run.mockRejectedValue({ code: "unavailable", field: "app" });
    expect((await runCommand({ name: "hive", text: "" }, "C1", null)).is).toBe("failed");
  });

  it("of the FAQ asks for me alone", async () => {
    const ask = vi.spyOn(store.actions, "askFaqHere").mockResolvedValue();
    expect(await runCommand({ name: "faq", text: "Where?" }, "C1", null)).toEqual({ is: "done" });
    expect(ask).toHaveBeenCalledWith("C1", null, "Where?");
  });

  it("of the FAQ without words leads to what is known", async () => {
    const ask = vi.spyOn(store.actions, "askFaqHere").mockResolvedValue();
    await act(() => render(<Toasts />, document.body));
    await act(async () => expect(await runCommand({ name: "faq", text: "" }, "C1", null)).toEqual({ is: "told" }));
    const offer = [...document.querySelectorAll("button")].find((one) => one.textContent === "Open the FAQ")!;
    await act(() => offer.click());
    expect(location.pathname).toBe("/faq");
    expect(ask).not.toHaveBeenCalled();
  });
});
