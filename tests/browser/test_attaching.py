"""Files on their way: pasted, thought better of, and a video that is watched."""

from __future__ import annotations

from base64 import b64decode

import pytest
from playwright.sync_api import FilePayload, Route, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive

# A second of a square that changes its colour, recorded by the browser itself.
FILM = """async () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 160;
    const pen = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm" });
    const pieces = [];
    recorder.ondataavailable = (event) => pieces.push(event.data);
    const ended = new Promise((done) => (recorder.onstop = done));
    recorder.start();
    for (let frame = 0; frame < 25; frame += 1) {
        pen.fillStyle = `hsl(${frame * 14} 80% 50%)`;
        pen.fillRect(0, 0, 160, 160);
        await new Promise((done) => setTimeout(done, 40));
    }
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
}"""


@pytest.fixture(scope="module")
def desk(hive: Hive) -> str:
    """A channel of Ada and Bob; its id."""
    return hive.channel("ada", "desk", "bob")


def test_a_pasted_picture_goes_with_the_message(hive: Hive, desk: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("desk")
    ada.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ada.page.evaluate(
        """async () => {
            const canvas = new OffscreenCanvas(32, 32);
            canvas.getContext("2d").fillRect(4, 4, 8, 8);
            const picture = await canvas.convertToBlob({ type: "image/png" });
            await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
        }"""
    )
    ada.composer.fill("From the clipboard")
    ada.composer.press("Control+v")
    files = ada.page.get_by_role("list", name="Attached files").get_by_role("listitem")
    expect(files).to_have_count(1)
    expect(files.get_by_role("button", name="Remove")).to_be_visible()
    expect(ada.composer).to_have_value("From the clipboard")
    ada.composer.press("Enter")
    expect(ada.page.locator("[data-id]").filter(has_text="From the clipboard")).to_have_count(1)
    [message] = hive.call("bob", "messages.history", channel_id=desk, limit=1)["items"]
    [file] = message["files"]
    assert file["mime"] == "image/png"


def test_an_upload_that_is_cancelled_goes_nowhere(hive: Hive, desk: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("desk")
    held: list[Route] = []
    ada.page.route("**/files.upload", lambda route: held.append(route))
    notes = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"three lines\n")
    ada.composer.fill("Without my notes")
    with ada.page.expect_event("requestfailed") as ended:
        ada.page.locator("input[type=file]").set_input_files(notes)
        ada.page.get_by_role("button", name="Cancel the upload of notes.txt").click()
    assert ended.value.url.endswith("files.upload")
    expect(ada.page.get_by_role("list", name="Attached files")).to_have_count(0)
    expect(ada.page.get_by_role("alert")).to_have_count(0)
    ada.composer.press("Enter")
    expect(ada.page.locator("[data-id]").filter(has_text="Without my notes")).to_have_count(1)
    [message] = hive.call("bob", "messages.history", channel_id=desk, limit=1)["items"]
    assert message.get("files", []) == []


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_video_is_watched(hive: Hive, desk: str, opens: Opens, pocket: bool) -> None:
    bob = opens("bob", pocket=pocket)
    film = b64decode(bob.page.evaluate(FILM))
    text = f"The bees, {'pocket' if pocket else 'desk'}"
    file_id = hive.upload("ada", "bees.webm", film)
    hive.call("ada", "messages.post", channel_id=desk, text=text, file_ids=[file_id])
    bob.opens("desk")
    message = bob.message(text)
    expect(message.locator("video")).to_be_visible()
    seen_px = message.locator("video").evaluate(
        """async (video) => {
            await video.play();
            await new Promise((done) => video.addEventListener("timeupdate", done, { once: true }));
            return [video.videoWidth, video.videoHeight];
        }"""
    )
    assert seen_px == [160, 160]
    expect(message.locator("video")).not_to_have_js_property("currentTime", 0)
