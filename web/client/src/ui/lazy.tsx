/** Parts of the client that are fetched when they are first needed, or when nothing else is to do. */

import { signal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "./button";
import { openDialog } from "./dialog";
import { t } from "./i18n";
import { Empty } from "./placeholder";
import { complain } from "./toast";

export interface Lazy<Props> {
  (props: Props): VNode | null;
  /** Fetch now, show later. */
  fetch: () => Promise<void>;
}

/** A component whose code comes on first use; `waiting` has its shape until then. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>, waiting?: () => VNode): Lazy<Props> {
  const loaded = signal<ComponentType<Props> | null>(null);
  const failed = signal(false);
  const fetch = async () => {
    if (loaded.peek()) return;
    failed.value = false;
    try {
      const component = await load();
      loaded.value = component;
    } catch {
      failed.value = true;
    }
  };
  const Part = (props: Props) => {
    useEffect(() => void fetch(), []);
    const Loaded = loaded.value;
    if (Loaded) return <Loaded {...props} />;
    return failed.value ? <Missing onRetry={() => void fetch()} /> : (waiting?.() ?? null);
  };
  return Object.assign(Part, { fetch });
}

/** Do something with code that comes first. */
export async function withPart<Module>(load: () => Promise<Module>, use: (module: Module) => void): Promise<void> {
  try {
    use(await load());
  } catch {
    complain(t("part_missing"));
  }
}

/** Open a dialog whose code comes first. */
export const openLazily = <Module,>(load: () => Promise<Module>, render: (module: Module) => VNode): Promise<void> =>
  withPart(load, (module) => openDialog(() => render(module)));

/** Fetch these one after the other once the page has nothing else to do; not for who saves data. */
export function fetchWhenIdle(parts: readonly (() => Promise<unknown>)[]): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) return;
  const whenIdle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 1500));
  const [next, ...rest] = parts;
  if (!next) return;
  whenIdle(() => void next().catch(() => undefined).then(() => fetchWhenIdle(rest)));
}

/** The code did not come: the network is away, or a newer version has taken its place. */
function Missing({ onRetry }: { onRetry: () => void }) {
  useEffect(() => {
    addEventListener("online", onRetry);
    return () => removeEventListener("online", onRetry);
  }, []);
  return (
    <Empty text={t("part_missing")}>
      <Button look="primary" onClick={() => location.reload()}>{t("reload")}</Button>
    </Empty>
  );
}
