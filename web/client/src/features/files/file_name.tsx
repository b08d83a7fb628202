/** A file's name in one line: where it is too long, its middle goes, never its end. */

import { nameParts, plainName } from "./plain_name";
import "./file_name.css";

export function FileName({ name }: { name: string }) {
  const [stem, end] = nameParts(name);
  return (
    <bdi class="file-name" title={plainName(name)}>
      <span class="file-name__stem clip">{stem}</span>
      <span class="file-name__end">{end}</span>
    </bdi>
  );
}
