import { expect, test } from "vitest";
import { pushed, squareOf } from "./photo_crop";

const wide = { width: 400, height: 100 };
const middle = { zoom: 1, x: 0.5, y: 0.5 };

test("the middle of a picture is seen first", () => {
  expect(squareOf(wide, middle)).toEqual({ left: 150, top: 0, side: 100 });
  expect(squareOf(wide, { ...middle, zoom: 2 })).toEqual({ left: 175, top: 25, side: 50 });
});

test("a push to the right shows what is left of it, as far as the picture goes", () => {
  expect(squareOf(wide, pushed(wide, middle, 1, 0)).left).toBeCloseTo(50);
  expect(squareOf(wide, pushed(wide, middle, 9, 9))).toEqual({ left: 0, top: 0, side: 100 });
  expect(squareOf(wide, pushed(wide, middle, -9, 0)).left).toBe(300);
});
