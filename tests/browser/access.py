"""What a person with other eyes or hands meets: axe's findings, small targets, cut off words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "web/client/node_modules/axe-core/axe.min.js"
OURS = Path(__file__).with_name("access.js")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

_RUN = """async ([tags, only]) => {
  const options = only
    ? { runOnly: { type: "rule", values: only } }
    : { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } } };
  options.resultTypes = ["violations"];
  options.preload = false;  // its rules for films are not ours, and without a network it complains
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) =>
      `${id}: ${target.join(" ")}: ${failureSummary.split("\\n").slice(1).join(" ").trim()}`));
}"""


@cache
def _axe() -> str:
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm --prefix web/client ci)")
    return AXE.read_text()


def faults(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page as it is now: by WCAG 2.2 AA, or by these rules alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    answer: Any = page.evaluate(_RUN, [list(TAGS), list(rules) or None])
    return [str(one) for one in answer]


def faults_in_all_looks(page: Page, *, contrast: bool = False) -> list[str]:
    """Everything in the light theme, colours in the dark one and, if asked, with high contrast."""
    found = [f"light: {one}" for one in faults(page)]
    for look in ("dark", "high", "dark-high") if contrast else ("dark",):
        _look(page, look)
        found += [f"{look}: {one}" for one in faults(page, "color-contrast")]
    _look(page, "light")
    return found


def small_targets(page: Page, least_px: int) -> list[str]:
    """Targets within the window that are smaller than this in either direction."""
    page.evaluate(OURS.read_text())
    answer: list[str] = page.evaluate("(least) => access.small(least)", least_px)
    return answer


def cut_off(page: Page) -> list[str]:
    """Words that are cut off, and what is wider than the window."""
    page.evaluate(OURS.read_text())
    answer: list[str] = page.evaluate("access.cut()")
    return answer


def tab_stops(page: Page, most: int) -> list[dict[str, Any]]:
    """Press Tab until the focus is where it was first, or leaves the page; what had it."""
    page.evaluate(OURS.read_text())
    found: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate("access.focused()")
        if at is None or (found and at["name"] == found[0]["name"]):
            break
        found.append(at)
    return found


def _look(page: Page, look: str) -> None:
    page.evaluate(
        """([theme, high]) => {
          document.documentElement.dataset.theme = theme;
          if (high) document.documentElement.dataset.contrast = "high";
          else delete document.documentElement.dataset.contrast;
        }""",
        ["dark" if "dark" in look else "light", "high" in look],
    )
