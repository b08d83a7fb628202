// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import { Refused } from "./nothing_found";

eachWithAStore();

const named = (name: string) => ({ id: `U-${name}`, name, handle: name.toLowerCase().replaceAll(" ", "-"), role: "member" as const });

async function refused(query: string, ...found: string[]): Promise<string> {
  hive.network.handlers["people.list"] = () => ({ items: found.map(named), next: null });
  await act(() => render(<Refused query={query} said="The server's own words." />, document.body));
  await act(() => hive.rest());
  expect(hive.network.asked("people.list").at(-1)!.args["query"]).toBeTruthy(); // it has answered who is near
  return document.body.textContent ?? "";
}

it("names those whom the name begins", async () => {
  expect(await refused("from:mari hives", "Maria Keller", "Anne Marić", "Mark Stone")).toContain("Maria Keller (@maria-keller), Anne Marić (@anne-marić).");
});

it("names nobody whom only a typing mistake would mean", async () => {
  expect(await refused("from:mraia hives", "Maria Keller", "Mario Weber")).toContain("The server's own words.");
});

it("names nobody where one has this very name", async () => {
  expect(await refused('from:"maria keller"', "Maria Keller", "Maria Keller-Stone")).toContain("The server's own words.");
});
