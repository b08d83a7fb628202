"""The digest is chosen, seen, sent and ended; at both sizes, in both languages."""

from __future__ import annotations

import queue
import re
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Browser, expect

from tests.browser.access import faults_in_all_looks
from tests.browser.conftest import Opens
from tests.browser.hive import READY_S, Hive, serving
from tests.browser.window import DESK, POCKET
from tests.browser.words import REGIONS, both, client_words, page_words

Mails = queue.Queue[EmailMessage]


class Mailbox:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: Mails = queue.Queue()

    async def handle_DATA(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.put(mail)
        return "250 taken"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[str, Mails]]:
    """A mail server's address, and what it took."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield f"smtp://127.0.0.1:{port}", box.mails
    server.stop()


@pytest.fixture(scope="module")
def hive(
    three_people: Hive, mailbox: tuple[str, Mails], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hive]:
    """A server that sends mail."""
    copied = three_people.copied(tmp_path_factory.mktemp("digests"))
    copied.environ |= {
        "RUCHE_SMTP_URL": mailbox[0],
        "RUCHE_MAIL_FROM": "Ruche <ruche@hive.example>",
        "RUCHE_PUBLIC_URL": copied.url,
    }
    with serving(copied) as hive:
        yield hive


@both
def test_a_digest_is_chosen_seen_sent_and_ended_without_signing_in(
    hive: Hive,
    opens: Opens,
    browser: Browser,
    mailbox: tuple[str, Mails],
    pocket: bool,
    language: str,
) -> None:
    said, on_pages = client_words(language), page_words(language)
    who = "chloe" if pocket else "bob"
    title = f"Frames for {who}"
    channel_id = hive.channel("ada", f"digest-{language}", who)
    hive.call("ada", "posts.write", channel_id=channel_id, title=title, text="Take <two> each.")
    window = opens(who, pocket=pocket, locale=REGIONS[language])
    page = window.page
    window.goes_to("/me/notifications")
    heading = page.get_by_role("heading", name=said("digest"), exact=True)
    digest = page.locator("section").filter(has=heading)
    usual = said("digest_default", often=said("digest_often_off"))
    expect(digest.get_by_role("radio", name=usual)).to_be_checked()
    expect(digest.get_by_role("combobox")).to_have_count(0)  # silent until it is wanted
    digest.get_by_role("radio", name=said("digest_weekly")).click()
    expect(digest.get_by_role("radio", name=said("digest_weekly"))).to_be_checked()
    digest.get_by_role("combobox", name=said("digest_on")).select_option("5")
    digest.get_by_role("combobox", name=said("digest_at"), exact=True).select_option("17")
    always = digest.get_by_role("checkbox", name=re.compile(f"^{said('digest_always')}"))
    always.click()
    expect(always).to_be_checked()
    expect(digest.get_by_role("combobox", name=said("digest_at"), exact=True)).to_have_value("17")
    assert faults_in_all_looks(page) == []
    page.reload()
    expect(digest.get_by_role("combobox", name=said("digest_on"))).to_have_value("5")
    expect(digest.get_by_role("radio", name=said("digest_weekly"))).to_be_checked()
    digest.get_by_role("link", name=said("digest_look")).click()
    letter = page.frame_locator(".letter__mail")
    expect(letter.get_by_text(title, exact=True)).to_be_visible()
    expect(letter.locator("html")).to_have_attribute("lang", language)
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name=on_pages("Send me one now")).click()
    expect(page.get_by_text(on_pages("It is on its way to your mailbox."))).to_be_visible()
    mail = _digest_of(mailbox[1])
    assert ("missed" in mail["Subject"]) == (language == "en")
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert title in plain.get_content()
    assert "Take &lt;two&gt; each." in html.get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(mail["List-Unsubscribe"]).strip(" <>")
    stranger = browser.new_context(
        viewport=POCKET if pocket else DESK,  # type: ignore[arg-type]
        locale=REGIONS[language],
    )
    elsewhere = stranger.new_page()
    elsewhere.goto(address)
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text(on_pages("Get no more digests?"))
    assert hive.call(who, "digest.get_settings")["frequency"] == "weekly"  # looking ends nothing
    assert faults_in_all_looks(elsewhere) == []
    elsewhere.get_by_role("button", name=on_pages("Stop the digests")).click()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text(on_pages("No more digests"))
    stranger.close()
    assert hive.call(who, "digest.get_settings")["frequency"] == "off"
    window.goes_to("/me/notifications")
    expect(digest.get_by_role("radio", name=said("digest_off"), exact=True)).to_be_checked()
    digest.get_by_role("radio", name=said("digest_daily")).click()
    expect(digest.get_by_role("radio", name=said("digest_daily"))).to_be_checked()
    expect(digest.get_by_role("combobox", name=said("digest_at"), exact=True)).to_have_value("17")
    one_click = {"List-Unsubscribe": "One-Click"}
    assert httpx.post(address, data=one_click).status_code == 200  # as mail programs do
    expect(digest.get_by_role("radio", name=said("digest_off"), exact=True)).to_be_checked()


def _digest_of(mails: Mails) -> EmailMessage:
    """The next digest; other mails may come between."""
    while True:
        mail = mails.get(timeout=READY_S)
        if mail["Message-ID"].startswith("<digest-"):
            return mail
