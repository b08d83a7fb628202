// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest";
import { eachWithAStore } from "../../../tests/store/shown";
import { store } from "../../ui/store";
import * as toast from "../../ui/toast";
import { commandChoices } from "../messages/completion";
import { allChoices } from "../switcher/choices";
import { loadShortcuts, runShortcut } from "./shortcuts";

const keep = { app_id: "A1", app_name: "Hive", callback_id: "keep", name: "Keep", of_message: true };

eachWithAStore();
afterEach(() => vi.restoreAllMocks());

describe("a shortcut", () => {
  it("runs for its message, and names an app that is silent", async () => {
    const run = vi.spyOn(store.actions, "runShortcut").mockResolvedValue();
    const said = vi.spyOn(toast, "complain").mockReturnValue();
    await runShortcut(keep, "M1");
    expect(run).toHaveBeenCalledWith("A1", "keep", "M1");
    expect(said).not.toHaveBeenCalled();
    run.mockRejectedValue({ code: "unavailable", field: "app" });
    await runShortcut(keep, "M1");
    expect(said).toHaveBeenCalledWith(expect.stringContaining("Hive"));
  });

  it("of nothing in particular is found by its name, in the quick switcher and after a slash", async () => {
    const swarm = { app_id: "A1", app_name: "Hive", callback_id: "swarm", name: "New swarm" };
    vi.spyOn(store.actions, "listShortcuts").mockResolvedValue([swarm, keep]);
    await loadShortcuts();
    const found = allChoices().filter((choice) => choice.kind === "shortcut");
    expect(found.map(({ title, note }) => [title, note])).toEqual([["New swarm", "Hive"]]);
    const run = vi.spyOn(store.actions, "runShortcut").mockResolvedValue();
    found[0]!.open();
    expect(run).toHaveBeenCalledWith("A1", "swarm", null);
    const commands = Array.from({ length: 9 }, (_, at) => ({ name: `swarm${at}`, app_name: "Hive", person_id: "U1", description: "", hint: "" }));
    const offered = commandChoices("swa", commands, [swarm]);
    expect(offered).toHaveLength(8);
    expect(offered.at(-1)).toMatchObject({ kind: "shortcut", insert: "", shortcut: swarm });
    expect(commandChoices("bee", commands, [swarm])).toEqual([]);
  });
});
