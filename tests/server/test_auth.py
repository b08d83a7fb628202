"""Who asks: cookies, bearer tokens, Origins and tokens of forms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from channels.core.actor import Actor, Kind, visitor
from channels.core.errors import NotAllowed, NotSignedIn
from persistence.streams import user_stream
from server.auth import Authenticator
from server.config import Settings
from tests.house import PASSWORD, House, open_house

OWN = {"host": "hive.example", "origin": "https://hive.example"}
PAGE = {**OWN, "x-ruche": "1"}
MINUTE_S = 60


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        await opened.open()
        yield opened


@pytest.fixture
async def auth(house: House, tmp_path: Path) -> Authenticator:
    return await make_auth(house, tmp_path)


async def make_auth(house: House, folder: Path, **settings: Any) -> Authenticator:
    """What the server makes of the house's store."""
    made = Authenticator(house.store, house.clock, Settings(data=folder, **settings))
    await made.start(house.door.call)
    access = house.door.access

    def touched(streams: Any) -> None:
        access.touched(streams)
        made.touched(streams)

    house.store.on_touch = touched
    return made


def scope(type: str, method: str = "POST", **headers: str) -> dict[str, Any]:
    return {
        "type": type,
        "method": method,
        "path": "/api/v1/people.me",
        "query_string": b"",
        "scheme": "ws" if type == "websocket" else "http",
        "server": ("127.0.0.1", 8000),
        "client": ("10.0.0.7", 4711),
        "headers": [
            (name.replace("_", "-").encode(), value.encode("latin-1"))
            for name, value in headers.items()
        ],
    }


def request(method: str = "POST", **headers: str) -> Request:
    return Request(scope("http", method, **headers))


def socket(**headers: str) -> WebSocket:
    nothing: Any = None
    return WebSocket(scope("websocket", **headers), nothing, nothing)


async def session(house: House) -> str:
    secret = await house.ask(
        visitor("10.0.0.1"), "sessions.create", email="ada@hive.example", password=PASSWORD
    )
    return str(secret.secret)


async def token(house: House) -> Any:
    ada = await house.sign_in("ada")
    return await house.ask(ada, "tokens.create")


# -- the API


async def test_a_token_says_who_asks_from_where(house: House, auth: Authenticator) -> None:
    secret = await token(house)
    actor = await auth.authenticate_http(request(authorization=f"Bearer {secret.secret}"))
    assert (actor.kind, actor.person_id, actor.session_id, actor.remote) == (
        Kind.PERSON,
        secret.person_id,
        secret.id,
        "10.0.0.7",
    )


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YWRhOmFkYQ==", "Bearer xoxp-guess", "Bearer \xff"]
)
async def test_a_bad_token_is_not_signed_in(auth: Authenticator, header: str) -> None:
    with pytest.raises(NotSignedIn):
        await auth.authenticate_http(request(authorization=header))


async def test_a_bad_token_is_not_mended_by_a_good_cookie(
    house: House, auth: Authenticator
) -> None:
    cookie = f"ruche_session={await session(house)}"
    with pytest.raises(NotSignedIn):
        await auth.authenticate_http(request(cookie=cookie, authorization="Bearer x", **PAGE))


async def test_without_anything_nobody_is_signed_in(auth: Authenticator) -> None:
    with pytest.raises(NotSignedIn):
        await auth.authenticate_http(request(**PAGE))
    with pytest.raises(NotSignedIn):
        await auth.authenticate_socket(socket(**OWN))


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "hive.example", "x_ruche": "1"},
        {"host": "hive.example", "x_ruche": "1", "origin": "https://hive.example"},
        {"host": "127.0.0.1:8000", "x_ruche": "1", "origin": "http://127.0.0.1:8000"},
    ],
)
async def test_a_cookie_writes_from_our_own_page(
    house: House, auth: Authenticator, headers: dict[str, str]
) -> None:
    cookie = f"ruche_session={await session(house)}"
    assert (await auth.authenticate_http(request(cookie=cookie, **headers))).kind is Kind.PERSON


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "hive.example"},
        {"host": "hive.example", "origin": "https://hive.example"},
        {"host": "hive.example", "x_ruche": "1", "origin": "https://evil.example"},
        {"host": "hive.example", "x_ruche": "1", "origin": "https://hive.example.evil.example"},
        {"host": "hive.example", "x_ruche": "1", "origin": "null"},
        {"host": "hive.example", "x_ruche": "1", "origin": ""},
    ],
)
async def test_a_cookie_does_not_write_from_a_foreign_page(
    house: House, auth: Authenticator, headers: dict[str, str]
) -> None:
    cookie = f"ruche_session={await session(house)}"
    with pytest.raises(NotAllowed):
        await auth.authenticate_http(request(cookie=cookie, **headers))


