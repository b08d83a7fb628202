"""Push, from the message to the notification, with the browser's own service worker.

Headless Chromium cannot subscribe by itself: there is no vendor's service behind it. So the
subscription is made by the test, the message is decrypted by RFC 8291 where the vendor would hand
it on, and it is given to the real service worker through the DevTools protocol.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Worker, expect

from tests.browser.conftest import Opens
from tests.browser.hive import READY_S, Hive, furnished, serving
from tests.browser.window import Window
from tests.push_service import Browser, PushService, check_sender, running_push_service

SUBSCRIBE = """async (device) => {
  const answer = await fetch("/api/v1/push.subscribe", {
    method: "POST",
    headers: { "content-type": "application/json", "x-ruche": "1" },
    body: JSON.stringify(device),
  });
  const { ok, result } = await answer.json();
  if (!ok) throw new Error("not subscribed");
  localStorage.setItem("ruche.push.device", JSON.stringify(result.id));
}"""
# A browser with a vendor's service behind it: the subscriptions that it is given, one by one.
VENDOR = """(offered) => {
  if (location.protocol === "about:") return; // the app is closed
  const kept = () => JSON.parse(localStorage.getItem("test.push") ?? "null");
  const keep = (state) => localStorage.setItem("test.push", JSON.stringify(state));
  if (!kept()) keep({ held: offered[0] ?? null, offered: offered.slice(1) });
  const shown = (held) => held && {
    endpoint: held.endpoint,
    options: { applicationServerKey: null },
    toJSON: () => ({ endpoint: held.endpoint, keys: { p256dh: held.p256dh, auth: held.auth } }),
    unsubscribe: async () => (keep({ ...kept(), held: null }), true),
  };
  PushManager.prototype.getSubscription = async () => shown(kept().held);
  PushManager.prototype.subscribe = async () => {
    const { held, offered: [next, ...rest] } = kept();
    if (held) return shown(held);
    if (!next) throw new DOMException("not now", "NotAllowedError");
    keep({ held: next, offered: rest });
    return shown(next);
  };
}"""
SHOWN = """async () => (await self.registration.getNotifications()).map(
  ({ title, body, tag, data }) => ({ title, body, tag, url: data.url }))"""
KEEP = "async () => { [self.kept] = await self.registration.getNotifications(); }"
BADGED = "navigator.setAppBadge = async (count) => { self.badged = count; }; self.badged = -1"
PRESS = """(action) => self.dispatchEvent(
  new NotificationEvent("notificationclick", { notification: self.kept, action }))"""


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with running_push_service() as service:
        yield service


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hive]:
    """A server that may reach the push service beside it."""
    folder, people = tmp_path_factory.mktemp("push"), {"ada": "Ada", "bob": "Bob"}
    with serving(furnished(folder, people, RUCHE_ALLOW_PRIVATE_URLS="on")) as hive:
        yield hive


class Phone:
    """A window whose browser takes push messages, handed on by the test."""

    def __init__(self, window: Window, service: PushService, name: str, *later: Browser) -> None:
        self.window = window
        self.browser: Browser = service.browser(name)
        offered = [one.subscription for one in (self.browser, *later)]
        window.context.add_init_script(f"({VENDOR})({json.dumps(offered)})")
        window.page.evaluate(VENDOR, offered)
        self._service = service
        self._taken = 0
        self._registration_id = ""
        window.context.grant_permissions(["notifications"], origin=window.hive.url)
        window.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        window.page.evaluate(SUBSCRIBE, {**self.browser.subscription, "label": "Chrome · Android"})
        self._tools = window.context.new_cdp_session(window.page)
        self._tools.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self._tools.send("ServiceWorker.enable")
        until = time.monotonic() + READY_S
        while not self._registration_id:  # it is told a moment later, and only while one listens
            assert time.monotonic() < until
            window.page.wait_for_timeout(50)

    def _note(self, event: dict[str, Any]) -> None:
        for one in event["registrations"]:
            if not one["isDeleted"]:
                self._registration_id = one["registrationId"]

    def is_put_away(self) -> None:
        """The app is closed, and the server knows; the service worker stays."""
        self.window.page.goto("about:blank")
        until = time.monotonic() + READY_S
        while "\nruche_connections 0.0" not in httpx.get(f"{self.window.hive.url}/metrics").text:
            assert time.monotonic() < until

    @property
    def worker(self) -> Worker:
        [worker] = self.window.context.service_workers
        return worker

    def gets(self) -> dict[str, Any]:
        """The next message that comes to the service, decrypted and handed to the worker."""
        self._taken += 1
        came = self._service.waits_for(self.browser, self._taken)[self._taken - 1]
        content = self.browser.decrypt(came.body)
        self._tools.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self.window.hive.url,
                "registrationId": self._registration_id,
                "data": json.dumps(content),
            },
        )
        return content

    def shows(self) -> list[dict[str, Any]]:
        """The notifications on the screen, once there is one."""
        until = time.monotonic() + READY_S
        while not (shown := self.worker.evaluate(SHOWN)):
            assert time.monotonic() < until
        return list(shown)


def waits(hive: Hive, handle: str, delivered_after: int) -> dict[str, Any]:
    """The person's one device, once it has proven a delivery."""
    until = time.monotonic() + READY_S
    while True:
        [device] = hive.call(handle, "push.list")["items"]
        if (device.get("delivered_at") or 0) > delivered_after:
            return dict(device)
        assert time.monotonic() < until, device


