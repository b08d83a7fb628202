"""Home pages of apps: published with Slack's SDK, seen and pressed by their person alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import select, update

from channels.bots import homes
from channels.bots.tables import AppEventRow, AppViewRow
from channels.bots.tidying import tidy
from channels.core.actor import Role
from channels.people.tables import PersonRow
from persistence.bulk import table_of
from tests.slack.bolted import Heard, bolt_for, free_port, linked, listening
from tests.slack.hive import App, app_in, manifest, off
from tests.slack.test_delivery import rows, write
from tests.world import Person, Refused, World

_event, _person, _view = table_of(AppEventRow), table_of(PersonRow), table_of(AppViewRow)


def words(text: str) -> dict[str, str]:
    """A text object."""
    return {"type": "plain_text", "text": text}


def home(title: str = "Hives", **more: Any) -> dict[str, Any]:
    """A home page with a button and a field."""
    hives = [{"text": words(f"Hive {n}"), "value": f"h{n}"} for n in range(2)]
    select = {"type": "static_select", "action_id": "hive", "options": hives}
    press = {"type": "button", "action_id": "report", "text": words("Report"), "value": "now"}
    return {
        "type": "home",
        "callback_id": "hives",
        "blocks": [
            {"type": "header", "text": words(title)},
            {"type": "actions", "block_id": "acts", "elements": [press, select]},
        ],
        **more,
    }


MODAL = {
    "type": "modal",
    "callback_id": "report",
    "title": words("Report"),
    "blocks": [{"type": "divider"}],
}


def listing(url: str = "", *, tab: bool | None = True, events: bool = True) -> str:
    """The manifest of an app with a home page, which hears by HTTP where it has an address."""
    subscribed: dict[str, Any] = {"bot_events": ["app_home_opened"] if events else []}
    if url:
        subscribed["request_url"] = url
    whole = json.loads(
        manifest(
            "Hive",
            event_subscriptions=subscribed,
            interactivity={"is_enabled": True, **({"request_url": url} if url else {})},
            socket_mode_enabled=not url,
        )
    )
    if tab is not None:
        whole["features"]["app_home"] = {"home_tab_enabled": tab}
    return json.dumps(whole)


def build(bolt: Any, heard: Heard) -> None:
    """Publishes on opening, and opens a form."""

    @bolt.event("app_home_opened")  # type: ignore[untyped-decorator]
    def opened(event: Any, client: Any) -> None:
        heard.note(event)
        if event["tab"] == "home" and "view" not in event:
            client.views_publish(user_id=event["user"], view=home())

    @bolt.action("report")  # type: ignore[untyped-decorator]
    def report(ack: Any, body: Any, client: Any) -> None:
        ack()
        heard.note(body)
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        again = client.views_publish(
            user_id=body["user"]["id"], view=home("Reported"), hash=body["view"]["hash"]
        )
        heard.note({"type": "published", "id": again["view"]["id"]})


@pytest.fixture
async def ada(world: World) -> Person:
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    return ada


async def talks_with(person: Person, app: App) -> str:
    """The direct conversation with an app."""
    channel = await person.call("channels.open_direct", person_ids=[app.made.person_id])
    return str(channel["id"])


async def use(app: App, ada: Person, heard: Heard) -> None:
    """A person opens the home page, which the app then publishes, and presses in it."""
    bot = app.made.person_id
    channel_id = await talks_with(ada, app)
    empty = await ada.call("apps.home", person_id=bot)
    assert empty == {"person_id": bot, "app_id": app.made.app_id, "app_name": "Hive", "tab": True}
    await ada.call("apps.open_tab", channel_id=channel_id, tab="home")
    opened = await heard.first(type="app_home_opened")
    assert {name: opened[name] for name in ("user", "channel", "tab")} == {
        "user": ada.id,
        "channel": channel_id,
        "tab": "home",
    }
    assert float(opened["event_ts"]) > 0
    shown = await ada.hears("form.shown")
    assert json.loads(shown["body"])["type"] == "home"
    mine = await ada.call("apps.home", person_id=bot)
    assert (mine["form_id"], mine["body"]) == (shown["form_id"], shown["body"])

    action = {"block_id": "acts", "action_id": "report"}
    await ada.call("forms.press", form_id=mine["form_id"], action=action)
    body = await heard.first(type="block_actions")
    assert body["container"] == {"type": "view", "view_id": mine["form_id"]}
    assert (body["view"]["type"], body["view"]["callback_id"]) == ("home", "hives")
    assert (body["user"]["id"], body["actions"][0]["value"]) == (ada.id, "now")
    assert "channel" not in body
    modal = await ada.hears("form.shown")
    assert json.loads(modal["body"])["type"] == "modal"
    assert (await heard.first(type="published"))["id"] == mine["form_id"]
    await ada.hears("form.shown", form_id=mine["form_id"])
    again = await ada.call("apps.home", person_id=bot)
    assert json.loads(again["body"])["blocks"][0]["text"]["text"] == "Reported"

    await ada.call("apps.open_tab", channel_id=channel_id, tab="messages")
    looked = await heard.first(type="app_home_opened", tab="messages")
    assert "view" not in looked


async def test_a_home_is_opened_published_and_pressed_by_socket_mode(
    world: World, ada: Person
) -> None:
    app, heard = await app_in(world, listing()), Heard()
    bolt = await bolt_for(app)
    build(bolt, heard)
    async with linked(app, bolt):
        await use(app, ada, heard)


async def test_a_home_is_opened_published_and_pressed_over_http(world: World, ada: Person) -> None:
    port = free_port()
    app = await app_in(world, listing(f"http://127.0.0.1:{port}/slack/events"))
    bolt, heard = await bolt_for(app), Heard()
    build(bolt, heard)
    async with listening(bolt, port):
        await use(app, ada, heard)


async def test_an_app_hears_once_of_a_tab_that_is_opened_again_at_once(
    world: World, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homes, "ONCE_IN_MS", 3_600_000)
    app = await app_in(world, listing())
    channel_id = await talks_with(ada, app)
    for tab in ("home", "home", "messages", "home"):
        await ada.call("apps.open_tab", channel_id=channel_id, tab=tab)
    told = await rows(world, select(_event.c.name, _event.c.body))
    tabs = [json.loads(row.body)["event"]["tab"] for row in told if row.name == "home.opened"]
    assert sorted(tabs) == ["home", "messages"]


async def test_an_app_that_did_not_ask_is_told_nothing(world: World, ada: Person) -> None:
    app = await app_in(world, listing(events=False))
    channel_id = await talks_with(ada, app)
    await ada.call("apps.open_tab", channel_id=channel_id, tab="home")
    assert not await rows(world, select(_event.c.id).where(_event.c.name == "home.opened"))


async def test_a_home_is_its_persons_alone(world: World, ada: Person) -> None:
    app = await app_in(world, listing(tab=None))
    bob = await world.member("bob")
    await bob.connects()
    bot = app.made.person_id
    assert "tab" not in await ada.call("apps.home", person_id=bot)
    view = (await off(app.client.views_publish, user_id=ada.id, view=home()))["view"]
    shown = await ada.hears("form.shown")
    assert shown["form_id"] == view["id"]
    await bob.hears_nothing("form.shown")
    assert (await ada.call("apps.home", person_id=bot))["tab"] is True
    assert "body" not in await bob.call("apps.home", person_id=bot)
    action = {"block_id": "acts", "action_id": "report"}
    for op, more in (
        ("forms.press", {"action": action}),
        ("forms.options", {"block_id": "acts", "action_id": "hive"}),
    ):
        with pytest.raises(Refused, match="not_found"):
            await bob.call(op, form_id=view["id"], **more)
    channel_id = await talks_with(ada, app)
    with pytest.raises(Refused, match="not_found"):
        await bob.call("apps.open_tab", channel_id=channel_id, tab="home")
    with pytest.raises(Refused, match="not_found"):
        await ada.call("apps.home", person_id=bob.id)
    for wrong in (await world.general(), await talks_with_person(ada, bob)):
        with pytest.raises(Refused, match="not_found"):
            await ada.call("apps.open_tab", channel_id=wrong, tab="home")


async def talks_with_person(person: Person, other: Person) -> str:
    """The direct conversation of two people."""
    channel = await person.call("channels.open_direct", person_ids=[other.id])
    return str(channel["id"])


async def test_a_home_is_no_form(world: World, ada: Person) -> None:
    app = await app_in(world, listing())
    view = (await off(app.client.views_publish, user_id=ada.id, view=home()))["view"]
    for op in ("forms.submit", "forms.close"):
        with pytest.raises(Refused, match="not_found"):
            await ada.call(op, form_id=view["id"])
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await off(app.client.views_update, view_id=view["id"], view=MODAL)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await off(app.client.views_open, trigger_id="1.2.abc", view=home())
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await off(app.client.views_publish, user_id=ada.id, view=MODAL)
    await off(app.client.views_update, view_id=view["id"], view=home("Updated"))
    kept = await ada.call("apps.home", person_id=app.made.person_id)
    assert json.loads(kept["body"])["blocks"][0]["text"]["text"] == "Updated"
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await off(app.client.views_publish, user_id=ada.id, view=home(), hash=view["hash"])
    for nobody in ("U0NOBODY0", app.made.person_id):
        with pytest.raises(SlackApiError, match="user_not_found"):
            await off(app.client.views_publish, user_id=nobody, view=home())


async def test_a_view_takes_another_name_that_is_free(world: World, ada: Person) -> None:
    app, bob = await app_in(world, listing()), await world.member("bob")
    update, publish = app.client.views_update, app.client.views_publish
    first = await off(publish, user_id=ada.id, view=home(external_id="one"))
    await off(publish, user_id=bob.id, view=home(external_id="other"))
    said = await off(update, external_id="one", view=home("Renamed", external_id="new"))
    assert (said["view"]["id"], said["view"]["external_id"]) == (first["view"]["id"], "new")
    with pytest.raises(SlackApiError, match="not_found"):
        await off(update, external_id="one", view=home())
    for call, named in ((update, {"external_id": "new"}), (publish, {"user_id": ada.id})):
        with pytest.raises(SlackApiError, match="duplicate_external_id"):
            await off(call, view=home("Taken", external_id="other"), **named)
    said = await off(update, external_id="new", view=home("Again", external_id="new"))
    assert said["view"]["external_id"] == "new"


async def test_a_home_goes_with_its_app_and_with_its_person(world: World, ada: Person) -> None:
    app, other = await app_in(world, listing()), await app_in(world, manifest("Other"))
    bob = await world.member("bob")
    for one in (app, other):
        for person in (ada, bob):
            await off(one.client.views_publish, user_id=person.id, view=home())
    command = world.command("apps.remove", app_id=app.made.app_id)
    await world.system("apps.remove", command)
    with pytest.raises(Refused, match="not_found"):
        await ada.call("apps.home", person_id=app.made.person_id)
    left = await rows(world, select(_view.c.app_id, _view.c.person_id))
    assert {row.app_id for row in left} == {other.made.app_id}
    await write(world, update(_person).where(_person.c.id == bob.id).values(active=False))
    await tidy(world.server.core.store)
    assert [row.person_id for row in await rows(world, select(_view))] == [ada.id]