async def test_a_cookie_reads_from_anywhere(house: House, auth: Authenticator) -> None:
    cookie = f"ruche_session={await session(house)}"
    actor = await auth.authenticate_http(request("GET", cookie=cookie, host="hive.example"))
    assert actor.kind is Kind.PERSON


# -- sockets


async def test_a_cookie_opens_a_socket_from_our_own_page(house: House, auth: Authenticator) -> None:
    cookie = f"ruche_session={await session(house)}"
    assert (await auth.authenticate_socket(socket(cookie=cookie, **OWN))).kind is Kind.PERSON


@pytest.mark.parametrize("origin", [None, "", "null", "https://evil.example", "hive.example"])
async def test_a_cookie_opens_no_socket_from_a_foreign_page(
    house: House, auth: Authenticator, origin: str | None
) -> None:
    cookie = f"ruche_session={await session(house)}"
    headers = {} if origin is None else {"origin": origin}
    with pytest.raises(NotAllowed):
        await auth.authenticate_socket(socket(cookie=cookie, host="hive.example", **headers))


async def test_the_public_address_is_our_own_behind_any_proxy(house: House, tmp_path: Path) -> None:
    auth = await make_auth(house, tmp_path, public_url="https://chat.example/")
    cookie = f"ruche_session={await session(house)}"
    headers = {"host": "10.1.2.3:8000", "origin": "https://chat.example"}
    assert (await auth.authenticate_socket(socket(cookie=cookie, **headers))).kind is Kind.PERSON


async def test_a_token_opens_a_socket_from_anywhere(house: House, auth: Authenticator) -> None:
    header = f"Bearer {(await token(house)).secret}"
    opened = await auth.authenticate_socket(
        socket(authorization=header, host="hive.example", origin="https://evil.example")
    )
    assert opened.kind is Kind.PERSON


# -- endings


async def test_a_revoked_token_is_refused_at_once(house: House, auth: Authenticator) -> None:
    secret = await token(house)
    asked = request(authorization=f"Bearer {secret.secret}")
    ada = await auth.authenticate_http(asked)
    await house.ask(ada, "tokens.revoke", token_id=secret.id)
    with pytest.raises(NotSignedIn):
        await auth.authenticate_http(asked)


async def test_a_session_is_refused_from_the_moment_it_expires(
    house: House, auth: Authenticator
) -> None:
    asked = request("GET", cookie=f"ruche_session={await session(house)}")
    house.clock.advance(30 * 24 * 3600)
    with pytest.raises(NotSignedIn):
        await auth.authenticate_http(asked)


async def test_another_persons_change_forgets_nobody_else(
    house: House, auth: Authenticator
) -> None:
    asked = request("GET", cookie=f"ruche_session={await session(house)}")
    first = await auth.authenticate_http(asked)
    auth.touched({user_stream("U0000000000000"): None})
    assert await auth.authenticate_http(asked) == first


async def test_use_is_written_down_now_and_then(house: House, auth: Authenticator) -> None:
    secret = await token(house)
    asked = request(authorization=f"Bearer {secret.secret}")
    ada = await auth.authenticate_http(asked)
    first = house.now_ms
    for _ in range(3):
        house.clock.advance(MINUTE_S)
        await auth.authenticate_http(asked)
    assert (await house.ask(ada, "tokens.list")).items[0].used_at == first
    house.clock.advance(10 * MINUTE_S)
    await auth.authenticate_http(asked)
    assert (await house.ask(ada, "tokens.list")).items[0].used_at == house.now_ms


