"""The client in a browser, against its budgets: `bin/bench client [--json] [--only PART]`.

The system's Chromium opens a workspace of 500 channels, 16,000 people and 25,000 messages. Times
are taken with a processor slowed four times and a network of 400 kbit/s and 400 ms; what is
counted (bytes, memory) does not depend on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright

from bench.client_world import make_workspace
from bench.load import at_share
from bench.server import ROOT, Running, ruche, running

CHANNELS, PEOPLE, MESSAGES = 500, 16_000, 25_000
TYPED_WITH, SCROLLED = 10_000, 20_000
EMAIL, PASSWORD = "reader@example.org", "correct horse battery"
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
WAIT_MS = 120_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-precise-memory-info",
]
TYPED = "The bees are back, and the roses too. "
MIB = 1024 * 1024

# When each of these was first on the page, in milliseconds since the navigation began.
_FIRSTS = """(() => {
  const wanted = { useful: "input[name=email]", list: ".channel-row", text: "[data-id] .text" };
  window.firsts = {};
  const look = () => {
    for (const [name, selector] of Object.entries(wanted)) {
      if (name in firsts || !document.querySelector(selector)) continue;
      firsts[name] = -1;
      requestAnimationFrame(() => setTimeout(() => (firsts[name] = performance.now())));
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})();"""

# From the event of a key to the frame that shows it.
_KEYS = """() => {
  window.keys = [];
  addEventListener("keydown", ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => keys.push(performance.now() - timeStamp);
      port2.postMessage(null);
    });
  }, true);
}"""

# Scroll towards the past until so many messages lie between the newest and the oldest seen.
_UP = """async (count) => {
  const rows = () => [...document.querySelectorAll("[data-seq]")];
  const seqs = () => rows().map((row) => Number(row.dataset.seq));
  const newest = Math.max(...seqs());
  const end = performance.now() + 110_000;
  let oldest = newest;
  while (newest - oldest < count && performance.now() < end) {
    const box = document.querySelector(".message-list__box");
    box.scrollTop = 0;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    oldest = Math.min(oldest, ...seqs());
  }
  return newest - oldest;
}"""


class Budget(NamedTuple):
    """What is measured, its limit (None: told, not bounded), and how it is written."""

    words: str
    limit: float | None
    unit: str


BUDGETS: dict[str, Budget] = {
    "first_load_bytes": Budget(
        "first load: script, style and words of the shell", 150 * 1024, "KB"
    ),
    "first_load_all_bytes": Budget(
        "what is fetched in the first seconds, parts for later too", None, "KB"
    ),
    "start_data_bytes": Budget("start: data for 500 channels, 16,000 people", 100 * 1024, "KB"),
    "sign_in_useful_ms": Budget("sign-in page useful", 3_000, "ms"),
    "first_open_list_ms": Budget("first open: channels on screen", None, "ms"),
    "first_open_text_ms": Budget("first open: messages on screen", None, "ms"),
    "second_open_text_ms": Budget("second open: messages from the cache", 1_500, "ms"),
    "key_p50_ms": Budget("a key, 10,000 messages loaded (p50)", 50, "ms"),
    "key_p95_ms": Budget("a key, 10,000 messages loaded (p95)", 50, "ms"),
    "scrolled_messages": Budget("messages scrolled through", None, "messages"),
    "tab_bytes": Budget("memory of the tab after that", 150 * MIB, "MB"),
    "tab_heap_bytes": Budget("of it JavaScript", None, "MB"),
}
Figures = dict[str, float]


class Tab(NamedTuple):
    """A page and what the browser tells of it."""

    page: Page
    devtools: CDPSession

    async def slow_down(self) -> None:
        """A cheap phone on a bad network, from now on."""
        await self.devtools.send("Network.enable")
        await self.devtools.send("Network.emulateNetworkConditions", SLOW)
        await self.devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    async def first(self, name: str) -> float:
        """When it was first on screen."""
        await self.until(f"window.firsts?.{name} > 0")
        return float(await self.page.evaluate(f"firsts.{name}"))

    async def until(self, true: str) -> None:
        """Wait for an expression; the page's policy forbids what the browser could wait by."""
        async with asyncio.timeout(WAIT_MS / 1000):
            while not await self.page.evaluate(true):
                await asyncio.sleep(0.05)


async def open_tab(context: BrowserContext) -> Tab:
    """A new tab that notes when things come."""
    page = await context.new_page()
    page.set_default_timeout(WAIT_MS)
    await page.add_init_script(_FIRSTS)
    return Tab(page, await context.new_cdp_session(page))


