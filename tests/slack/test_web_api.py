"""Slack's own Python client against a running server: messages, conversations, people, marks."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select, update

from channels.bots.tidying import tidy
from channels.people.proofs import hash_secret
from channels.people.tables import EndedTokenRow
from persistence.bulk import table_of
from tests.slack.hive import App, app_in, client_of, manifest, off
from tests.world import Person, World

# The SDK's advice to always send a text, where a test is about sending none.
pytestmark = pytest.mark.filterwarnings("ignore:The top-level `text`", "ignore:Additionally, the")

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Honey* is ready"}}


@pytest.fixture
async def bob(world: World, ada: Person) -> Person:
    return await world.member("bob")


async def refused(call: Any, *args: Any, **named: Any) -> str:
    """The code of an error."""
    with pytest.raises(SlackApiError) as error:
        await off(call, *args, **named)
    return str(error.value.response["error"])


async def test_a_bot_learns_who_it_is(app: App) -> None:
    answer = await off(app.client.auth_test)
    assert answer["bot_id"] == app.made.bot_id
    assert answer["user_id"] == app.made.person_id
    assert answer["url"].endswith("/")
    assert "chat:write" in answer.headers["x-oauth-scopes"]
    assert (await off(app.client.team_info))["team"]["id"] == app.team_id
    bot = (await off(app.client.bots_info, bot=app.made.bot_id))["bot"]
    assert bot["user_id"] == app.made.person_id
    assert (await off(app.client.emoji_list))["emoji"] == {}
    assert await refused(app.client.bots_info, bot="B0NOBODY0") == "bot_not_found"


async def test_what_a_stranger_sends_is_bounded_in_every_form(world: World) -> None:
    async with httpx.AsyncClient(base_url=world.url) as client:
        for sent in ({"files": {"a": b"x" * 3_000_000}}, {"data": {"a": "x" * 3_000_000}}):
            answer = await client.post("/api/api.test", **sent)
            assert answer.json()["error"] == "request_too_large"
        few = await client.post("/api/api.test", files={"a": b"x"}, data={"b": "1"})
        assert few.json()["args"] == {"b": "1"}


async def test_a_bot_writes_changes_and_deletes(app: App, ada: Person) -> None:
    general = await app.world.general()
    await ada.connects()
    posted = await off(app.client.chat_postMessage, channel="#general", text="Hello *all* & <@U1>")
    ts = posted["ts"]
    assert posted["channel"] == general
    assert posted["message"]["text"] == "Hello *all* &amp; <@U1>"
    assert posted["message"]["bot_id"] == app.made.bot_id
    assert posted["message"]["user"] == app.made.person_id
    assert "subtype" not in posted["message"]
    heard = await ada.hears("message.posted", author_id=app.made.person_id)
    assert heard["message"]["card"]["app_id"] == app.made.app_id
    changed = await off(
        app.client.chat_update, channel=general, ts=ts, text="Bye", blocks=[SECTION]
    )
    assert changed["text"] == "Bye"
    assert changed["message"]["edited"]["user"] == app.made.person_id
    block = changed["message"]["blocks"][0]
    assert block["text"] == SECTION["text"]
    assert block["block_id"]
    kept = await off(app.client.chat_update, channel=general, ts=ts, text="Once more")
    assert kept["message"]["blocks"] == changed["message"]["blocks"]
    cleared = await off(app.client.chat_update, channel=general, ts=ts, text="Plain", blocks=[])
    assert "blocks" not in cleared["message"]
    link = await off(app.client.chat_getPermalink, channel=general, message_ts=ts)
    assert link["permalink"].endswith(f"/archives/{general}/p{ts.replace('.', '')}")
    await off(app.client.chat_delete, channel=general, ts=ts)
    assert await refused(app.client.chat_delete, channel=general, ts=ts) == "message_not_found"
    assert await refused(app.client.chat_postMessage, channel=general) == "no_text"
    assert await refused(app.client.chat_postMessage, channel="C0NOBODY0", text="x") == (
        "channel_not_found"
    )


async def test_words_of_people_are_read_as_they_were_meant(app: App, ada: Person) -> None:
    general = await app.world.general()
    await ada.posts(
        general, "**Look**, @drone: <b> & [it](https://example.org/a?b=1&c=2) in #general"
    )
    newest = (await off(app.client.conversations_history, channel=general))["messages"][0]
    assert newest["text"] == (
        f"*Look*, <@{app.made.person_id}>: &lt;b&gt; &amp; "
        f"<https://example.org/a?b=1&amp;c=2|it> in <#{general}|general>"
    )
    assert newest["user"] == ada.id
    assert "bot_id" not in newest


async def test_a_post_begins_with_its_title(app: App, ada: Person) -> None:
    general = await app.world.general()
    for text in ("Come *all*.", ""):
        await ada.call("posts.write", channel_id=general, title="Honey & <wax>", text=text)
    found = (await off(app.client.conversations_history, channel=general))["messages"][:2]
    title = "*Honey &amp; &lt;wax&gt;*"
    assert [one["text"] for one in found] == [title, f"{title}\nCome _all_."]


async def test_a_bot_under_another_name(app: App) -> None:
    named = await off(
        app.client.chat_postMessage,
        channel="general",
        text="Swarm!",
        username="Weather",
        icon_emoji=":bee:",
        metadata={"event_type": "swarm", "event_payload": {"hive": 4}},
    )
    message = named["message"]
    assert message["subtype"] == "bot_message"
    assert message["username"] == "Weather"
    assert message["icons"] == {"emoji": ":bee:"}
    assert message["metadata"]["event_payload"] == {"hive": 4}
    assert "user" not in message


async def test_threads_and_pages(app: App, ada: Person) -> None:
    general = await app.world.general()
    post = app.client.chat_postMessage
    root = (await off(post, channel=general, text="Who feeds?"))["ts"]
    for n in range(5):
        await off(post, channel=general, text=f"reply {n}", thread_ts=root)
    loud = await off(post, channel=general, text="loud", thread_ts=root, reply_broadcast=True)
    assert loud["message"]["subtype"] == "thread_broadcast"
    newest = (await off(app.client.conversations_history, channel=general, limit=1))["messages"]
    for shown in (loud["message"], *newest):
        assert (shown["root"]["ts"], shown["root"]["text"]) == (root, "Who feeds?")
        assert "root" not in shown["root"]

    def texts() -> list[str]:
        pages = app.client.conversations_replies(channel=general, ts=root, limit=3)
        return [one["text"] for page in pages for one in page["messages"]]

    replies = await off(texts)
    assert replies == ["Who feeds?", *(f"reply {n}" for n in range(5)), "loud"]
    nowhere = {"channel": general, "text": "x", "thread_ts": "1.000001"}
    assert await refused(post, **nowhere) == "cannot_reply_to_message"
    for n in range(7):
        await off(post, channel=general, text=f"m{n}")
    seen: list[str] = []
    cursor = ""
    while True:
        page = await off(app.client.conversations_history, channel=general, limit=3, cursor=cursor)
        seen += [one["text"] for one in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert seen == [*(f"m{n}" for n in range(6, -1, -1)), "loud", "Who feeds?"]
    newest = await off(app.client.conversations_history, channel=general, limit=1)
    ts = newest["messages"][0]["ts"]
    only = await off(
        app.client.conversations_history, channel=general, oldest=ts, latest=ts, inclusive=True
    )
    assert [one["text"] for one in only["messages"]] == ["m6"]
    none = await off(app.client.conversations_history, channel=general, oldest=ts)
    assert none["messages"] == []
    history = app.client.conversations_history
    assert await refused(history, channel=general, cursor="garbage") == "invalid_cursor"
    assert await refused(history, channel=general, oldest="x") == "invalid_ts_oldest"


async def test_conversations_live_their_life(app: App, ada: Person, bob: Person) -> None:
    web = app.client
    made = (await off(web.conversations_create, name="apiary"))["channel"]
    assert made["is_channel"]
    assert made["is_member"]
    apiary = made["id"]
    assert await refused(web.conversations_create, name="apiary") == "name_taken"
    assert await refused(web.conversations_create, name="Api Ary") == "invalid_name_specials"
    assert await refused(web.conversations_create, name="a" * 81) == "invalid_name_maxlength"
    await off(web.conversations_invite, channel=apiary, users=[ada.id, bob.id])
    again = await refused(web.conversations_invite, channel=apiary, users=bob.id)
    assert again == "already_in_channel"
    members = (await off(web.conversations_members, channel=apiary))["members"]
    assert set(members) == {app.made.person_id, ada.id, bob.id}
    await off(web.conversations_kick, channel=apiary, user=bob.id)
    assert await refused(web.conversations_kick, channel=apiary, user=bob.id) == "not_in_channel"
    topic = (await off(web.conversations_setTopic, channel=apiary, topic="Bees"))["channel"]
    assert topic["topic"]["value"] == "Bees"
    await off(web.conversations_setPurpose, channel=apiary, purpose="Honey")
    renamed = (await off(web.conversations_rename, channel=apiary, name="hives"))["channel"]
    assert renamed["name"] == "hives"
    info = await off(web.conversations_info, channel=apiary, include_num_members=True)
    assert info["channel"]["num_members"] == 2
    assert info["channel"]["purpose"]["value"] == "Honey"
    await off(web.conversations_archive, channel=apiary)
    assert await refused(web.conversations_archive, channel=apiary) == "already_archived"
    assert await refused(web.chat_postMessage, channel=apiary, text="x") == "is_archived"
    await off(web.conversations_unarchive, channel=apiary)
    await off(web.conversations_leave, channel=apiary)
    assert (await off(web.conversations_leave, channel=apiary))["not_in_channel"]
    assert (await off(web.conversations_join, channel=apiary))["channel"]["is_member"]
    warned = await off(web.conversations_join, channel=apiary)
    assert warned["warning"] == "already_in_channel"
    names = {one["name"] for one in (await off(web.conversations_list))["channels"]}
    assert names == {"general", "hives"}
    mine = (await off(web.users_conversations, user=bob.id))["channels"]
    assert [one["name"] for one in mine] == ["general"]


async def test_walls_are_listed_to_those_alone_who_are_in_them(app: App, ada: Person) -> None:
    wall = (await ada.call("posts.open_wall"))["channel_id"]
    web = app.client

    async def listed() -> set[str]:
        return {one["id"] for one in (await off(web.conversations_list))["channels"]}

    assert await listed() == {await app.world.general()}
    shown = (await off(web.conversations_info, channel=wall))["channel"]
    assert (shown["id"], shown["is_member"]) == (wall, False)
    await off(web.conversations_join, channel=wall)
    assert wall in await listed()


async def test_direct_conversations(app: App, ada: Person, bob: Person) -> None:
    web = app.client
    direct = (await off(web.conversations_open, users=[ada.id], return_im=True))["channel"]
    assert direct["is_im"]
    assert direct["user"] == ada.id
    assert "name" not in direct
    same = await off(web.chat_postMessage, channel=ada.id, text="psst")
    assert same["channel"] == direct["id"]
    group = await off(web.conversations_open, users=f"{ada.id},{bob.id}", return_im=True)
    assert group["channel"]["is_mpim"]
    assert group["channel"]["name"].startswith("mpdm-")
    assert await refused(web.conversations_open, users="U0NOBODY0") == "user_not_found"
    again = await off(web.conversations_open, channel=direct["id"])
    assert (again["channel"], again["already_open"]) == ({"id": direct["id"]}, True)
    public = await app.world.general()
    wrong_kind = "method_not_supported_for_channel_type"
    assert await refused(web.conversations_open, channel=public) == wrong_kind
    reader = await app_in(app.world, manifest("Reader", ["im:read", "mpim:read"]))
    theirs = (await ada.call("channels.open_direct", person_ids=[reader.made.person_id]))["id"]
    assert await refused(reader.client.conversations_open, channel=theirs) == "missing_scope"
    kinds = (await off(web.conversations_list, types="im,mpim"))["channels"]
    assert {one["id"] for one in kinds} == {direct["id"], group["channel"]["id"]}


async def test_what_a_bot_may_not_see_is_not_found(app: App, ada: Person, bob: Person) -> None:
    cellar = await bob.creates("cellar", "private")
    await bob.posts(cellar, "secret")
    orchard = await bob.creates("orchard")
    web = app.client
    assert await refused(web.conversations_info, channel=cellar) == "channel_not_found"
    assert await refused(web.conversations_history, channel=cellar) == "channel_not_found"
    assert await refused(web.chat_postMessage, channel=cellar, text="x") == "channel_not_found"
    assert await refused(web.conversations_history, channel=orchard) == "not_in_channel"
    await off(web.chat_postMessage, channel=orchard, text="from outside")  # chat:write.public
    kept_out = await app_in(app.world, manifest("Shy", ["chat:write", "channels:read"]))
    assert await refused(kept_out.client.chat_postMessage, channel=orchard, text="x") == (
        "not_in_channel"
    )


async def test_reactions_and_pins(app: App, ada: Person) -> None:
    general = await app.world.general()
    web = app.client
    ts = (await off(web.chat_postMessage, channel=general, text="Pin me"))["ts"]
    here = {"channel": general, "timestamp": ts}
    await off(web.reactions_add, name="thumbsup", **here)
    assert await refused(web.reactions_add, name="thumbsup", **here) == "already_reacted"
    assert await refused(web.reactions_add, name="no emoji!", **here) == "invalid_name"
    message = (await off(web.reactions_get, **here))["message"]
    assert message["reactions"] == [{"name": "+1", "users": [app.made.person_id], "count": 1}]
    listed = (await off(web.reactions_list))["items"]
    assert [one["message"]["ts"] for one in listed] == [ts]
    await off(web.reactions_remove, name="thumbsup", **here)
    assert await refused(web.reactions_remove, name="thumbsup", **here) == "no_reaction"
    await off(web.pins_add, **here)
    assert await refused(web.pins_add, **here) == "already_pinned"
    (pin,) = (await off(web.pins_list, channel=general))["items"]
    assert pin["message"]["pinned_to"] == [general]
    assert pin["created_by"] == app.made.person_id
    await off(web.pins_remove, **here)
    assert await refused(web.pins_remove, **here) == "no_pin"


async def test_read_marks(app: App, ada: Person, bob: Person) -> None:
    general = await app.world.general()
    mine = client_of(bob)
    first = (await off(app.client.chat_postMessage, channel=general, text="1"))["ts"]
    second = (await off(app.client.chat_postMessage, channel=general, text="2"))["ts"]
    for ts in (second, first):
        await off(mine.conversations_mark, channel=general, ts=ts)
        info = await off(mine.conversations_info, channel=general)
        assert info["channel"]["last_read"] == ts


async def test_scopes_and_tokens(app: App, ada: Person) -> None:
    shy = await app_in(app.world, manifest("Shy", ["chat:write"]))
    with pytest.raises(SlackApiError) as error:
        await off(shy.client.users_list)
    assert error.value.response["error"] == "missing_scope"
    assert error.value.response["needed"] == "users:read"
    assert error.value.response["provided"] == "chat:write"
    async with httpx.AsyncClient(base_url=app.base_url) as plain:

        async def code(method: str, token: str = "") -> str:
            headers = {"authorization": f"Bearer {token}"} if token else {}
            response = await plain.post(method, headers=headers)
            assert response.status_code == 200
            return str(response.json().get("error"))

        assert await code("auth.test") == "not_authed"
        assert await code("auth.test", "xoxb-nobody") == "invalid_auth"
        assert await code("auth.nothing", app.made.bot_token) == "unknown_method"
        assert await code("auth.test", app.made.app_token) == "not_allowed_token_type"
    await off(shy.client.auth_revoke)
    assert await refused(shy.client.auth_test) == "token_revoked"
    assert (await off(client_of(ada).auth_test))["user_id"] == ada.id


async def test_a_refusal_for_want_of_a_scope_says_which_would_do(app: App, ada: Person) -> None:
    shy = await app_in(app.world, manifest("Shy", ["chat:write"]))
    shy_id = shy.made.person_id
    here = {"channel": await app.world.general(), "topic": "x", "purpose": "x", "ts": "1.000001"}
    direct = {
        **here,
        "channel": (await ada.call("channels.open_direct", person_ids=[shy_id]))["id"],
    }
    asked = "archive unarchive rename setTopic setPurpose info history replies mark members kick"
    calls = [(f"conversations.{one}", to) for one in asked.split() for to in (here, direct)]
    calls += [("conversations.leave", here), ("conversations.invite", here)]
    calls += [("conversations.list", {}), ("users.conversations", {"types": "im"})]
    calls += [("conversations.open", {"users": ada.id}), ("conversations.open", direct)]
    calls += [("conversations.create", {"name": "den", "is_private": kind}) for kind in (0, 1)]
    for method, args in calls:
        with pytest.raises(SlackApiError) as error:
            await off(shy.client.api_call, method, params={**args, "name": "den", "user": ada.id})
        answer = error.value.response
        assert answer["error"] == "missing_scope", (method, args)
        known = answer.headers["x-accepted-oauth-scopes"].split(",")
        assert answer["needed"] in known, (method, args)


async def test_a_token_that_was_good_once_says_why_it_is_no_more(
    world: World, ada: Person, bob: Person
) -> None:
    async def asks(op: str, **args: Any) -> Any:
        return await world.system(op, world.command(op, **args))

    linked: Any = {"socket_mode_enabled": True}
    app = await app_in(world, manifest(**linked))
    gone = await app_in(world, manifest("Gone", **linked))
    assert await refused(WebClient(token="", base_url=app.base_url).auth_test) == "not_authed"
    never = WebClient(token="xoxb-never-was", base_url=app.base_url)
    assert await refused(never.auth_test) == "invalid_auth"
    await asks("apps.enable", app_id=app.made.app_id, enabled=False)
    assert await refused(app.client.auth_test) == "account_inactive"
    await asks("apps.enable", app_id=app.made.app_id, enabled=True)
    assert (await off(app.client.auth_test))["ok"]
    new = await asks("apps.rotate", app_id=app.made.app_id, kind="bot")
    assert await refused(app.client.auth_test) == "token_revoked"
    assert (await off(WebClient(token=new.secret, base_url=app.base_url).auth_test))["ok"]
    opening = WebClient(base_url=app.base_url).apps_connections_open
    assert (await off(opening, app_token=app.made.app_token))["ok"]
    await asks("apps.remove", app_id=gone.made.app_id)
    assert await refused(gone.client.auth_test) == "account_inactive"
    assert await refused(opening, app_token=gone.made.app_token) == "account_inactive"
    mine = client_of(ada)
    await off(mine.auth_revoke)
    assert await refused(mine.auth_test) == "token_revoked"
    theirs = client_of(bob)
    assert (await off(theirs.auth_test))["ok"]
    await asks("people.set_active", person_id=bob.id, active=False)
    assert await refused(theirs.auth_test) == "account_inactive"
    assert await refused(theirs.chat_postMessage, channel="general", text="x") == "account_inactive"
    ended = table_of(EndedTokenRow)
    async with world.server.core.store.read() as snapshot:
        kept = {row.id for row in await snapshot.all(select(ended.c.id))}
    assert hash_secret(bob.token) in kept
    assert bob.token not in kept

    async def ages(snapshot: Any) -> None:
        await snapshot.connection.execute(update(ended).values(ended_at_ms=0))

    await world.server.core.store.exclusively(ages)
    await tidy(world.server.core.store)
    assert await refused(theirs.auth_test) == "invalid_auth"


async def test_every_form_of_arguments(app: App, ada: Person) -> None:
    general = await app.world.general()
    head = {"authorization": f"Bearer {app.made.bot_token}"}
    async with httpx.AsyncClient(base_url=app.base_url) as plain:

        async def said(**request: Any) -> str:
            response = await plain.request(
                **{"method": "POST", "url": "chat.postMessage", **request}
            )
            body = response.json()
            assert body["ok"], body
            return str(body["message"]["text"])

        values = {"channel": general, "text": "form"}
        assert await said(data=values, headers=head) == "form"
        assert await said(json=values, headers=head) == "form"
        assert await said(method="GET", params=values, headers=head) == "form"
        form = {**head, "content-type": "application/x-www-form-urlencoded"}
        assert await said(params=values, headers=form) == "form"
        assert await said(data={**values, "token": app.made.bot_token}) == "form"
        files = {name: (None, value) for name, value in values.items()}
        assert await said(files=files, headers=head) == "form"
        empty = {**head, "content-type": "application/json;charset=utf-8"}
        assert (await plain.post("auth.test", headers=empty)).json()["ok"]
        bad = await plain.post("auth.test", headers=empty, content="{")
        assert bad.json()["error"] == "invalid_json"
        bad = await plain.post("auth.test", headers=empty, content="[]")
        assert bad.json()["error"] == "json_not_object"
        echoed = (await plain.get("api.test", params={"foo": "bar"})).json()
        assert echoed["args"] == {"foo": "bar"}


async def test_blocks_are_refused_by_the_field_at_fault(app: App) -> None:
    post = app.client.chat_postMessage

    async def why(blocks: Any) -> str:
        with pytest.raises(SlackApiError) as error:
            await off(post, channel="general", text="x", blocks=blocks)
        response = error.value.response
        return f"{response['error']}: {response['response_metadata']['messages'][0]}"

    assert "/blocks/0" in await why([{"type": "sektion"}])
    assert "/blocks/1" in await why([SECTION, {"type": "section"}])
    assert "/blocks/0/text/text" in await why(
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    )
    assert "elements" in await why([{"type": "actions"}])
    assert "/blocks" in await why([{"type": "divider"}] * 51)
    button = {"type": "button", "value": "1"}
    assert "/blocks/0/elements/0" in await why([{"type": "actions", "elements": [button]}])
    assert (await why("not json")).startswith("invalid_blocks_format")
    old = await off(post, channel="general", attachments=[{"text": "Old form", "color": "#ff0000"}])
    assert old["message"]["attachments"][0]["color"] == "ff0000"
    assert old["message"]["attachments"][0]["id"] == 1


async def test_an_app_of_its_own_limit_is_told_when_to_come_again(
    world: World, ada: Person
) -> None:
    app = await app_in(world, rate_limit="5/60")
    await off(app.client.auth_test)
    async with httpx.AsyncClient(base_url=app.base_url) as plain:
        head = {"authorization": f"Bearer {app.made.bot_token}"}
        answers = [await plain.post("auth.test", headers=head) for _ in range(6)]
    assert [one.status_code for one in answers[:4]] == [200] * 4
    assert answers[-1].status_code == 429
    assert answers[-1].json() == {"ok": False, "error": "ratelimited"}
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 13


async def test_the_asynchronous_client(app: App, ada: Person) -> None:
    general = await app.world.general()
    web = AsyncWebClient(token=app.made.bot_token, base_url=app.base_url)
    assert (await web.auth_test())["bot_id"] == app.made.bot_id
    posted = await web.chat_postMessage(channel=general, text="async", blocks=[SECTION])
    await web.reactions_add(channel=general, timestamp=str(posted["ts"]), name="bee")
    history = await web.conversations_history(channel=general, limit=1)
    messages: list[Any] = history["messages"]
    assert messages[0]["reactions"][0]["name"] in ("bee", "honeybee")
    members: list[Any] = (await web.users_list())["members"]
    assert {one["name"] for one in members} == {"ada", "drone", "slackbot"}
