/** Where the client itself fails: a kind sentence instead of a blank page. */

import { Component, type ComponentChildren } from "preact";
import { Button } from "../../ui/button";
import { t } from "../../ui/i18n";
import { Empty } from "../../ui/placeholder";

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
    return (
      <Empty title={t("broken_title")} text={t("broken_text")}>
        <Button look="primary" onClick={() => location.reload()}>{t("reload")}</Button>
      </Empty>
    );
  }
}
