/** What the server answers to what is typed: asked once the hand rests, late answers dropped. */

import { useEffect, useRef, useState } from "preact/hooks";

const CALM_MS = 200;

/** The last answer that came, until the next is there; null asks for nothing. A refusal is none. */
export function useAnswer<Answer>(asked: string | null, ask: (asked: string) => Promise<Answer>): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    if (asked === null) return setAnswer(null);
    const take = (found: Answer | null) => mine === turn.current && setAnswer(found);
    const timer = setTimeout(() => ask(asked).then(take, () => take(null)), CALM_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  return asked === null ? null : answer;
}