@asynccontextmanager
async def signed_in(browser: Browser, server: Running) -> AsyncIterator[BrowserContext]:
    """A browser of the reader's own that has never opened the chat."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    base = f"http://127.0.0.1:{server.port}"
    page = await context.new_page()
    await page.goto(f"{base}/sign-in?next=/settings")
    await page.fill("input[name=email]", EMAIL)
    await page.fill("input[name=password]", PASSWORD)
    await page.press("input[name=password]", "Enter")
    await page.wait_for_url("**/settings", timeout=WAIT_MS)
    await page.close()
    yield context
    await context.close()


async def times(browser: Browser, server: Running, channel: str) -> Figures:
    """How long a person on a bad network waits."""
    base = f"http://127.0.0.1:{server.port}"
    figures: Figures = {}
    visitor = await browser.new_context()
    tab = await open_tab(visitor)
    await tab.slow_down()
    await tab.page.goto(f"{base}/sign-in", wait_until="commit", timeout=WAIT_MS)
    figures["sign_in_useful_ms"] = await tab.first("useful")
    await visitor.close()
    async with signed_in(browser, server) as context:
        tab = await open_tab(context)
        await tab.slow_down()
        await tab.page.goto(base + channel, wait_until="commit", timeout=WAIT_MS)
        figures["first_open_list_ms"] = await tab.first("list")
        figures["first_open_text_ms"] = await tab.first("text")
        await tab.until("navigator.serviceWorker?.controller != null")
        await tab.page.wait_for_timeout(20_000)  # the worker fetches the shell, the store is kept
        await tab.page.close()
        tab = await open_tab(context)
        await tab.slow_down()
        await tab.page.goto(base + channel, wait_until="commit", timeout=WAIT_MS)
        figures["second_open_text_ms"] = await tab.first("text")
    return figures


async def sizes(browser: Browser, server: Running, channel: str) -> Figures:
    """What comes over the wire at the first open: the shell, and all else in the first seconds."""
    wire: dict[str, Part] = {}
    frames: list[float] = []
    async with signed_in(browser, server) as context:
        tab = await open_tab(context)
        devtools = tab.devtools
        devtools.on("Network.requestWillBeSent", lambda told: _note(wire, told))
        devtools.on("Network.loadingFinished", lambda told: _weigh(wire, told))
        devtools.on(
            "Network.webSocketFrameReceived", lambda told: frames.append(_frame(told["response"]))
        )
        await devtools.send("Network.enable")
        await tab.page.goto(f"http://127.0.0.1:{server.port}{channel}")
        await tab.first("text")
        await tab.page.wait_for_timeout(3_000)  # what is fetched for later, and what is asked
    words = _words_file()
    shell = [part for part in wire.values() if part.named or words in part.address]
    asked = [part for part in wire.values() if part.kind in ("Fetch", "XHR")]
    return {
        "first_load_bytes": sum(part.size for part in shell),
        "first_load_all_bytes": sum(part.size for part in wire.values()),
        "start_data_bytes": sum(frames) + sum(part.size for part in asked),
    }


class Part(msgspec.Struct):
    """Something fetched. `named`: the page itself names it, as script, style or preload."""

    address: str
    kind: str
    named: bool
    size: float = 0.0


def _words_file() -> str:
    """The file of the reader's language, which the entry fetches by itself."""
    manifest = json.loads((ROOT / "web/static/app/.vite/manifest.json").read_bytes())
    return str(manifest["virtual:words/en"]["file"])


def _note(wire: dict[str, Part], told: dict[str, Any]) -> None:
    kind, address = told.get("type", "Other"), told["request"]["url"]
    named = told["initiator"]["type"] == "parser" and kind in ("Script", "Stylesheet", "Other")
    own = named and "/static/" in address and address.split("?")[0].endswith((".js", ".css"))
    wire[told["requestId"]] = Part(address, kind, own)


def _weigh(wire: dict[str, Part], told: dict[str, Any]) -> None:
    if part := wire.get(told["requestId"]):
        part.size += float(told["encodedDataLength"])


def _frame(response: dict[str, Any]) -> float:
    """Bytes of a frame; binary ones are told in base64."""
    text = str(response["payloadData"])
    return len(text) * 3 / 4 if response["opcode"] == 2 else len(text.encode())


async def typing(browser: Browser, server: Running, channel: str) -> Figures:
    """From a key to the frame that shows it, on a slow processor, in a long channel."""
    async with signed_in(browser, server) as context:
        tab = await open_tab(context)
        await tab.page.goto(f"http://127.0.0.1:{server.port}{channel}")
        await tab.first("text")
        loaded = await tab.page.evaluate(_UP, TYPED_WITH)
        if loaded < TYPED_WITH:
            raise RuntimeError(f"only {loaded} messages were loaded")
        await tab.devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        composer = tab.page.get_by_role("textbox").last
        await composer.click()
        await tab.page.evaluate(_KEYS)
        for sign in TYPED * 3:
            await tab.page.keyboard.press("Space" if sign == " " else sign)
            await tab.page.wait_for_timeout(90)
        waits = sorted(await tab.page.evaluate("keys"))[: len(TYPED) * 3]
    return {"key_p50_ms": at_share(waits, 0.5), "key_p95_ms": at_share(waits, 0.95)}


