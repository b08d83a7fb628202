"""The API's description for machines and its page for people."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from server import api_pages, openapi
from server.contract import load_contract


@pytest.fixture
async def visitor() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=api_pages.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://hive.test") as client:
        yield client


async def test_the_description_is_public_and_names_every_operation(
    visitor: httpx.AsyncClient,
) -> None:
    document = (await visitor.get("/api/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    named = {path.rpartition("/")[2] for path in document["paths"]}
    assert named == {row.name for row in load_contract().operations} | {openapi.UPLOAD}


async def test_all_that_the_description_points_to_is_in_it(visitor: httpx.AsyncClient) -> None:
    document = (await visitor.get("/api/openapi.json")).json()
    for target in _references(document):
        found = document
        for step in target.removeprefix("#/").split("/"):
            found = found[step]


async def test_what_only_a_socket_can_do_says_so(visitor: httpx.AsyncClient) -> None:
    paths = (await visitor.get("/api/openapi.json")).json()["paths"]
    told = [
        path for path, item in paths.items() if openapi.SOCKET_ONLY in item["post"]["description"]
    ]
    assert "/api/v1/streams.resume" in told
    assert "/api/v1/messages.post" not in told


async def test_the_page_shows_every_operation_and_every_shape(visitor: httpx.AsyncClient) -> None:
    page = await visitor.get("/api/docs")
    assert page.status_code == 200
    document = openapi.document()
    for path in document["paths"]:
        assert f'id="{path.rpartition("/")[2]}"' in page.text
    shapes = [
        name for name, one in document["components"]["schemas"].items() if one.get("properties")
    ]
    assert shapes
    assert all(f'id="{name}"' in page.text for name in shapes)


def test_a_body_is_required_where_an_argument_is() -> None:
    paths = openapi.document()["paths"]
    needed = {path: post["post"]["requestBody"]["required"] for path, post in paths.items()}
    assert needed["/api/v1/messages.post"] is True
    assert needed["/api/v1/people.me"] is False
    assert needed["/api/v1/people.update"] is False


def test_a_fault_tells_its_code_and_when_to_try_again() -> None:
    fault = openapi.document()["components"]["schemas"]["Fault"]["properties"]["error"]
    assert fault["properties"]["retry_after_s"]["type"] == "number"
    assert "retry_after_s" not in fault["required"]
    assert {"error", "limited", "unavailable"} <= set(fault["properties"]["code"]["enum"])
    responses = openapi.document()["paths"]["/api/v1/messages.post"]["post"]["responses"]
    assert {"413", "422", "429", "500", "503"} <= set(responses)


async def test_the_pages_looks_are_served(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/api/docs.css")
    assert answer.headers["content-type"].startswith("text/css")


def test_shapes_are_told_in_words() -> None:
    pair = {"type": "array", "prefixItems": [{"type": "integer"}] * 2, "items": False}
    assert api_pages.shape({"type": "array", "items": pair}) == "list of [integer, integer]"
    assert api_pages.shape({"anyOf": [{"type": "string", "maxLength": 80}, {"type": "null"}]}) == (
        "string, at most 80 or null"
    )
    assert api_pages.shape({"enum": ["all", "none"]}) == "all | none"


def _references(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [one for value in part.values() for one in _references(value)]
    if isinstance(part, list):
        return [one for value in part for one in _references(value)]
    return []