def unread(hive: Hive, handle: str, channel_id: str) -> int:
    reads = hive.call(handle, "reads.list")["items"]
    return next(int(one["unread"]) for one in reads if one.get("channel_id") == channel_id)


def forget_devices(hive: Hive) -> None:
    for device in hive.call("bob", "push.list")["items"]:
        hive.call("bob", "push.unsubscribe", device_id=device["id"])


def test_a_mention_is_shown_proven_and_opened(
    hive: Hive, opens: Opens, service: PushService
) -> None:
    channel = hive.channel("ada", "push-site", "bob")
    bob = opens("bob", pocket=True)
    phone = Phone(bob, service, "bob")
    phone.is_put_away()
    sent = hive.call("ada", "messages.post", channel_id=channel, text="The crane is here, *@bob*")
    content = phone.gets()
    check_sender(service.came[-1], hive.call("bob", "push.key")["key"], service.url)
    assert phone.shows() == [
        {
            "title": "Ada · #push-site",
            "body": "The crane is here, @bob",
            "tag": channel,
            "url": f"/c/{channel}/{sent['id']}",
        }
    ]
    assert waits(hive, "bob", 0)["id"]
    assert content["badge"] == unread(hive, "bob", channel) == 1

    phone.worker.evaluate(KEEP)
    bob.goes_to("/me")
    phone.worker.evaluate(PRESS, "")
    bob.sees("The crane is here")
    expect(bob.page).to_have_url(f"{hive.url}/c/{channel}/{sent['id']}")
    until = time.monotonic() + READY_S
    while unread(hive, "bob", channel):
        assert time.monotonic() < until


def test_a_message_is_marked_read_from_its_notification(
    hive: Hive, opens: Opens, service: PushService
) -> None:
    channel = hive.channel("ada", "push-read", "bob")
    phone = Phone(opens("bob", pocket=True), service, "bob-reads")
    phone.is_put_away()
    hive.call("ada", "messages.post", channel_id=channel, text="@bob and @channel")
    phone.gets()
    phone.shows()
    desk = opens("bob")
    desk.goes_to("/me")
    row = desk.row("push-read")
    expect(row).to_contain_text("1")
    phone.worker.evaluate(KEEP)
    phone.worker.evaluate(BADGED)
    phone.worker.evaluate(PRESS, "read")
    expect(row).not_to_contain_text("1")
    assert unread(hive, "bob", channel) == 0
    until = time.monotonic() + READY_S
    while phone.worker.evaluate("self.badged") != hive.call("bob", "reads.calls")["count"]:
        assert time.monotonic() < until


def test_the_settings_show_when_the_last_one_arrived(
    hive: Hive, opens: Opens, service: PushService
) -> None:
    forget_devices(hive)
    bob = opens("bob")
    phone = Phone(bob, service, "bob-tests")
    bob.goes_to("/me/notifications")
    expect(bob.page.get_by_text("This device is notified")).to_be_visible()
    device = bob.page.get_by_role("listitem").filter(has_text="this one")
    expect(device).to_contain_text("Nothing has been sent there yet")
    device.get_by_role("button", name="Send a test to").click()
    expect(device).to_contain_text("A test is on its way")
    assert phone.gets()["text"] == "Notifications reach this device."
    expect(device).to_contain_text("Last one arrived:")
    device.get_by_role("button", name="Remove").click()
    expect(device).to_have_count(0)
    expect(bob.page.get_by_text("This device is not notified")).to_be_visible()


