/** Pictures in apps' messages, as the server has fetched them; until then, and where it could not, links. */

import { Image } from "lucide";
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { FileView, MessageView, PictureView } from "../../protocol";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { fileUrl, thumbnailUrl } from "../files/urls";
import { Gallery } from "../media/gallery";
import { openLightbox } from "../media/open_lightbox";
import { useRetry } from "../media/use_retry";
import { isItem, text, words, type Item } from "./items";
import { OuterLink, safe } from "./mrkdwn";
import "./pictures.css";

/** The message whose pictures these are, or where those of what I alone am shown are asked for; none where the server fetches none. */
export const Pictured = createContext<MessageView | string | undefined>(undefined);

export const picturesOfForm = (formId: string) => `/app-pictures/forms/${formId}`;
export const picturesOf = (message: MessageView) =>
  message.seq > 0 ? message : `/app-pictures/whispers/${message.channel_id}/${message.id}/${message.created_at}`;

/** A block of its own: its title above it, as large as a file's picture. */
export function Picture({ item }: { item: Item }) {
  const { source, name, picture, file } = usePicture(item);
  return (
    <figure class="blocks__picture">
      {isItem(item["title"]) && <figcaption class="blocks__caption">{words(item["title"])}</figcaption>}
      {file ? <Gallery pictures={[file]} /> : <Instead source={source} name={name} picture={picture} />}
    </figure>
  );
}

/** Beside words: small and square, and large when it is pressed. */
export function SmallPicture({ item }: { item: Item }) {
  const { source, name, picture, file } = usePicture(item);
  const { broken, turn, fails } = useRetry(file && thumbnailUrl(file));
  if (!file || broken) return <Instead source={source} name={name} picture={picture} broken={broken} />;
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openLightbox([file], 0);
  };
  return (
    <a
      class="blocks__small"
      href={fileUrl(file)}
      target="_blank"
      rel="noopener"
      title={name}
      aria-label={t("picture_open", { name })}
      aria-haspopup="dialog"
      onClick={open}
    >
      <img key={turn} src={thumbnailUrl(file)} alt={name} width={72} height={72} loading="lazy" decoding="async" draggable={false} onError={fails} />
    </a>
  );
}

/** Among words, as high as a line of them. */
export function LinePicture({ item }: { item: Item }) {
  const { source, name, picture, file } = usePicture(item);
  const { broken, turn, fails } = useRetry(file && thumbnailUrl(file));
  if (!file || broken) return <Instead source={source} name={name} picture={picture} broken={broken} />;
  return <LineImage key={turn} file={file} name={name} onError={fails} />;
}

/** Beside a name that says it all: nothing where it cannot be shown. */
export function Sign({ url }: { url: string }) {
  const { file } = usePicture({ image_url: url });
  const { broken, turn, fails } = useRetry(file && thumbnailUrl(file));
  return file && !broken ? <LineImage key={turn} file={file} name="" onError={fails} /> : null;
}

function LineImage({ file, name, onError }: { file: FileView; name: string; onError: () => void }) {
  return <img class="blocks__icon" src={thumbnailUrl(file)} alt={name} title={name} width={20} height={20} loading="lazy" decoding="async" onError={onError} />;
}

/** An attachment's picture; it has no words of its own. */
export function AttachedPicture({ url, small = false }: { url: string; small?: boolean }) {
  if (!safe(url)) return null;
  const item = { image_url: url, alt_text: t("app_picture") };
  return small ? <SmallPicture item={item} /> : <Picture item={item} />;
}

interface Seen {
  source: string;
  name: string;
  picture: PictureView | undefined;
  /** As pictures are shown and opened everywhere. */
  file: FileView | undefined;
}

function usePicture(item: Item): Seen {
  const place = useContext(Pictured);
  const source = sourceOf(item);
  const name = text(item["alt_text"]) || source;
  const asked = useAsked(typeof place === "string" ? place : "", source);
  const picture = source === "" || typeof place === "string" ? asked : place?.pictures?.find((one) => one.source === source);
  const file = place && picture?.width && picture.height ? asFile(place, picture, text(item["alt_text"])) : undefined;
  return { source, name, picture, file };
}

/** What the server finds at a source that I alone am shown; a link until then. */
function useAsked(place: string, source: string): PictureView | undefined {
  const [found, setFound] = useState<PictureView | undefined>(undefined);
  const url = place && source ? addressOf(place, "look", source) : "";
  useEffect(() => {
    setFound(undefined);
    if (url === "") return;
    const leaving = new AbortController();
    fetch(url, { signal: leaving.signal })
      .then((answer) => (answer.ok ? answer.json() : undefined))
      .then((seen: Omit<PictureView, "id" | "source"> | undefined) => seen && setFound({ ...seen, id: "", source }))
      .catch(() => undefined); // it stays a link
    return () => leaving.abort();
  }, [url]);
  return found?.source === source ? found : undefined;
}

const addressOf = (place: string, copy: string, source: string) => `${place}/${copy}?source=${encodeURIComponent(source)}`;

/** By what the server knows a picture: its address, or the id or address of an uploaded file. */
function sourceOf(item: Item): string {
  const file = item["slack_file"];
  return text(item["image_url"]) || (isItem(file) ? text(file["id"]) || text(file["url"]) : "");
}

function asFile(place: MessageView | string, picture: PictureView, alt: string): FileView {
  const last = picture.source.split(/[?#]/)[0]!.split("/").pop()!;
  const stem = last.replace(/\.[a-z0-9]{1,5}$/i, "") || t("app_picture");
  return {
    id: typeof place === "string" ? addressOf(place, "large", picture.source) : `picture:${place.id}/${picture.id}`,
    name: `${stem}.webp`,
    mime: "image/webp",
    size_bytes: 0,
    width: picture.width,
    height: picture.height,
    thumbnail: true,
    alt,
  } as FileView;
}

interface InsteadProps {
  source: string;
  name: string;
  picture: PictureView | undefined;
  broken?: boolean;
}

/** A link with the picture's words, and why it is one. */
function Instead({ source, name, picture, broken = false }: InsteadProps) {
  const why = broken ? t("app_picture_unanswered") : whyNot(picture);
  return (
    <span class="blocks__instead">
      <span class="blocks__named">
        <Icon of={Image} size={16} />
        {safe(source) ? <OuterLink url={source}>{name}</OuterLink> : <span>{name}</span>}
      </span>
      {why && <span class="blocks__why">{why}</span>}
    </span>
  );
}

function whyNot(picture: PictureView | undefined): string {
  switch (picture?.refused) {
    case "address":
      return t("app_picture_address");
    case "unanswered":
      return t("app_picture_unanswered");
    case "missing":
      return t("app_picture_missing");
    case "large":
      return t("app_picture_large");
    case "kind":
      return t("app_picture_kind");
    case "many":
      return t("app_picture_many");
    default:
      return "";
  }
}
