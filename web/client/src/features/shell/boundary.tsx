/** Where the client itself fails: a kind sentence instead of a blank page. */

import { Component, type ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Empty } from "../../ui/placeholder";
import { store } from "../../ui/store";

interface BoundaryProps {
  /** A new place is a new attempt. */
  place: string;
  children: ComponentChildren;
}

export class Boundary extends Component<BoundaryProps, { failed_at: string | null }> {
  override state = { failed_at: null };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ failed_at: this.props.place });
  }

  override render() {
    if (this.state.failed_at !== this.props.place) return this.props.children;
    return <Broken />;
  }
}

export function Broken() {
  return (
    <Empty title={t("broken_title")} text={t("broken_text")}>
      <Button look="primary" onClick={() => location.reload()}>{t("reload")}</Button>
    </Empty>
  );
}

/** Failures after which the connection tries again by itself. */
const PASSING: readonly string[] = ["offline", "timeout", "unavailable", "limited"];

/** True where the client could not even begin: no list will come to fill its place. */
export function useFailedStart(): boolean {
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const note = ({ reason }: PromiseRejectionEvent) => {
      if (!store.ready.peek() && !PASSING.includes((reason as { code?: string } | null)?.code ?? "")) setFailed(true);
    };
    addEventListener("unhandledrejection", note);
    return () => removeEventListener("unhandledrejection", note);
  }, []);
  return failed && !store.ready.value;
}