async def test_a_session_that_is_used_every_week_never_ends(
    house: House, auth: Authenticator
) -> None:
    asked = request("GET", cookie=f"ruche_session={await session(house)}")
    for _ in range(10):
        house.clock.advance(7 * 24 * 3600)
        assert (await auth.authenticate_http(asked)).kind is Kind.PERSON


# -- pages and their forms


async def test_a_page_is_seen_by_a_person_or_by_a_visitor(
    house: House, auth: Authenticator
) -> None:
    assert await auth.visit(request("GET")) == visitor("10.0.0.7")
    assert await auth.visit(request("GET", cookie="ruche_session=guess")) == visitor("10.0.0.7")
    person = await auth.visit(request("GET", cookie=f"ruche_session={await session(house)}"))
    assert person.kind is Kind.PERSON


async def test_a_form_of_our_page_is_accepted(house: House, auth: Authenticator) -> None:
    cookie = f"ruche_session={await session(house)}"
    token = auth.form_token(request("GET", cookie=cookie))
    auth.check_form(request(cookie=cookie, **OWN), token)


async def test_a_visitors_form_is_bound_to_the_cookie_of_the_visit(auth: Authenticator) -> None:
    asked = request("GET")
    token, response = auth.form_token(asked), Response()
    auth.seal(asked, response)
    cookie = response.headers["set-cookie"].partition(";")[0]
    assert cookie.startswith("ruche_visit=")
    auth.check_form(request(cookie=cookie, **OWN), token)


@pytest.mark.parametrize("forged", ["", "guess", "é"])
async def test_a_forged_form_is_refused(auth: Authenticator, forged: str) -> None:
    asked = request("GET", cookie="ruche_visit=one")
    for cookie, token in (
        ("ruche_visit=one", forged),
        ("ruche_visit=two", auth.form_token(asked)),
        ("", auth.form_token(asked)),
    ):
        with pytest.raises(NotAllowed):
            auth.check_form(request(cookie=cookie, **OWN), token)


async def test_a_form_from_a_foreign_page_is_refused(auth: Authenticator) -> None:
    token = auth.form_token(request("GET", cookie="ruche_visit=one"))
    foreign = {"host": "hive.example", "origin": "https://evil.example"}
    with pytest.raises(NotAllowed):
        auth.check_form(request(cookie="ruche_visit=one", **foreign), token)


async def test_all_processes_of_an_installation_know_each_others_forms(
    house: House, auth: Authenticator, tmp_path: Path
) -> None:
    other = await make_auth(house, tmp_path)
    asked = request("GET", cookie="ruche_visit=one")
    other.check_form(request(cookie="ruche_visit=one", **OWN), auth.form_token(asked))


@pytest.mark.parametrize(("public_url", "secure"), [("", False), ("https://chat.example", True)])
async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    house: House, tmp_path: Path, public_url: str, secure: bool
) -> None:
    auth = await make_auth(house, tmp_path, public_url=public_url)
    response = Response()
    auth.begin(request(), response, "rs-secret")
    attributes = {part.strip().lower() for part in response.headers["set-cookie"].split(";")}
    assert {"ruche_session=rs-secret", "httponly", "samesite=lax", "path=/"} <= attributes
    assert ("secure" in attributes) is secure


async def test_signing_out_takes_the_cookie_away(auth: Authenticator) -> None:
    response = Response()
    auth.end(request(), response)
    assert "max-age=0" in response.headers["set-cookie"].lower()


async def test_a_closed_account_is_known_but_has_no_session_left(
    house: House, auth: Authenticator
) -> None:
    await house.add("bob", password=PASSWORD)
    bob = await house.sign_in("bob")
    secret = await house.ask(bob, "tokens.create")
    asked = request(authorization=f"Bearer {secret.secret}")
    assert isinstance(await auth.authenticate_http(asked), Actor)
    ada = await house.sign_in("ada")
    await house.ask(ada, "people.set_active", person_id=bob.person_id, active=False)
    with pytest.raises(NotSignedIn):
        await auth.authenticate_http(asked)
