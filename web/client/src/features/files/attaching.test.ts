// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { eachWithAStore, hive } from "../../../tests/store/shown";
import type { FileView } from "../../protocol";
import { Attaching } from "./attaching";

const photo: FileView = { id: "F1", name: "north.jpg", mime: "image/jpeg", size_bytes: 10 };

eachWithAStore();

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
