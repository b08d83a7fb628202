"""The `ruche` command as a person and as a program use it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.cli import hoisted
from tests.slack.archive import at, said, simple
from tests.world import World

RUCHE = [sys.executable, "-c", "from server.cli import main; main()"]
TIMEOUT_S = 90
OURS = ("RUCHE_", "REDIS_", "DATABASE_URL")


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what would configure Ruche."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, **more}


def ruche(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [*RUCHE, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        env=environment(**env),
        check=False,
    )


def answer(*arguments: object, **env: str) -> dict[str, Any]:
    """The one JSON object that a successful command prints."""
    done = ruche(*arguments, "--json", **env)
    assert done.returncode == 0, done.stdout + done.stderr
    return one_object(done)


def refusal(*arguments: object, **env: str) -> dict[str, Any]:
    """The error that a refused command prints."""
    done = ruche(*arguments, "--json", **env)
    assert done.returncode == 1, done.stdout + done.stderr
    error: dict[str, Any] = one_object(done)["error"]
    assert set(error) == {"code", "detail", "field"}
    return error


def one_object(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Stdout is one object on one line."""
    assert done.stdout.count("\n") == 1, done.stdout
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@contextmanager
def serving(*arguments: object, **env: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that serves, and where; it is told to stop at the end and does so in order."""
    process = subprocess.Popen(
        [*RUCHE, *map(str, arguments), "--json"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(**env),
    )
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline()).get("url", "")
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        if process.stdout:
            process.stdout.close()


ADA = ("--email", "Ada@Example.org", "--name", "Ada")


def test_options_that_all_commands_take_may_stand_anywhere() -> None:
    wanted = ["--json", "--data", "/x", "user", "add"]
    assert hoisted(["user", "add", "--data", "/x", "--json"]) == wanted
    assert hoisted(["--data", "/x", "user", "--json", "add"]) == wanted
    assert hoisted(["user", "--json", "--json", "add", "--data", "/x"]) == wanted
    assert hoisted(["user", "add", "--data=/x", "--json"])[1:3] == ["--data=/x", "user"]
    assert hoisted(["channel", "add", "--", "--json"]) == ["channel", "add", "--", "--json"]


def test_help_names_every_subcommand_quickly() -> None:
    done = ruche("--help")
    assert done.returncode == 0
    for name in ("serve", "gateway", "presence", "worker", "migrate", "user", "token"):
        assert f" {name} " in done.stdout
    for name in ("channel", "import", "features", "doctor"):
        assert f" {name} " in done.stdout


def test_a_person_a_token_and_channels_are_added(tmp_path: Path) -> None:
    data = ("--data", tmp_path)
    ada = answer("user", "add", *ADA, "--role", "owner", *data)
    assert ada["email"] == "ada@example.org"
    assert (ada["handle"], ada["role"]) == ("ada", "owner")
    assert len(ada["password"]) >= 12
    bob = answer(
        "user", "add", "--email", "bob@x.org", "--name", "Bob", "--password", "12345678", *data
    )
    assert (set(bob), bob["role"]) == ({"id", "email", "handle", "role"}, "member")
    token = answer("token", "create", "--email", "ada@example.org", *data)
    assert set(token) == {"token"}
    assert token["token"].startswith("xoxp-")
    made = answer("channel", "add", "secret", "--private", "--members", "bob@x.org,ada@example.org", *data)  # fmt: skip  # noqa: E501
    assert (made["name"], made["kind"]) == ("secret", "private")
    assert answer("channel", "add", "open", *data)["kind"] == "public"


def test_a_channel_makes_the_workspace_too_which_the_first_visitor_owns(tmp_path: Path) -> None:
    data = ("--data", tmp_path)
    answer("channel", "add", "garden", *data)
    answer("channel", "add", "bees", *data)
    answer("user", "add", *ADA, "--role", "owner", *data)
    with sqlite3.connect(tmp_path / "ruche.sqlite") as store:
        channels = dict(store.execute("SELECT name, general FROM channel"))
        assert channels == {"general": 1, "garden": 0, "bees": 0}
        (workspaces,) = store.execute("SELECT count(*) FROM workspace").fetchone()
        members = store.execute(
            "SELECT channel.name FROM member JOIN channel ON channel.id = member.channel_id"
        ).fetchall()
    assert (workspaces, members) == (1, [("general",)])
    store.close()


def test_the_first_person_is_no_guest(tmp_path: Path) -> None:
    refused = refusal("user", "add", *ADA, "--role", "guest", "--data", tmp_path)
    assert (refused["code"], refused["field"]) == ("invalid", "role")


def test_the_first_person_owns_the_workspace(tmp_path: Path) -> None:
    data = ("--data", tmp_path)
    answer("channel", "add", "garden", *data)
    for role in ("admin", "member"):
        refused = refusal("user", "add", *ADA, "--role", role, *data)
        assert (refused["code"], refused["field"]) == ("invalid", "role")
        assert "--role owner" in refused["detail"]
    assert answer("user", "add", *ADA, *data)["role"] == "owner"
    bob = ("--email", "bob@x.org", "--name", "Bob")
    assert answer("user", "add", *bob, *data)["role"] == "member"


@pytest.mark.parametrize("group", ["user", "token", "channel", "import"])
def test_a_group_alone_is_refused_as_json_too(tmp_path: Path, group: str) -> None:
    assert refusal(group, "--data", tmp_path)["code"] == "invalid"


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    refused = refusal("doctor", "--data", tmp_path, RUCHE_PORT="many")
    assert (refused["code"], refused["field"]) == ("invalid", "RUCHE_PORT")


def test_what_is_refused_has_a_code_and_a_field(tmp_path: Path) -> None:
    data = ("--data", tmp_path)
    answer("user", "add", *ADA, *data)
    assert refusal("user", "add", *ADA, *data)["field"] == "email"
    wrong = refusal("user", "add", "--email", "no address", "--name", "X", *data)
    assert (wrong["code"], wrong["field"]) == ("invalid", "email")
    assert wrong["detail"] == "Write an e-mail address, such as ada@example.org."
    short = ("--email", "c@x.org", "--name", "C", "--password", "short")
    assert refusal("user", "add", *short, *data)["field"] == "password"
    assert refusal("token", "create", "--email", "nobody@x.org", *data)["code"] == "not_found"
    assert refusal("channel", "add", "no good!", *data)["field"] == "name"
    absent = refusal("channel", "add", "fine", "--members", "nobody@x.org", *data)
    assert (absent["code"], absent["field"]) == ("not_found", "members")


def test_a_forgotten_password_is_replaced(tmp_path: Path) -> None:
    where = ("--data", tmp_path)
    answer("user", "add", "--email", "ada@x.org", "--name", "Ada", "--role", "owner", *where)
    made = answer("user", "password", "--email", "Ada@x.org", *where)
    assert made["email"] == "ada@x.org"
    assert "/reset/rp-" in made["link"]
    new = ("--password", "comb and clover")
    changed = answer("user", "password", "--email", "ada@x.org", *new, *where)
    assert changed == {"email": "ada@x.org", "changed": True}
    nobody = refusal("user", "password", "--email", "eve@x.org", *where)
    assert (nobody["code"], nobody["field"]) == ("not_found", "email")


def test_a_folder_that_is_made_new_is_named_once_beside_the_answer(tmp_path: Path) -> None:
    data = tmp_path / "hive"
    first = ruche("user", "add", *ADA, "--role", "owner", "--json", RUCHE_DATA=str(data))
    assert one_object(first)["handle"] == "ada"
    assert f"There was nothing in {data} yet" in first.stderr
    assert "--data or RUCHE_DATA" in first.stderr
    again = ruche("token", "create", "--email", "ada@example.org", "--data", data)
    assert again.stderr == ""


def test_no_folder_is_named_where_a_server_of_databases_keeps_the_workspace(
    tmp_path: Path, postgres_url: str
) -> None:
    data = tmp_path / "files"
    made = ruche("user", "add", *ADA, "--role", "owner", "--data", data, DATABASE_URL=postgres_url)
    assert (made.returncode, made.stderr) == (0, "")
    assert data.is_dir()


def test_a_guest_who_sees_nothing_is_told_of(tmp_path: Path) -> None:
    data = ("--data", tmp_path)
    answer("user", "add", *ADA, "--role", "owner", *data)
    gus = ruche("user", "add", "--email", "g@x.org", "--name", "Gus", "--role", "guest", *data)
    assert "Gus sees nothing until somebody invites them to a channel." in gus.stderr
    assert "Gus is @g now (guest, g@x.org)." in gus.stdout
    bob = ruche("user", "add", "--email", "b@x.org", "--name", "Bob", *data)
    assert bob.stderr == ""


def test_an_address_that_may_be_another_is_not_given_for_certain(tmp_path: Path) -> None:
    data = ("--data", tmp_path)
    answer("user", "add", *ADA, "--role", "owner", *data)
    forgot = ("user", "password", "--email", "ada@example.org", *data)
    guessed = ruche(*forgot, RUCHE_PORT="8123")
    assert "http://127.0.0.1:8123/reset/rp-" in guessed.stdout
    assert "only what the settings of this command say" in guessed.stderr
    known = ruche(*forgot, RUCHE_PUBLIC_URL="https://hive.example")
    assert "https://hive.example/reset/rp-" in known.stdout
    assert known.stderr == ""


def test_wrong_arguments_are_typed_errors_for_programs_and_usage_for_people(
    tmp_path: Path,
) -> None:
    assert refusal("user", "add", "--data", tmp_path)["field"] == "email"
    assert refusal("nonsense")["code"] == "invalid"
    assert refusal("serve", "--port", "70000")["field"] == "port"
    assert refusal("migrate", RUCHE_RATE_LIMITS="sometimes")["code"] == "invalid"
    done = ruche("user", "add", "--data", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--email" in done.stderr


def test_without_json_the_answers_are_sentences(tmp_path: Path) -> None:
    done = ruche("user", "add", *ADA, "--data", tmp_path)
    assert "@ada" in done.stdout
    assert "shown once" in done.stdout
    done = ruche("user", "add", *ADA, "--data", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("ruche: ")


def test_the_data_folder_comes_from_the_environment_too(tmp_path: Path) -> None:
    assert answer("migrate", RUCHE_DATA=str(tmp_path))["changed"] is True
    again = answer("migrate", RUCHE_DATA=str(tmp_path))
    assert again["changed"] is False
    assert again["before"] == again["after"]


def test_features_show_every_operation_with_its_right(tmp_path: Path) -> None:
    found = {row["name"]: row for row in answer("features")["features"]}
    rights = {row["name"]: row["right"] for row in found["messages"]["operations"]}
    assert rights["messages.post"] == "post"
    assert "message.posted" in found["messages"]["events"]
    named = {row["name"] for feature in found.values() for row in feature["operations"]}
    assert named > {"streams.watch", "streams.unwatch", "streams.resume"}
    assert named > {"presence.watch", "files.upload"}
    said = ruche("features").stdout
    assert "messages.post " in said
    assert "streams.resume" in said


def test_an_export_is_imported_and_again_is_harmless(tmp_path: Path) -> None:
    file = simple(tmp_path / "e.zip", [said("U0ADA", at(1), "hello")])
    first = answer("import", "slack", file, "--data", tmp_path / "data")
    assert (first["people"], first["channels"], first["messages"]) == (2, 1, 1)
    assert set(first) == {
        "people", "channels", "messages", "threads", "reactions", "pins", "skipped", "seconds"
    }  # fmt: skip
    again = answer("import", "slack", file, "--data", tmp_path / "data")
    assert (again["messages"], again["skipped"]) == (0, 1)
    refused = refusal("import", "slack", tmp_path / "none.zip", "--data", tmp_path / "data")
    assert (refused["code"], refused["field"]) == ("invalid", "file")
    done = ruche("import", "slack", file, "--data", tmp_path / "data")
    assert "Imported 0 messages" in done.stdout


def test_a_server_serves_alone_and_stops_in_order(tmp_path: Path) -> None:
    with serving("serve", "--port", 0, "--data", tmp_path) as (_, url):
        assert httpx.get(f"{url}/health").json() == {"ok": True}
        second = refusal("serve", "--port", 0, "--data", tmp_path)
        assert (second["code"], second["field"]) == ("conflict", "data")
        port = url.rpartition(":")[2]
        taken = refusal("serve", "--port", port, "--data", tmp_path / "other")
        assert (taken["code"], taken["field"]) == ("conflict", "port")


def test_what_the_command_line_does_is_seen_by_a_running_server(tmp_path: Path) -> None:
    with serving("serve", "--port", 0, "--data", tmp_path) as (_, url):
        answer("user", "add", *ADA, "--role", "owner", "--data", tmp_path)
        token = answer("token", "create", "--email", "ada@example.org", "--data", tmp_path)["token"]
        headers = {"authorization": f"Bearer {token}"}
        me = httpx.post(f"{url}/api/v1/people.me", json={}, headers=headers).json()
        assert me["result"]["handle"] == "ada"


async def test_open_sockets_hear_of_a_channel_from_the_command_line(
    world: World, tmp_path: Path
) -> None:
    ada = await world.member("ada")
    await ada.connects()
    settings = world.server.settings
    made = answer("channel", "add", "bees", "--members", "ada@example.org", "--data", settings.data)
    await ada.hears("channel.joined")
    posted = await ada.posts(made["id"], "hello bees")
    assert posted["channel_id"] == made["id"]


@pytest.mark.parametrize("name", ["gateway", "presence", "worker"])
def test_processes_that_meet_through_redis_say_so_without_it(name: str, tmp_path: Path) -> None:
    refused = refusal(name, "--data", tmp_path)
    assert (refused["code"], refused["field"]) == ("invalid", "REDIS_URL")


@pytest.mark.parametrize("name", ["presence", "worker"])
def test_processes_that_meet_through_redis_run_and_stop_in_order(
    name: str, tmp_path: Path, redis_url: str
) -> None:
    with serving(name, "--data", tmp_path, REDIS_URL=redis_url) as (process, _):
        assert process.poll() is None


def test_several_servers_share_a_folder_through_redis(tmp_path: Path, redis_url: str) -> None:
    with (
        serving("serve", "--port", 0, "--data", tmp_path, REDIS_URL=redis_url) as (_, one),
        serving("gateway", "--port", 0, "--data", tmp_path, REDIS_URL=redis_url) as (_, two),
    ):
        assert httpx.get(f"{one}/health").status_code == 200
        assert httpx.get(f"{two}/health").status_code == 200


def test_people_are_brought_in_from_a_file_and_bad_rows_are_told(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "staff.csv"
    answer("user", "add", "--email", "ada@hive.example", "--name", "Ada", "--data", data)
    file.write_bytes("Courriel;Nom complet;Responsable\nzoe@hive.example;Zoé;ada@hive.example\n"
                     "bob@hive.example;;\n".encode("cp1252"))  # fmt: skip
    refused = ruche("import", "people", file, "--data", data)
    assert refused.returncode == 1
    assert "staff.csv, line 3 (name): A new person needs a name." in refused.stderr
    assert "Nothing was written" in refused.stdout
    tried = answer("import", "people", file, "--keep-good", "--dry-run", "--data", data)
    assert (tried["added"], tried.get("written", False)) == (1, False)
    done = answer("import", "people", file, "--keep-good", "--data", data)
    assert (done["added"], done["written"]) == (1, True)
    assert (
        refusal("import", "people", tmp_path / "none.csv", "--data", data)["code"] == "unavailable"
    )
