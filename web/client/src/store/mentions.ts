// Whether a message calls me: the same rule by which the server counts mentions.

import type { MessageView, Span } from "../protocol";
import type { State } from "./state";

/** My name or a word to all stands in it, outside of code and links. */
export function mentionsMe(message: Pick<MessageView, "spans">, state: State): boolean {
  const me = state.me?.id;
  return (message.spans ?? []).some((span) => calls(span, me));
}

/** My own name stands in it; a word to all does not count. */
export function namesMe(message: Pick<MessageView, "spans">, state: State): boolean {
  const me = state.me?.id;
  const named = (span: Span): boolean => {
    if (span.t === "person") return span.id === me;
    if (span.t === "list") return span.items.some((item) => item.some(named));
    return "children" in span && span.children.some(named);
  };
  return (message.spans ?? []).some(named);
}

function calls(span: Span, me: string | undefined): boolean {
  if (span.t === "person") return span.id === me;
  if (span.t === "broadcast") return true;
  if (span.t === "list") return span.items.some((item) => item.some((inner) => calls(inner, me)));
  return "children" in span && span.children.some((child) => calls(child, me));
}
