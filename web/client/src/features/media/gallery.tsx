/** Pictures of a message: one in its own shape, several as a grid; pressed, they open large. */

import { ImageOff, RotateCw } from "lucide";
import type { FileView } from "../../protocol";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { FileName } from "../files/file_name";
import { nameInWords } from "../files/plain_name";
import { fileUrl, thumbnailUrl } from "../files/urls";
import { wordsOf } from "./kinds";
import { openLightbox } from "./open_lightbox";
import { boxOf, columnsFor, MOST_TILES } from "./shapes";
import { useRetry } from "./use_retry";
import "./gallery.css";

export function Gallery({ pictures }: { pictures: readonly FileView[] }) {
  const open = (at: number) => (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openLightbox(pictures, at);
  };
  if (pictures.length === 1) return <Picture file={pictures[0]!} onOpen={open(0)} />;
  const tiles = pictures.slice(0, MOST_TILES);
  return (
    <div class={`gallery gallery--${columnsFor(tiles.length)}`} role="group" aria-label={t("pictures")}>
      {tiles.map((file, at) => (
        <Picture key={file.id} file={file} tile onOpen={open(at)} more={at === MOST_TILES - 1 ? pictures.length - MOST_TILES : 0} />
      ))}
    </div>
  );
}

interface PictureProps {
  file: FileView;
  onOpen: (event: MouseEvent) => void;
  tile?: boolean;
  more?: number;
}

function Picture({ file, onOpen, tile = false, more = 0 }: PictureProps) {
  const { broken, turn, fails, again } = useRetry(thumbnailUrl(file));
  const box = boxOf(file);
  if (broken) return <Broken file={file} tile={tile} onPress={again} />;
  const words = wordsOf(file);
  const name = more > 0 ? t("picture_more", { name: words, count: more }) : t("picture_open", { name: words });
  return (
    <a
      class={`picture ${tile ? "picture--tile" : ""}`}
      href={fileUrl(file)}
      target="_blank"
      rel="noopener"
      title={words}
      aria-label={name}
      aria-haspopup="dialog"
      onClick={onOpen}
    >
      <img
        key={turn}
        src={thumbnailUrl(file)}
        alt={words}
        width={box.width}
        height={box.height}
        style={tile ? undefined : { aspectRatio: `${box.width} / ${box.height}` }}
        loading="lazy"
        decoding="async"
        draggable={false}
        onError={fails}
      />
      {more > 0 && <span class="picture__more" aria-hidden="true">+{more}</span>}
    </a>
  );
}

/** As large as the picture would have been, so that nothing moves. */
function Broken({ file, tile, onPress }: { file: FileView; tile: boolean; onPress: () => void }) {
  const words = `${t("picture_broken", { name: nameInWords(file.name) })}. ${t("try_again")}`;
  const { width, height } = boxOf(file);
  return (
    <button type="button" class={`picture picture--broken ${tile ? "picture--tile" : ""}`} aria-label={words} title={words} onClick={onPress}>
      <svg class="picture__space" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" />
      <span class="picture__lost" aria-hidden="true">
        <Icon of={ImageOff} size={20} />
        <FileName name={file.name} />
        <Icon of={RotateCw} size={16} />
      </span>
    </button>
  );
}
