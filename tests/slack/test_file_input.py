"""Files that people give in forms: what a form wants, what its app gets, and who else sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import text

from channels.core.actor import Role
from server.slack.blocks import check_view
from server.slack.errors import SlackError
from tests.slack.bolted import Heard, bolt_for, linked
from tests.slack.hive import App, app_in, manifest, off
from tests.world import Person, Refused, World


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def field(optional: bool = False, **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": "proof",
        "optional": optional,
        "label": words("Photos"),
        "element": {"type": "file_input", "action_id": "files", **element},
    }


def form(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "report",
        "title": words("Report"),
        "submit": words("Send"),
        "blocks": list(blocks),
    }


def given(*file_ids: str) -> dict[str, Any]:
    said = {"type": "file_input", "files": [{"id": one} for one in file_ids]}
    return {"proof": {"files": said}}


@dataclass
class Desk:
    """A person in front of a form."""

    app: App
    ada: Person
    heard: Heard
    form_id: str

    async def submit(self, *file_ids: str) -> Any:
        return await self.ada.call("forms.submit", form_id=self.form_id, values=given(*file_ids))


@asynccontextmanager
async def desk(world: World, view: dict[str, Any]) -> AsyncIterator[Desk]:
    """The form is open, and its app listens."""
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    shortcut = {"name": "Report", "type": "global", "callback_id": "new", "description": "-"}
    settings = {"interactivity": {"is_enabled": True}, "socket_mode_enabled": True}
    app = await app_in(world, manifest("Hive", shortcuts=[shortcut], **settings))
    heard, bolt = Heard(), await bolt_for(app)

    @bolt.shortcut("new")  # type: ignore[untyped-decorator]
    def new(ack: Any, body: Any, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @bolt.action("files")  # type: ignore[untyped-decorator]
    def changed(ack: Any, body: Any) -> None:
        ack()
        heard.note(body)

    @bolt.view("report")  # type: ignore[untyped-decorator]
    def submit(ack: Any, view: Any) -> None:
        heard.note({"type": "submitted", "values": view["state"]["values"]})
        ack()

    async with linked(app, bolt):
        await ada.call("shortcuts.run", app_id=app.made.app_id, callback_id="new")
        form_id = (await ada.hears("form.shown"))["form_id"]
        yield Desk(app, ada, heard, form_id)


async def upload(person: Person, name: str, content: bytes = b"Hive 4 is calm.\n") -> str:
    head = {"authorization": f"Bearer {person.token}"}
    async with httpx.AsyncClient(base_url=person.world.url, headers=head) as http:
        answer = await http.post("/api/v1/files.upload", files={"file": (name, content)})
    found: str = answer.json()["result"]["id"]
    return found


async def bytes_for(token: str, url: str) -> httpx.Response:
    async with httpx.AsyncClient() as http:
        return await http.get(url, headers={"authorization": f"Bearer {token}"})


async def test_an_app_reads_what_it_was_given(world: World) -> None:
    async with desk(world, form(field())) as at:
        file_id = await upload(at.ada, "notes.txt")
        web = at.app.client
        with pytest.raises(SlackApiError, match="file_not_found"):
            await off(web.files_info, file=file_id)
        assert await at.submit(file_id) == {}
        value = (await at.heard.first(type="submitted"))["values"]["proof"]["files"]
        (file,) = value["files"]
        assert value["type"] == "file_input"
        assert (file["id"], file["name"], file["user"]) == (file_id, "notes.txt", at.ada.id)
        assert file["channels"] == file["groups"] == file["ims"] == []
        assert (await off(web.files_info, file=file_id))["file"] == file
        got = await bytes_for(at.app.made.bot_token, file["url_private_download"])
        assert got.text == "Hive 4 is calm.\n"


async def test_nobody_else_reads_it_nor_the_app_once_it_is_removed(world: World) -> None:
    async with desk(world, form(field())) as at:
        bob = await world.member("bob", Role.ADMIN)
        other = await app_in(world, manifest("Wasp"))
        file_id = await upload(at.ada, "notes.txt")
        await at.submit(file_id)
        url = f"{world.url}/files/{file_id}/notes.txt"
        for token in (bob.token, other.made.bot_token):
            assert (await bytes_for(token, url)).status_code == 404
        with pytest.raises(Refused, match="not_found"):
            await bob.call("files.get", file_id=file_id)
        with pytest.raises(SlackApiError, match="file_not_found"):
            await off(other.client.files_info, file=file_id)
        assert (await off(at.app.client.files_list))["files"] == []
        assert (await bytes_for(at.app.made.bot_token, url)).status_code == 200
        await world.system("apps.remove", world.command("apps.remove", app_id=at.app.made.app_id))
        assert (await bytes_for(at.app.made.bot_token, url)).status_code == 401
        async with world.server.core.store.read() as snapshot:
            assert await snapshot.all(text("SELECT file_id FROM file_grant")) == []


async def test_what_does_not_fit_is_said_beside_the_field(world: World) -> None:
    async with desk(world, form(field(filetypes=["pdf", "JPEG"], max_files=1))) as at:
        bob = await world.member("bob")
        notes, plan = await upload(at.ada, "notes.txt"), await upload(at.ada, "plan.pdf")
        photo, foreign = await upload(at.ada, "hive.JPG"), await upload(bob, "hive.jpg")
        posted = await upload(at.ada, "posted.pdf")
        general = await world.general()
        await at.ada.call("messages.post", channel_id=general, text="", file_ids=[posted])
        gone = "A file is not there any more. Add it again."
        for said, file_ids in {
            "Add a file.": [],
            "Too many files: at most 1.": [plan, photo],
            "notes.txt does not fit here. What fits: pdf, jpeg.": [notes],
        }.items():
            assert await at.submit(*file_ids) == {"errors": {"proof": said}}
        for absent in (foreign, posted, "F0NOTHERE"):
            assert await at.submit(absent) == {"errors": {"proof": gone}}
        await at.ada.call("people.update", language="fr")
        assert await at.submit() == {"errors": {"proof": "Ajoutez un fichier."}}
        assert at.heard.count(type="submitted") == 0
        for one in (notes, plan, foreign):
            with pytest.raises(SlackApiError, match="file_not_found"):
                await off(at.app.client.files_info, file=one)
        assert await at.submit(photo) == {}
        value = (await at.heard.first(type="submitted"))["values"]["proof"]["files"]
        assert [one["id"] for one in value["files"]] == [photo]


async def test_an_optional_field_may_stay_empty(world: World) -> None:
    async with desk(world, form(field(optional=True))) as at:
        assert await at.submit() == {}
        value = (await at.heard.first(type="submitted"))["values"]["proof"]["files"]
        assert value == {"type": "file_input", "files": []}


async def test_a_form_that_is_not_sent_gives_nothing(world: World) -> None:
    async with desk(world, form({**field(), "dispatch_action": True})) as at:
        file_id = await upload(at.ada, "notes.txt")
        action = {"block_id": "proof", "action_id": "files", "files": [{"id": file_id}]}
        where = {"form_id": at.form_id, "values": given(file_id)}
        await at.ada.call("forms.press", action=action, **where)
        body = await at.heard.first(type="block_actions")
        assert body["actions"][0]["files"] == []
        assert body["view"]["state"]["values"]["proof"]["files"]["files"] == []
        with pytest.raises(SlackApiError, match="file_not_found"):
            await off(at.app.client.files_info, file=file_id)


@pytest.mark.parametrize(
    ("element", "said", "where"),
    [
        ({"max_files": 11}, "must be less than or equal to 10", "max_files"),
        ({"max_files": 0}, "must be greater than or equal to 1", "max_files"),
        ({"max_files": "2"}, "must be an integer", "max_files"),
        ({"max_files": True}, "must be an integer", "max_files"),
        ({"filetypes": "pdf"}, "must be a list of file types", "filetypes"),
        ({"filetypes": ["pdf", 7]}, "must be a file type", "filetypes/1"),
        ({"filetypes": ["."]}, "must be a file type", "filetypes/0"),
    ],
)
def test_a_field_that_cannot_be_is_refused(element: dict[str, Any], said: str, where: str) -> None:
    with pytest.raises(SlackError) as refused:
        check_view(form(field(**element)), "modal")
    assert refused.value.code == "invalid_arguments"
    told = str(refused.value.more)
    assert f"{said} [json-pointer:/view/blocks/0/element/{where}]" in told
