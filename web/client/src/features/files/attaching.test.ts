import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Hive } from "../../../tests/store/hive";
import type { FileView } from "../../protocol";
import { provideStore } from "../../ui/store";
import { Attaching } from "./attaching";

const photo: FileView = { id: "F1", name: "north.jpg", mime: "image/jpeg", size_bytes: 10 };

let hive: Hive;

beforeEach(async () => {
  vi.useFakeTimers();
  hive = new Hive();
  await hive.start();
  provideStore(hive.store);
});
afterEach(() => {
  hive.store.stop();
  vi.useRealTimers();
});

it("lets a message wait until what a picture shows is told", async () => {
  let answer: (file: FileView) => void = () => undefined;
  hive.network.handlers["files.describe"] = () => new Promise((resolve) => (answer = resolve));
  const attaching = new Attaching([photo]);
  const [item] = attaching.list.value;
  attaching.describe(item!.key, "The north side");
  await hive.rest();
  expect(attaching.busy.value).toBe(true);
  answer({ ...photo, alt: "The north side" });
  await hive.rest();
  expect(attaching.busy.value).toBe(false);
  expect(attaching.files.value[0]!.alt).toBe("The north side");
});
