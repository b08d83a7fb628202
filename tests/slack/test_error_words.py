"""Refusals in Slack's own words, as the SDK reads them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk.webhook import WebhookClient

from persistence.clock import HandClock
from server.slack.asking.interactions import Interactions
from tests.slack.hive import App, app_in, client_of, manifest, off
from tests.slack.test_web_api import refused
from tests.world import Person, World, open_world

LONG = {"type": "section", "text": {"type": "plain_text", "text": "x" * 2_900}}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, HandClock(), rate_limits=0.0) as opened:
        yield opened


@pytest.fixture
async def app(world: World, ada: Person) -> App:
    return await app_in(world, webhook="general")


async def test_what_is_wrong_with_a_message(app: App, ada: Person) -> None:
    web, general = app.client, await app.world.general()
    theirs = (await off(client_of(ada).chat_postMessage, channel=general, text="Mine"))["ts"]

    async def post(**content: Any) -> str:
        return await refused(web.chat_postMessage, channel=general, **content)

    assert await post(text="x", markdown_text="y") == "markdown_text_conflict"
    assert (
        await post(text="x", attachments=[{"text": "x", "fallback": "x"}] * 101)
        == "too_many_attachments"
    )
    assert await post(text="x", blocks=[LONG] * 40) == "msg_too_long"
    here = {"channel": general, "ts": theirs}
    assert await refused(web.chat_update, **here, text="x") == "cant_update_message"
    assert await refused(web.chat_delete, **here) == "cant_delete_message"
    latest = {"channel": general, "latest": "noon"}
    assert await refused(web.conversations_history, **latest) == "invalid_ts_latest"


@pytest.mark.parametrize("name", ["text", "markdown_text"])
async def test_what_is_too_long_is_cut_and_said_to_be(app: App, name: str) -> None:
    said = {"channel": await app.world.general(), name: "x" * 40_001}
    answer = await off(app.client.chat_postMessage, **said)
    assert answer["warning"] == "message_truncated"
    assert len(answer["message"]["text"]) == 40_000


async def test_too_much_at_once(app: App, world: World) -> None:
    web, general = app.client, await world.general()
    garden = (await off(web.conversations_create, name="garden"))["channel"]["id"]
    crowd = [f"U0NOBODY{number}" for number in range(101)]
    too_many = await refused(web.conversations_invite, channel=garden, users=crowd)
    assert too_many == "too_many_users"
    upload = {"filename": "film.mp4", "length": 10**12}
    too_large = await refused(web.files_getUploadURLExternal, **upload)
    assert too_large == "file_upload_size_restricted"
    ts = (await off(web.chat_postMessage, channel=general, text="x"))["ts"]
    here = {"channel": general, "timestamp": ts}
    for number in range(50):
        await off(web.reactions_add, name=f"bee-{number}", **here)
    assert await refused(web.reactions_add, name="bee-50", **here) == "too_many_emoji"


async def test_what_is_wrong_with_a_profile_and_a_right(app: App, world: World) -> None:
    bob = await world.member("bob")
    mine = client_of(bob)
    bad = {"http_verb": "POST", "json": {"profile": "no"}}
    assert await refused(mine.api_call, "users.profile.set", **bad) == "invalid_profile"
    status = {"status_text": "Away", "status_expiration": "soon"}
    assert await refused(mine.users_profile_set, profile=status) == "invalid_profile"
    garden = (await off(app.client.conversations_create, name="garden"))["channel"]["id"]
    await off(mine.conversations_join, channel=garden)
    bot = app.made.person_id
    assert await refused(mine.conversations_kick, channel=garden, user=bot) == "restricted_action"


async def test_forms_are_bounded_and_their_triggers_end(app: App, ada: Person) -> None:
    web, slack = app.client, app.world.server.slack
    does = Interactions(slack.edge, slack.sender)
    title = {"type": "plain_text", "text": "Visit"}

    async def trigger() -> str:
        return str(await does.trigger(app.made.app_id, ada.id))

    def form(*blocks: Any) -> dict[str, Any]:
        return {"type": "modal", "title": title, "blocks": list(blocks)}

    huge = form(*[LONG] * 90)
    assert await refused(web.views_open, trigger_id=await trigger(), view=huge) == "view_too_large"
    over = {"uses": 1, "lasts_ms": -1}
    mine = {"person_id": ada.id}
    late = await slack.edge.tickets.make("trigger", app.made.app_id, mine, **over)
    assert await refused(web.views_open, trigger_id=late, view=form(LONG)) == "expired_trigger_id"
    await off(web.views_open, trigger_id=await trigger(), view=form(LONG))
    for _ in range(2):
        await off(web.views_push, trigger_id=await trigger(), view=form(LONG))
    full = {"trigger_id": await trigger(), "view": form(LONG)}
    assert await refused(web.views_push, **full) == "push_limit_reached"


async def answer(method: str, address: str, **sent: Any) -> tuple[int, str]:
    """The status and the words of an address."""
    async with httpx.AsyncClient() as plain:
        found = await plain.request(method, address, **sent)
    return found.status_code, found.text


async def test_a_webhook_speaks_plainly(app: App, ada: Person) -> None:
    url = app.webhook_url
    assert await answer("GET", url) == (405, "method_not_allowed")
    assert await answer("POST", url, json={"text": "x"}) == (200, "ok")
    assert await answer("POST", url, content="x") == (400, "invalid_payload")
    assert await answer("POST", url, json={}) == (400, "no_text")
    assert await answer("POST", url + "x", json={"text": "x"}) == (403, "invalid_token")
    nobody = url.rsplit("/", 2)[0] + "/B0NOBODY0/x"
    assert await answer("POST", nobody, json={"text": "x"}) == (404, "no_service")


async def test_a_webhook_says_where_it_may_post_no_more(app: App, ada: Person) -> None:
    made = await off(client_of(ada).conversations_create, name="shed")
    shed = made["channel"]["id"]
    hooked = await app_in(app.world, manifest("Hooked"), webhook="shed")
    sent = WebhookClient(hooked.webhook_url)
    root = await ada.call("posts.write", channel_id=shed, title="Which roof?", text="Tin?")
    stored = (await off(client_of(ada).conversations_history, channel=shed))["messages"][0]
    await ada.call("posts.close", thread_id=root["id"])
    below = {"text": "Tin", "thread_ts": stored["ts"]}
    assert await answer("POST", hooked.webhook_url, json=below) == (403, "action_prohibited")
    astray = {"text": "Tin", "thread_ts": "1.000001"}
    assert await answer("POST", hooked.webhook_url, json=astray) == (400, "invalid_thread_ts")
    await off(client_of(ada).conversations_archive, channel=shed)
    refusal = await off(sent.send, text="Tin")
    assert (refusal.status_code, refusal.body) == (410, "channel_is_archived")


async def test_a_webhook_says_when_to_come_again(app: App, ada: Person) -> None:
    slow = await app_in(app.world, manifest("Slow"), webhook="general", rate_limit="1/60")
    sent = WebhookClient(slow.webhook_url)
    assert (await off(sent.send, text="One")).body == "ok"
    refusal = await off(sent.send, text="Two")
    assert (refusal.status_code, refusal.body) == (429, "rate_limited")
    assert int(refusal.headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"data": {"limit": "many"}}, "invalid_limit"),
        ({"data": {"limit": "-1"}}, "invalid_limit"),
        ({"data": {"cursor": "nowhere"}}, "invalid_cursor"),
        ({"content": b"\xff", "headers": {"content-type": "text/plain"}}, "invalid_form_data"),
        ({"content": "{", "headers": {"content-type": "application/json"}}, "invalid_json"),
        ({"content": "[]", "headers": {"content-type": "application/json"}}, "json_not_object"),
        ({"content": "x", "headers": {"content-type": "multipart/form-data"}}, "invalid_form_data"),
    ],
)
async def test_what_is_wrong_with_a_request(app: App, sent: dict[str, Any], code: str) -> None:
    token = {"authorization": f"Bearer {app.made.bot_token}"}
    sent = {**sent, "headers": {**sent.get("headers", {}), **token}}
    status, body = await answer("POST", f"{app.base_url}conversations.list", **sent)
    assert (status, json.loads(body)["error"]) == (200, code)


async def test_a_fault_of_ours_is_told_as_such(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(app.world.server.slack.edge, "team", broken)
    assert await refused(app.client.auth_test) == "internal_error"


async def test_an_answer_that_comes_too_late_is_told_so(app: App, world: World) -> None:
    edge = world.server.slack.edge
    place = {"channel_id": await world.general(), "person_id": app.made.person_id}
    late = await edge.tickets.make("answer", app.made.app_id, place, uses=5, lasts_ms=-1)
    url = f"{world.url}/hooks/{app.made.app_id}/{late}"
    status, body = await answer("POST", url, json={"text": "x"})
    assert (status, json.loads(body)["error"]) == (404, "expired_url")