def test_a_phone_that_its_service_has_let_go_is_turned_on_again_without_a_word(
    hive: Hive, opens: Opens, service: PushService
) -> None:
    forget_devices(hive)
    channel = hive.channel("ada", "push-gone", "bob")
    anew = service.browser("bob-anew")
    phone = Phone(opens("bob", pocket=True), service, "bob-gone", anew)
    phone.is_put_away()
    service.answers.append((410, {}))
    hive.call("ada", "messages.post", channel_id=channel, text="@bob, in vain")
    until = time.monotonic() + READY_S
    while not hive.call("bob", "push.list")["items"][0].get("gone"):
        assert time.monotonic() < until
    phone.window.goes_to("/me/notifications")
    expect(phone.window.page.get_by_text("This device is notified")).to_be_visible()
    expect(phone.window.page.get_by_text("Nothing has been sent there yet")).to_be_visible()
    while hive.call("bob", "push.list")["items"][0].get("gone"):
        assert time.monotonic() < until + READY_S
    [device] = hive.call("bob", "push.list")["items"]
    assert not device.get("gone")
    phone.is_put_away()
    hive.call("ada", "messages.post", channel_id=channel, text="@bob, once more")
    assert anew.decrypt(service.waits_for(anew)[0].body)["text"]


def test_where_notifications_have_stopped_a_press_turns_them_on(
    hive: Hive, opens: Opens, service: PushService
) -> None:
    forget_devices(hive)
    bob = opens("bob")
    Phone(bob, service, "bob-lost")
    bob.page.evaluate("localStorage.setItem('test.push', JSON.stringify({ offered: [] }))")
    bob.goes_to("/threads")
    strip = bob.page.get_by_role("complementary", name="Notifications")
    expect(strip).to_contain_text("Notifications have stopped here.")
    offered = {"offered": [service.browser("bob-found").subscription]}
    bob.page.evaluate("(it) => localStorage.setItem('test.push', JSON.stringify(it))", offered)
    strip.get_by_role("button", name="Turn on").click()
    expect(strip).to_have_count(0)
    [device] = hive.call("bob", "push.list")["items"]
    assert device["label"].endswith("Linux")


def test_a_device_elsewhere_that_gets_nothing_is_named(
    hive: Hive, opens: Opens, service: PushService
) -> None:
    forget_devices(hive)
    other = {**service.browser("bob-other").subscription, "label": "Firefox · Android"}
    service.answers.append((404, {}))
    made = hive.call("bob", "push.subscribe", **other)
    hive.call("bob", "push.test", device_id=made["id"])
    bob = opens("bob")
    bob.goes_to("/threads")
    strip = bob.page.get_by_role("complementary", name="Notifications")
    expect(strip).to_contain_text("Notifications have not reached Firefox · Android since")
    strip.get_by_role("button", name="Look").click()
    gone = bob.page.get_by_role("listitem").filter(has_text="Firefox · Android")
    expect(gone).to_contain_text("Open Ruche there")


def test_a_browser_without_a_push_service_says_so(hive: Hive, opens: Opens) -> None:
    ada = opens("ada", pocket=True)
    ada.context.grant_permissions(["notifications"], origin=hive.url)
    ada.goes_to("/me/notifications")
    ada.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    ada.page.get_by_role("button", name="Turn on notifications").click()
    expect(ada.page.get_by_role("alert")).to_contain_text("could not be reached")
    expect(ada.page.get_by_role("button", name="Turn on notifications")).to_be_enabled()
    assert all("Push API in incognito" in word for word in ada.words), ada.words
    ada.words.clear()  # the browser's own remark


def test_what_is_chosen_holds_on_every_device(hive: Hive, opens: Opens) -> None:
    desk, pocket = opens("ada"), opens("ada", pocket=True)
    for window in (desk, pocket):
        window.goes_to("/me/notifications")
    desk.page.get_by_label("Words that call you").fill("grue, Gate B")
    desk.page.get_by_role("button", name="Add", exact=True).click()
    expect(pocket.page.get_by_role("button", name="Remove Gate B")).to_be_visible()
    pocket.page.get_by_role("button", name="Remove grue").click()
    expect(desk.page.get_by_role("button", name="Remove grue")).to_have_count(0)
    pocket.page.get_by_label("Leave me in peace at certain hours").check()
    desk.page.get_by_label("From").fill("21:30")
    desk.page.get_by_role("button", name="Sunday").click()
    expect(pocket.page.get_by_label("From")).to_have_value("21:30")
    expect(pocket.page.get_by_role("button", name="Sunday")).to_have_attribute(
        "aria-pressed", "false"
    )
    desk.page.get_by_label("Every message").check()
    expect(pocket.page.get_by_label("Every message")).to_be_checked()
    kept = hive.call("ada", "notifications.get")
    assert (kept["level"], kept["keywords"]) == ("all", ["Gate B"])
    assert (kept["quiet"], kept["quiet_from"]) == (True, 21 * 60 + 30)
    assert kept["quiet_days"] == [1, 2, 3, 4, 5, 6]
