// A store for components under test, made anew for each of them, and taken away with what was shown.

import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, vi } from "vitest";
import { loadCatalogue } from "../../src/ui/i18n";
import { provideStore } from "../../src/ui/store";
import { Hive } from "./hive";

export let hive: Hive;

/** `prepare` gets the hive before its tab connects. */
export function eachWithAStore(prepare: (hive: Hive) => void = () => undefined): void {
  beforeEach(async () => {
    await loadCatalogue("en");
    vi.useFakeTimers();
    hive = new Hive();
    prepare(hive);
    await hive.start();
    provideStore(hive.store);
  });
  afterEach(async () => {
    await act(() => render(null, document.body));
    hive.store.stop();
    vi.useRealTimers();
  });
}
