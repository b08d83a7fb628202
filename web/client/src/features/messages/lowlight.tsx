/** Code in coloured pieces, for the languages that are written most. Loaded when first needed. */

import { common, createLowlight } from "lowlight";
import type { ComponentChildren } from "preact";

const lowlight = createLowlight(common);

type Node = ReturnType<typeof lowlight.highlight>["children"][number];

/** Null where the language is not known. */
export function colour(text: string, lang: string): ComponentChildren {
  const name = lang.toLowerCase();
  if (!lowlight.registered(name)) return null;
  return lowlight.highlight(name, text).children.map(piece);
}

function piece(node: Node, key: number): ComponentChildren {
  if (node.type === "text") return node.value;
  if (node.type !== "element") return null;
  const names = node.properties["className"];
  return (
    <span key={key} class={Array.isArray(names) ? names.join(" ") : ""}>
      {node.children.map((child, at) => piece(child as Node, at))}
    </span>
  );
}
