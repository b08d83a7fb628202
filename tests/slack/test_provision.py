"""Apps made from manifests, by hand and on the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from slack_sdk import WebClient

from channels.bots.manifests import MOST_FAULTS, BadManifest
from channels.core.actor import Role
from channels.core.errors import Invalid
from server.slack.manifest import read_manifest, shortcuts, to_fields
from server.slack.provision import parse_limit
from tests.server.test_cli import answer, refusal, ruche
from tests.slack.hive import app_in, manifest, off
from tests.world import Refused, World

YAML = """
display_information:
  name: Weather bee
  description: Tells when to stay inside.
features:
  bot_user:
    display_name: weather
  slash_commands:
    - command: /weather
      url: https://bees.example/commands
      description: Asks for the weather
      usage_hint: "[place]"
  shortcuts:
    - {name: Forecast, type: global, callback_id: forecast, description: Shows it}
oauth_config:
  scopes:
    bot: [chat:write, commands, app_mentions:read]
settings:
  event_subscriptions:
    request_url: https://bees.example/events
    bot_events: [app_mention, reaction_added]
  interactivity: {is_enabled: true, request_url: "https://bees.example/actions"}
  socket_mode_enabled: false
"""


def test_a_manifest_says_what_an_app_is() -> None:
    read = read_manifest(YAML)
    fields = to_fields(read)
    assert fields["name"] == "Weather bee"
    assert fields["scopes"] == ["chat:write", "commands", "app_mentions:read"]
    assert fields["wants"] == ["message.posted", "reaction.added"]
    assert fields["commands"][0].name == "weather"
    assert fields["commands"][0].hint == "[place]"
    assert fields["actions_url"] == "https://bees.example/actions"
    assert not fields["socket_mode"]
    assert shortcuts(read)[0]["callback_id"] == "forecast"
    assert to_fields(read_manifest(fields["manifest"])) == fields


@pytest.mark.parametrize(
    "text",
    ["[]", "{", "a: [", "display_information: {}", "settings: 3\ndisplay_information: {name: x}"],
)
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        to_fields(read_manifest(text))
    assert refused.value.field == "manifest"


def test_all_that_is_wrong_is_said_at_once_and_each_thing_once() -> None:
    text = """
        display_information: {description: 3}
        features:
          slash_commands: [{command: /ok}, {command: a b, url: bees}, 7]
          shortcuts: [{type: odd, name: x}]
          app_home: []
        settings: {socket_mode_enabled: perhaps, event_subscriptions: {bot_events: app_mention}}
    """
    with pytest.raises(BadManifest) as refused:
        to_fields(read_manifest(text))
    assert {(one.where, one.why) for one in refused.value.faults} == {
        ("display_information.name", "missing"),
        ("display_information.description", "text"),
        ("features.slash_commands[1].command", "command"),
        ("features.slash_commands[1].url", "address"),
        ("features.slash_commands[2]", "object"),
        ("features.shortcuts[0].type", "shortcut"),
        ("features.shortcuts[0].callback_id", "missing"),
        ("features.app_home", "object"),
        ("settings.socket_mode_enabled", "flag"),
        ("settings.event_subscriptions.bot_events", "words"),
    }
    assert len(refused.value.faults) == 10
    assert all(one.detail in refused.value.detail for one in refused.value.faults)
    broken = read_manifest("features: 3\ndisplay_information: {name: x}")
    with pytest.raises(BadManifest) as once:
        to_fields(broken)
    assert [one.where for one in once.value.faults] == ["features"]
    assert shortcuts(broken) == []
    many = "display_information: {name: x}\nfeatures: {slash_commands: [" + "1," * 500 + "1]}"
    with pytest.raises(BadManifest) as bounded:
        to_fields(read_manifest(many))
    assert len(bounded.value.faults) == MOST_FAULTS


def test_rate_limits_are_calls_in_seconds() -> None:
    assert parse_limit("10/20") == (10, 20)
    assert parse_limit("") == (0, 0)
    for text in ("10", "0/5", "a/b", "10/0"):
        with pytest.raises(Invalid):
            parse_limit(text)


async def test_an_app_from_the_command_line_works_at_once(world: World, tmp_path: Path) -> None:
    await world.member("ada", Role.OWNER)
    (tmp_path / "app.yaml").write_text(YAML)
    arguments = ("app", "create", "--manifest", tmp_path / "app.yaml", "--data", tmp_path)
    more = ("--channels", "general", "--webhook", "general", "--rate-limit", "10/10")
    made = await asyncio.to_thread(answer, *arguments, *more, RUCHE_PORT=str(world.port))
    assert made["bot_token"].startswith("xoxb-")
    assert made["app_token"].startswith("xapp-1-A")
    assert made["webhook_url"].startswith(f"{world.url}/services/T")
    web = WebClient(token=made["bot_token"], base_url=f"{world.url}/api/")
    posted = await off(web.chat_postMessage, channel="general", text="Sun")
    assert posted["message"]["bot_profile"]["name"] == "Weather bee"
    again = await asyncio.to_thread(refusal, *arguments)
    assert again["code"] == "conflict"
    assert again["detail"] == "The app Weather bee has the command /weather already."
    assert (await asyncio.to_thread(refusal, *arguments, "--channels", "none"))["code"] in (
        "conflict",
        "not_found",
    )


def test_an_app_may_be_the_first_thing_there_is(tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text(manifest("First"))
    done = ruche("app", "create", "--manifest", tmp_path / "app.json", "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    lines = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert lines["BOT_TOKEN"].startswith("xoxb-")
    assert lines["SIGNING_SECRET"]
    assert "RUCHE_PUBLIC_URL" not in done.stderr


def test_an_address_that_is_a_guess_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text(manifest("First"))
    command = ("app", "create", "--manifest", tmp_path / "app.json", "--data", tmp_path / "data")
    made = ruche(*command, "--webhook", "general")
    assert made.returncode == 0, made.stderr
    assert "set RUCHE_PUBLIC_URL" in made.stderr


async def test_a_bot_gets_no_role_of_people(world: World) -> None:
    ada = await world.member("ada", Role.OWNER)
    app = await app_in(world, manifest("Drone"))
    with pytest.raises(Refused, match="no role of people"):
        await ada.call("people.set_role", person_id=app.made.person_id, role="owner")
    with pytest.raises(Refused):  # the only owner stays
        await ada.call("people.set_role", person_id=ada.id, role="guest")
