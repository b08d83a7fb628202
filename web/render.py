"""Templates to pages, in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.faces import ground_of, initials_of
from web.languages import LANGUAGES, translations

TEMPLATES = Path(__file__).parent / "templates"


def render(language: str, template: str, values: Mapping[str, Any]) -> str:
    """The page. What it shows is escaped, always."""
    return environment(language).get_template(template).render(values)


@cache
def environment(language: str) -> Environment:
    """Templates that speak this language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install = made.install_gettext_translations  # type: ignore[attr-defined]
    install(translations(language), newstyle=True)
    made.globals.update(language=language, languages=LANGUAGES)
    made.filters.update(initials=initials_of, ground=ground_of)
    return made
