// What a page is like for other eyes and hands; tests load this into the page as `access`.

(() => {
  const nameOf = (one) => {
    const words = one.getAttribute("aria-label") ?? one.textContent.trim().slice(0, 40);
    return `${one.tagName.toLowerCase()}.${one.className} "${words}"`;
  };

  const hidden = (one) =>
    getComputedStyle(one).visibility === "hidden" ||
    one.closest("[inert], [aria-hidden=true], .sr-only") !== null;

  const inside = (box) =>
    box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;

  const TARGETS =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]," +
    " [role=menuitem], [role=option], [role=tab], [role=radio], [role=switch]";

  /** Targets smaller than this: not links within a line of text, nor what is not shown now. */
  function small(least) {
    const found = [];
    for (const one of document.querySelectorAll(TARGETS)) {
      if (hidden(one) || one.disabled || getComputedStyle(one).display === "inline") continue;
      if (!one.checkVisibility({ checkOpacity: true, opacityProperty: true })) continue;
      const label = one.matches("input") ? one.closest("label") : null;
      const box = reach(label ?? one);
      if (box.width === 0 || box.height === 0 || !inside(box)) continue;
      if (box.width < least - 0.5 || box.height < least - 0.5) {
        found.push(`${nameOf(one)} ${Math.round(box.width)}x${Math.round(box.height)}`);
      }
    }
    return found;
  }

  /** Where a finger meets an element: its box, or that of an ::after which is laid over it. */
  function reach(one) {
    const own = one.getBoundingClientRect();
    const over = getComputedStyle(one, "::after");
    if (over.content === "none" || over.position !== "absolute") return own;
    const holder = getComputedStyle(one).position === "static" ? one.offsetParent : one;
    if (!holder) return own;
    const box = holder.getBoundingClientRect();
    const [top, right, bottom, left] = [over.top, over.right, over.bottom, over.left].map(parseFloat);
    const width = box.width - left - right;
    const height = box.height - top - bottom;
    if (!(width > own.width || height > own.height)) return own;
    return new DOMRect(box.left + left, box.top + top, width, height);
  }

  const WORDS = "h1, h2, h3, button, a, label, legend, p, dt, dd, li, th, td";

  /** Words that do not fit their box and do not end in dots, and what is wider than the window. */
  function cut() {
    const found = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > innerWidth) found.push(`the page is ${wide} wide in ${innerWidth}`);
    for (const one of document.querySelectorAll(WORDS)) {
      const box = one.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || hidden(one)) continue;
      const what = misfit(one, box);
      if (what) found.push(`${what}: ${nameOf(one)}`);
    }
    return found;
  }

  function misfit(one, box) {
    const style = getComputedStyle(one);
    const flow = style.overflowX + style.overflowY;
    const cuts = flow !== "visiblevisible";
    const dots = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
    const over = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2;
    if (cuts && !dots && !/auto|scroll/.test(flow) && over) return "cut off";
    const tall = one.scrollHeight > one.clientHeight + 4;
    const laid = getComputedStyle(one, "::after").position === "absolute";
    if (!cuts && !laid && one.matches("button") && one.clientHeight > 0 && tall) return "leaves its button";
    if (inside(box) && box.right > innerWidth + 1 && !scrolls(one)) return "sticks out";
    return "";
  }

  function scrolls(one) {
    for (let at = one.parentElement; at; at = at.parentElement) {
      const flow = getComputedStyle(at).overflowX;
      if (/auto|scroll|hidden/.test(flow) && at.scrollWidth > at.clientWidth) return true;
    }
    return false;
  }

  const PARTS = [null, "::before", "::after"];

  const ring = (at, part) => {
    const style = getComputedStyle(at, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5;
  };

  /** How an element and those around it are drawn. */
  function looks(one) {
    const found = [];
    for (let at = one, up = 0; at && up < 4; at = at.parentElement, up += 1) {
      for (const part of PARTS) {
        const style = getComputedStyle(at, part);
        const outline = style.outlineStyle === "none" ? "" : style.outlineWidth;
        found.push([outline, style.boxShadow, style.borderColor].join());
      }
    }
    return found.join("|");
  }

  /** Seen: a ring of two pixels, or other lines around it than without the focus. */
  function isSeen(one) {
    if (PARTS.some((part) => ring(one, part))) return true;
    const focused = looks(one);
    one.blur();
    const without = looks(one);
    one.focus();
    return focused !== without;
  }

  /** What has the focus, and whether that can be seen; null where nothing has it. */
  function focused() {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    return {
      name: nameOf(one),
      seen: isSeen(one),
      inside: inside(one.getBoundingClientRect()),
      place: one.closest("nav, main, aside, dialog")?.tagName ?? "",
      composer: one.matches("textarea, [contenteditable]"),
    };
  }

  window.access = { small, cut, focused };
})();
