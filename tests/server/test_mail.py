"""The mail server: its settings, the doctor's look at it, and passwords that stay ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from server.config import BadSetting, Settings
from server.doctor import State
from server.doctor_mail import check_mail

FROM = "Ruche <ruche@hive.example>"


class Post:
    """A mail server that wants a password, without encryption."""

    def __init__(self) -> None:
        self.tries: list[tuple[bytes, bytes]] = []

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, kind: str, given: object
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.tries.append((given.login, given.password))
        return AuthResult(success=given.password == b"p@ss/word", handled=False)


@pytest.fixture
async def post() -> Post:
    return Post()


@pytest.fixture
async def port(post: Post) -> AsyncIterator[int]:
    """Where it listens."""
    loop = asyncio.get_running_loop()

    def make() -> SMTP:
        return SMTP(post, loop=loop, authenticator=post.authenticate, auth_require_tls=False)

    server = await loop.create_server(make, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


def settings(folder: Path, url: str, sender: str = FROM) -> Settings:
    environ = {"RUCHE_DATA": str(folder), "RUCHE_SMTP_URL": url, "RUCHE_MAIL_FROM": sender}
    return Settings.from_env(environ)


async def test_without_a_mail_server_the_doctor_says_what_that_means(tmp_path: Path) -> None:
    found = await check_mail(settings(tmp_path, "", ""))
    assert found.state is State.OK
    assert "Not set up" in found.detail


@pytest.mark.parametrize(("url", "sender"), [("smtp://127.0.0.1", ""), ("", FROM)])
async def test_half_a_setting_is_wrong(tmp_path: Path, url: str, sender: str) -> None:
    found = await check_mail(settings(tmp_path, url, sender))
    assert found.state is State.WRONG
    assert not settings(tmp_path, url, sender).mail_works


async def test_a_server_that_lets_us_in_is_well(tmp_path: Path, post: Post, port: int) -> None:
    url = f"smtp://ruche%40hive:p%40ss%2Fword@127.0.0.1:{port}"
    found = await check_mail(settings(tmp_path, url))
    assert found.state is State.OK, found
    assert post.tries == [(b"ruche@hive", b"p@ss/word")]


async def test_a_wrong_password_is_told_and_not_shown(tmp_path: Path, port: int) -> None:
    found = await check_mail(settings(tmp_path, f"smtp://ruche:wrong-secret@127.0.0.1:{port}"))
    assert found.state is State.WARNING
    assert "wrong-secret" not in found.detail + found.remedy


async def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = await check_mail(settings(tmp_path, "smtp://127.0.0.1:1"))
    assert found.state is State.WARNING


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://x", "smtp://", "smtp://user:s3cret@host:port", "smtp://h:0"]
)
def test_an_address_that_is_none_is_refused_without_showing_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSetting) as refused:
        settings(tmp_path, url)
    assert "RUCHE_SMTP_URL" in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("sender", ["nobody", "a@b\nBcc: all@example.org"])
def test_a_sender_is_an_address(tmp_path: Path, sender: str) -> None:
    with pytest.raises(BadSetting):
        settings(tmp_path, "smtp://127.0.0.1", sender)
