"""What a browser keeps: the service worker, the manifest, and the mark of the shell."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from tests.web.reader import Reader
from web.assets import STATIC, Assets
from web.pages.install import worker_script
from web.routes import CLIENT


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder of static files with a small build in it."""
    app = tmp_path / "app"
    (app / ".vite").mkdir(parents=True)
    for name in ("favicon.svg", "tokens.css", "shell.css"):
        (tmp_path / name).write_bytes((STATIC / name).read_bytes())
    chunks = {
        "src/main.tsx": {"file": "assets/main-1.js", "css": ["assets/main-1.css"]},
        "virtual:words/fr": {"file": "assets/fr-1.js"},
    }
    (app / ".vite" / "manifest.json").write_text(json.dumps(chunks))
    (app / "sw.js").write_text("run();")
    return tmp_path


def test_the_worker_is_told_which_build_it_belongs_to(built: Path) -> None:
    answer = worker_script(Assets(built), CLIENT)
    head, _, script = bytes(answer.body).decode().partition(";\n")
    build = msgspec.json.decode(head.removeprefix("self.RUCHE = "))
    assert script == "run();"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert {"/", "/c/*", "/threads"} <= set(build["pages"])
    assert not {"/sign-in", "/settings", "/admin"} & set(build["pages"])
    assert build["files"] == [
        "/static/app/assets/fr-1.js",
        "/static/app/assets/main-1.css",
        "/static/app/assets/main-1.js",
    ]


@pytest.mark.parametrize("name", ["app/sw.js", "shell.css", "app/.vite/manifest.json"])
def test_whatever_changes_makes_another_build(built: Path, name: str) -> None:
    before = Assets(built).build()
    assert Assets(built).build() == before
    path = built / name
    path.write_text(path.read_text().replace("assets/fr-1", "assets/fr-2") + " ")
    assert Assets(built).build() != before


def test_without_a_build_there_is_no_worker(tmp_path: Path) -> None:
    assert worker_script(Assets(tmp_path), CLIENT).status_code == 404


async def test_the_manifest_speaks_the_visitors_language(ada: Reader) -> None:
    english = (await ada.client.get("/manifest.webmanifest")).json()
    french = (
        await ada.client.get("/manifest.webmanifest", headers={"accept-language": "fr"})
    ).json()
    assert english["name"] == french["name"]
    assert (english["lang"], french["lang"]) == ("en", "fr")
    assert [one["name"] for one in english["shortcuts"]] == ["Threads", "Mentions", "Search"]
    assert [one["name"] for one in french["shortcuts"]] == ["Fils", "Mentions", "Rechercher"]
    assert english["share_target"]["action"] == "/share"
    for icon in english["icons"]:
        picture = await ada.client.get(icon["src"])
        assert picture.status_code == 200
        assert picture.headers["content-type"] == "image/png"
    assert {icon["purpose"] for icon in english["icons"]} == {"any", "maskable"}


async def test_what_is_shared_without_a_worker_leads_to_the_chat(ada: Reader) -> None:
    answer = await ada.client.post("/share", data={"text": "look"})
    assert (answer.status_code, answer.url.path) == (200, "/")
