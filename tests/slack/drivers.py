"""Slack's three Web API clients behind one way of calling: the answer, or the error's code."""

from __future__ import annotations

import asyncio
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.hive import off
from tests.slack.test_node import SDK, node

ANSWER_S = 60.0  # a bound for what hangs
UPLOAD = "files_upload_v2"  # each SDK's own way of the three steps


class Driver(Protocol):
    """A client with some tokens (`bot`, `person`, `app`)."""

    async def call(self, by: str, method: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """The answer; of a refusal what the SDK's error holds."""

    async def pages(self, by: str, method: str, args: Mapping[str, Any]) -> list[dict[str, Any]]:
        """All pages, turned as the SDK turns them."""


def _name(method: str) -> str:
    return method.replace(".", "_")


def _arranged(method: str, token: str, args: Mapping[str, Any]) -> dict[str, Any]:
    """The one method to which the SDK gives the app's token as an argument."""
    more = {"app_token": token} if method == "apps.connections.open" else {}
    return {**args, **more}


class PythonDriver:
    """`slack_sdk.WebClient`."""

    def __init__(self, url: str, tokens: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._clients = {by: WebClient(token=t, base_url=url) for by, t in tokens.items()}

    async def call(self, by: str, method: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """See `Driver`."""
        web, given = self._clients[by], _arranged(method, self._tokens[by], args)
        own = getattr(web, _name(method), None)
        try:
            answer = await (
                off(own, **given) if own else off(web.api_call, method, json=dict(args))
            )
        except SlackApiError as error:
            answer = error.response
        return dict(answer.data)

    async def pages(self, by: str, method: str, args: Mapping[str, Any]) -> list[dict[str, Any]]:
        """See `Driver`."""
        own = getattr(self._clients[by], _name(method))
        return await off(lambda: [dict(page.data) for page in own(**args)])  # type: ignore[no-any-return]


class AsyncDriver:
    """`slack_sdk.web.async_client.AsyncWebClient`."""

    def __init__(self, url: str, tokens: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._clients = {by: AsyncWebClient(token=t, base_url=url) for by, t in tokens.items()}

    async def call(self, by: str, method: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """See `Driver`."""
        web, given = self._clients[by], _arranged(method, self._tokens[by], args)
        own = getattr(web, _name(method), None)
        try:
            answer: Any = await (own(**given) if own else web.api_call(method, json=dict(args)))
        except SlackApiError as error:
            answer = error.response
        return dict(answer.data)

    async def pages(self, by: str, method: str, args: Mapping[str, Any]) -> list[dict[str, Any]]:
        """See `Driver`."""
        first = await getattr(self._clients[by], _name(method))(**args)
        return [dict(page.data) async for page in first]


class NodeDriver:
    """`@slack/web-api`, in a program of its own that is told of each call by a line."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def call(self, by: str, method: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """See `Driver`."""
        answer: dict[str, Any] = await self._ask(by=by, method=method, args=dict(args))
        return answer

    async def pages(self, by: str, method: str, args: Mapping[str, Any]) -> list[dict[str, Any]]:
        """See `Driver`."""
        found: list[dict[str, Any]] = await self._ask(
            by=by, method=method, args=dict(args), pages=True
        )
        return found

    async def _ask(self, **asked: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        async with asyncio.timeout(ANSWER_S):
            line = await self._process.stdout.readline()
        return json.loads(line)


@asynccontextmanager
async def driver(kind: str, url: str, tokens: Mapping[str, str]) -> AsyncIterator[Driver]:
    """The client of a kind: `python`, `async` or `node`."""
    if kind == "python":
        yield PythonDriver(url, tokens)
    elif kind == "async":
        yield AsyncDriver(url, tokens)
    else:
        told = {"SDK": str(SDK), "API_URL": url, "TOKENS": json.dumps(tokens)}
        script = str(Path(__file__).parent / "node" / "calls.mjs")
        process = await asyncio.create_subprocess_exec(
            node(), script, stdin=PIPE, stdout=PIPE, env={**os.environ, **told}, limit=2**22
        )
        try:
            yield NodeDriver(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()
