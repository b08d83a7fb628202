"""`/api/openapi.json` and a page for people at `/api/docs`; both are public."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from server import openapi

_TEMPLATES = Path(__file__).parent / "templates"


def routes() -> list[BaseRoute]:
    """The description and the page."""
    return [
        Route("/api/openapi.json", description),
        Route("/api/docs", page),
        Route("/api/docs.css", style),
    ]


async def description(request: Request) -> Response:
    """OpenAPI 3.1."""
    return Response(_encoded(), media_type="application/json")


async def page(request: Request) -> Response:
    """Every operation with its arguments and results, readable without scripts."""
    return HTMLResponse(_rendered())


async def style(request: Request) -> Response:
    """The page's looks."""
    return FileResponse(_TEMPLATES / "api.css", media_type="text/css")


@cache
def _encoded() -> bytes:
    return msgspec.json.format(msgspec.json.encode(openapi.document()), indent=1)


@cache
def _rendered() -> str:
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape())
    environment.filters["shape"] = shape
    document = openapi.document()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        operation = methods["post"]
        groups.setdefault(operation["tags"][0], []).append({"path": path, **operation})
    schemas = document["components"]["schemas"]
    return environment.get_template("api.html").render(
        document=document, groups=groups, schemas=schemas
    )


def shape(schema: dict[str, Any]) -> str:
    """A schema in a few words, such as `list of MessageView` or `string, at most 80`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(shape(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if "prefixItems" in schema:
        return f"[{', '.join(shape(one) for one in schema['prefixItems'])}]"
    if schema.get("type") == "array":
        return f"list of {shape(schema.get('items', {}))}"
    words = [str(schema.get("type", "anything"))]
    for key, word in (("maxLength", "at most"), ("maximum", "at most"), ("minimum", "at least")):
        if key in schema:
            words.append(f"{word} {schema[key]}")
    return ", ".join(words)
