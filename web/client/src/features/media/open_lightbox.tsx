/** The way to the lightbox, which loads when it is first needed. */

import type { FileView } from "../../protocol";
import { attempt } from "../../ui/attempt";
import { openDialog } from "../../ui/dialog";

export function openLightbox(pictures: readonly FileView[], at: number): void {
  void attempt(async () => {
    const { Lightbox } = await import("./lightbox");
    openDialog(() => <Lightbox pictures={pictures} first={at} />);
  });
}
