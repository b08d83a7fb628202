import { expect, test } from "vitest";
import { kindFor, minutes, voiceName } from "./naming";

test("a voice message is called by its day and time", () => {
  expect(voiceName(new Date(2026, 0, 31, 9, 5), "webm")).toBe("voice-20260131-0905.webm");
});

test("each browser records what it can and others play", () => {
  expect(kindFor(() => true)?.ending).toBe("webm");
  expect(kindFor((mime) => mime.startsWith("audio/mp4"))?.ending).toBe("m4a");
  expect(kindFor(() => false)).toBeNull();
});

test("time is told in minutes and seconds", () => {
  expect([0, 7.9, 61, 600].map(minutes)).toEqual(["0:00", "0:07", "1:01", "10:00"]);
});
