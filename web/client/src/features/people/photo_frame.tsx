/** The square of a picture that others will see: pushed with a finger, or set with sliders. */

import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../ui/i18n";
import { pushed, squareOf, type View } from "./photo_crop";

const MOST_ZOOM = 4;
const SIDE = 480;

interface PhotoFrameProps {
  bitmap: ImageBitmap;
  view: View;
  onView: (view: View) => void;
}

export function PhotoFrame({ bitmap, view, onView }: PhotoFrameProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const held = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    const { left, top, side } = squareOf(bitmap, view);
    pen?.clearRect(0, 0, SIDE, SIDE);
    pen?.drawImage(bitmap, left, top, side, side, 0, 0, SIDE, SIDE);
  }, [bitmap, view]);
  const push = (event: PointerEvent) => {
    if (!held.current) return;
    const side = canvas.current!.clientWidth;
    onView(pushed(bitmap, view, (event.clientX - held.current.x) / side, (event.clientY - held.current.y) / side));
    held.current = { x: event.clientX, y: event.clientY };
  };
  const { width, height } = bitmap;
  const moves = { x: view.zoom > 1 || width > height, y: view.zoom > 1 || height > width };
  return (
    <div class="photo">
      <canvas
        ref={canvas}
        class="photo__frame"
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label={t("photo_seen")}
        onPointerDown={(event) => {
          held.current = { x: event.clientX, y: event.clientY };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={push}
        onPointerUp={() => (held.current = null)}
        onPointerCancel={() => (held.current = null)}
      />
      <Slider label={t("photo_zoom")} from={1} to={MOST_ZOOM} value={view.zoom} onValue={(zoom) => onView({ ...view, zoom })} />
      {moves.x && <Slider label={t("photo_across")} from={0} to={1} value={view.x} onValue={(x) => onView({ ...view, x })} />}
      {moves.y && <Slider label={t("photo_down")} from={0} to={1} value={view.y} onValue={(y) => onView({ ...view, y })} />}
    </div>
  );
}

interface SliderProps {
  label: string;
  from: number;
  to: number;
  value: number;
  onValue: (value: number) => void;
}

function Slider({ label, from, to, value, onValue }: SliderProps) {
  const id = useId();
  return (
    <div class="photo__slider">
      <label for={id}>{label}</label>
      <input id={id} type="range" min={from} max={to} step={(to - from) / 100} value={value} onInput={(event) => onValue(Number(event.currentTarget.value))} />
    </div>
  );
}