async def memory(browser: Browser, server: Running, channel: str) -> Figures:
    """What the tab holds after scrolling far into the past."""
    async with signed_in(browser, server) as context:
        tab = await open_tab(context)
        await tab.page.goto(f"http://127.0.0.1:{server.port}{channel}")
        await tab.first("text")
        scrolled = await tab.page.evaluate(_UP, SCROLLED)
        await tab.devtools.send("HeapProfiler.collectGarbage")
        await tab.page.wait_for_timeout(1_000)
        heap = await tab.devtools.send("Runtime.getHeapUsage")
        held = await _private_bytes(browser, tab.page)
    return {
        "scrolled_messages": scrolled,
        "tab_bytes": held,
        "tab_heap_bytes": float(heap["usedSize"]),
    }


async def _private_bytes(browser: Browser, page: Page) -> float:
    """Memory that the tab's own process does not share. Source: proc(5), smaps_rollup."""
    devtools = await browser.new_browser_cdp_session()
    processes = (await devtools.send("SystemInfo.getProcessInfo"))["processInfo"]
    held = []
    for process in processes:
        if process["type"] == "renderer":
            text = Path(f"/proc/{process['id']}/smaps_rollup").read_text()
            lines = [line.split() for line in text.splitlines() if line.startswith("Private_")]
            held.append(sum(int(line[1]) for line in lines) * 1024.0)
    await devtools.detach()
    return max(held)


async def run(only: str | None) -> Figures:
    """All figures, one part after another, on a workspace made for it."""
    parts: dict[str, Callable[[Browser, Running, str], Awaitable[Figures]]] = {
        "sizes": sizes,
        "times": times,
        "typing": typing,
        "memory": memory,
    }
    figures: Figures = {}
    data = Path(tempfile.mkdtemp(prefix="ruche-bench-client-"))
    try:
        token = await asyncio.to_thread(_prepare, data)
        channel = "/c/C00000000"
        async with running(data) as server, async_playwright() as playwright:
            await _join_all(server, token)
            for name, part in parts.items():
                if only not in (None, name):
                    continue
                print(f"measuring {name} …", file=sys.stderr)
                browser = await playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
                figures.update(await part(browser, server, channel))
                await browser.close()
    finally:
        shutil.rmtree(data, ignore_errors=True)
    return figures


def _prepare(data: Path) -> str:
    """Make and import the workspace; answers the reader's token."""
    print("making a workspace …", file=sys.stderr)
    export = make_workspace(data / "made.zip", CHANNELS, PEOPLE, MESSAGES)
    person = ("--email", EMAIL, "--name", "Rita Reader", "--password", PASSWORD)
    ruche(data, "user", "add", *person, "--role", "owner")
    ruche(data, "user", "add", "--email", "bench@example.org", "--name", "Bench")
    ruche(data, "import", "slack", str(export))
    return str(ruche(data, "token", "create", "--email", EMAIL)["token"])


async def _join_all(server: Running, token: str) -> None:
    """The reader is in every channel."""
    reader = replace(server, token=token)
    for n in range(CHANNELS):
        await reader.call("channels.join", channel_id=f"C{n:08d}")


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if path := shutil.which(name):
            return path
    raise SystemExit("Chromium is not installed: apt-get install chromium")


def table(figures: Figures) -> str:
    """The figures beside their budgets, as a table of Markdown."""
    lines = ["| what | measured | budget | |", "| --- | ---: | ---: | --- |"]
    for name, budget in BUDGETS.items():
        if name not in figures:
            continue
        value, limit = figures[name], budget.limit
        held = "" if limit is None else "held" if value <= limit else "**exceeded**"
        bound = "" if limit is None else _said(limit, budget.unit)
        lines.append(f"| {budget.words} | {_said(value, budget.unit)} | {bound} | {held} |")
    return "\n".join(lines)


def _said(value: float, unit: str) -> str:
    if unit == "KB":
        return f"{value / 1024:,.1f} KB"
    if unit == "MB":
        return f"{value / MIB:,.0f} MB"
    return f"{value:,.0f} {unit}"


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(prog="bin/bench client", description=__doc__)
    parser.add_argument("--only", choices=["sizes", "times", "typing", "memory"])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    figures = asyncio.run(run(chosen.only))
    if chosen.json:
        print(json.dumps({**figures, "load_average_before": load}))
        return
    print(table(figures))
    print(f"\nThe load average before it was {load:.1f} on {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
