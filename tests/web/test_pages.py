"""What all pages have in common: the shell, errors, headers, languages, static files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.requests import Request

from channels.core.errors import Limited
from tests.web.reader import Reader
from tests.world import World
from web.assets import STATIC, Assets, Chunk, to_client
from web.pages.agents import agent_name
from web.pages.errors import domain_error_page
from web.visit import safe_next


async def test_every_address_of_the_client_opens_its_shell(ada: Reader) -> None:
    built = Assets().client() is not None
    for path in (
        "/",
        "/c/C1",
        "/c/C1/M1",
        "/c/C1/t/M1",
        "/threads",
        "/saved",
        "/archive",
        "/me",
        "/search?q=a",
    ):
        page = await ada.opens(path)
        assert page.status == (200 if built else 503), path
        assert page.headers["cache-control"] == "no-store"
        assert "bin/run" in page.text or page.html["data-theme"] == "system"


async def test_the_shell_is_for_people_who_are_signed_in(ada: Reader, visitor: Reader) -> None:
    page = await visitor.opens("/c/C1/M1")
    assert (page.path, page.form("/sign-in").fields["next"]) == ("/sign-in", "/c/C1/M1")


@pytest.mark.parametrize("path", ["/sign-in", "/settings", "/admin", "/nowhere", "/invite/x", "/"])
async def test_no_page_holds_inline_scripts_or_styles(ada: Reader, path: str) -> None:
    page = await ada.opens(path)
    assert page.styled == []
    assert all(page.scripts)
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in page.headers


async def test_what_people_write_is_escaped(ada: Reader) -> None:
    await ada.opens("/settings")
    await ada.sends("/settings/profile", title='"><script>alert(1)</script>')
    raw = (await ada.client.get("/settings")).text
    assert "<script>alert" not in raw
    assert (await ada.opens("/settings")).field("title").value == '"><script>alert(1)</script>'


async def test_an_address_that_is_not_there_gets_a_page(ada: Reader) -> None:
    page = await ada.opens("/nowhere")
    assert (page.status, "There is nothing here" in page.text) == (404, True)
    answer = await ada.client.delete("/settings")
    assert answer.status_code == 405


async def test_the_api_is_answered_in_its_own_words(world: World, visitor: Reader) -> None:
    answer = await visitor.client.get("/api/v2/nowhere")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("de, en;q=0.4, fr;q=0.6", "fr"),
        ("de", "en"),
        ("", "en"),
        ("en;q=0, fr", "fr"),
        ("*, ;;q=x, -, fr;q=nan", "en"),
    ],
)
async def test_the_browsers_best_language_is_spoken(
    ada: Reader, visitor: Reader, accept: str, lang: str
) -> None:
    visitor.client.headers["accept-language"] = accept
    assert (await visitor.opens("/sign-in")).html["lang"] == lang


async def test_a_chosen_language_is_kept_in_the_browser(ada: Reader, visitor: Reader) -> None:
    assert (await visitor.opens("/sign-in?lang=fr")).html["lang"] == "fr"
    page = await visitor.opens("/sign-in")
    assert page.html["lang"] == "fr"
    page = await visitor.sends("/sign-in", email="ada@hive.example", password="guess")
    assert page.field("password").note.startswith("L’adresse e-mail et le mot de passe")


async def test_static_files_are_kept_by_the_content_in_their_address(visitor: Reader) -> None:
    page = await visitor.client.get("/sign-in")
    address = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    style = await visitor.client.get(address)
    assert (style.status_code, "immutable" in style.headers["cache-control"]) == (200, True)
    plain = await visitor.client.get("/static/tokens.css")
    assert plain.headers["cache-control"] == "no-cache"
    for hidden in ("/static/app/.vite/manifest.json", "/static/../visit.py", "/static/nothing.css"):
        assert (await visitor.client.get(hidden)).status_code == 404
    icon = await visitor.client.get("/favicon.ico")
    assert icon.headers["content-type"].startswith("image/svg")


def test_a_limit_tells_when_to_come_back() -> None:
    scope = {"type": "http", "path": "/", "headers": [], "query_string": b"", "method": "GET"}
    page = domain_error_page(Assets(), Request(scope), Limited("Slow down.", retry_after_s=2.2))
    assert (page.status_code, page.headers["retry-after"]) == (429, "3")


def test_the_manifest_gives_scripts_and_styles_of_all_that_is_imported(tmp_path: Path) -> None:
    folder = tmp_path / "app" / ".vite"
    folder.mkdir(parents=True)
    assets = Assets(tmp_path)
    assert assets.client() is None
    manifest = {
        "src/main.tsx": {
            "file": "assets/main-1.js",
            "isEntry": True,
            "css": ["assets/main-1.css"],
            "imports": ["_shared-1.js"],
            "dynamicImports": ["src/late.ts"],
        },
        "_shared-1.js": {"file": "assets/shared-1.js", "css": ["assets/shared-1.css"]},
        "src/late.ts": {"file": "assets/late-1.js"},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    client = assets.client()
    assert client is not None
    assert client.script == "/static/app/assets/main-1.js"
    assert client.styles == ("/static/app/assets/shared-1.css", "/static/app/assets/main-1.css")
    assert client.imports == ("/static/app/assets/shared-1.js",)


def test_chunks_that_import_each_other_are_walked_once() -> None:
    entry, shared = "src/main.tsx", "_shared.js"
    chunks = {
        entry: Chunk(file="main.js", imports=[shared]),
        shared: Chunk(file="shared.js", css=["shared.css"], imports=[entry, shared]),
    }
    client = to_client(chunks)
    assert client.script == "/static/app/main.js"
    assert client.styles == ("/static/app/shared.css",)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/c/C1?x=1", "/c/C1?x=1"),
        ("", "/"),
        ("c/C1", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("/a\nb", "/"),
        ("https://evil.example", "/"),
    ],
)
def test_only_our_own_paths_are_gone_to(asked: str, given: str) -> None:
    assert safe_next(asked) == given


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_browsers_are_named_as_people_know_them(agent: str, name: str) -> None:
    assert agent_name(agent) == name


def test_dark_looks_the_same_whether_chosen_or_the_systems() -> None:
    tokens = (STATIC / "tokens.css").read_text()
    looks = re.findall(
        r":root(?::not\(\[data-theme=\"light\"\]\)|\[data-theme=\"dark\"\]) {(.*?)}", tokens, re.S
    )
    systems, chosen = ([line.strip() for line in look.strip().splitlines()] for look in looks)
    assert systems == chosen
    assert "--paper: #17140f;" in chosen
