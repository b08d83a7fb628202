// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { channel } from "../../../tests/store/fixtures";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import type { HomeView } from "../../protocol";
import { DialogHost, openDialog } from "../../ui/dialog";
import { HomeDialog } from "./home_dialog";

eachWithAStore();

const HOME: HomeView = { channel_id: "C1", door: "open", section: "work", theme: "Bees", rules: "Be kind." };

it("sends what was changed alone: what somebody else has written meanwhile stays", async () => {
  hive.network.handlers["homes.furnish"] = () => HOME;
  await act(() => {
    render(<DialogHost />, document.body);
    openDialog(() => <HomeDialog channel={channel()} home={HOME} onHome={() => undefined} />);
  });
  const theme = [...document.querySelectorAll("input")].find((one) => one.value === "Bees")!;
  theme.value = "Honey";
  await act(() => void theme.dispatchEvent(new Event("input", { bubbles: true })));
  await act(() => void document.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true })));
  await act(() => hive.rest());
  expect(hive.network.asked("homes.furnish").map((one) => one.args)).toEqual([{ channel_id: "C1", theme: "Honey" }]);
});
