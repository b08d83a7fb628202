// Lets nothing through before it is opened, and then everything in order.

export class Gate {
  #waiting: (() => void)[] | null = [];

  through(work: () => void): void {
    if (this.#waiting) this.#waiting.push(work);
    else work();
  }

  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const work of waiting) work();
  }
}
