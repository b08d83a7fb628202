// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Hive } from "../../../tests/store/hive";
import { provideStore } from "../../ui/store";
import { noteSearch } from "../search/recent";
import { visits } from "../switcher/recent";
import { signOut } from "./sign_out";

let hive: Hive;

beforeEach(async () => {
  vi.useFakeTimers();
  hive = new Hive();
  provideStore(await hive.start());
});
afterEach(() => {
  hive.store.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it("leaves neither searches nor places nor preferences in the browser", async () => {
  const sent = vi.spyOn(HTMLFormElement.prototype, "submit").mockImplementation(() => undefined);
  noteSearch("my secret");
  visits.value = [{ id: "C1", channel_id: "C1", at: 1 }];
  expect(hive.shelf.getItem("ruche.preferences")).not.toBeNull();
  signOut();
  await hive.rest();
  expect(sent).toHaveBeenCalledTimes(1);
  expect(localStorage.getItem("ruche.search.recent")).toBe("[]");
  expect(localStorage.getItem("ruche.places.recent")).toBe("[]");
  expect(hive.shelf.getItem("ruche.preferences")).toBeNull();
});
