"""Takes the screenshots of the README from a real server with a small made-up conversation.

`.venv/bin/python docs/screenshots/take.py` (Chromium must be installed). Writes the PNG files
beside this script.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

HERE = Path(__file__).resolve().parent
RUCHE = Path(sys.executable).with_name("ruche")
PASSWORD = "seven busy bees"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
POCKET: dict[str, Any] = {
    "width": 390, "height": 844, "locale": "fr-FR", "is_mobile": True, "has_touch": True,
    "device_scale_factor": 2, "color_scheme": "dark",
}  # fmt: skip
PEOPLE = {
    "ada": "Ada Lambert",
    "bruno": "Bruno Meyer",
    "chloe": "Chloé Bernard",
    "dara": "Dara Okafor",
    "emil": "Emil Novak",
}
TALK = [
    ("ada", "Morning! The **Lyon** site opens Thursday. Anything still missing?"),
    ("bruno", "Badge readers are in. I left the keys with @chloe."),
    ("chloe", "Got them. Photos of the entrance are coming this afternoon."),
    ("dara", "The network test passed:\n```\nuplink    940 Mbit/s\nwifi      612 Mbit/s\n```"),
    ("emil", "Could somebody check the *first aid* box on floor 2? It was empty last week."),
    ("chloe", "I am there at 14:00, I will take one along. #safety"),
    ("ada", "Perfect. @dara can you post the floor plan in #field so the drivers find us?"),
]
REPLIES = [
    ("dara", "Done, with the delivery entrance marked."),
    ("bruno", "The gate code changes on Wednesday, by the way."),
    ("ada", "Thank you both. I will put it in the welcome note."),
]
STAFF = """email,name,title,department,site,manager,skills,languages,about
ada@hive.example,Ada Lambert,Head of operations,Operations,Paris,,Planning,French;English,I open sites and close lists.
bruno@hive.example,Bruno Meyer,Facilities,Operations,Lyon,ada@hive.example,Badge readers;Locks,German;French,
chloe@hive.example,Chloé Bernard,Safety officer,Operations,Lyon,ada@hive.example,First aid;Fire drills,French,
dara@hive.example,Dara Okafor,Network engineer,IT,Lyon,femi@hive.example,Wi-Fi;Cabling;Floor plans,English;French,Ask me about anything that blinks.
emil@hive.example,Emil Novak,Driver,Field,Lyon,chloe@hive.example,Deliveries,Czech;English,
femi@hive.example,Femi Adeyemi,Head of IT,IT,Paris,ada@hive.example,Servers,English,
greta@hive.example,Greta Lindqvist,Support,IT,Paris,femi@hive.example,Telephones,Swedish;English,
hugo@hive.example,Hugo Marchand,Driver,Field,Nantes,chloe@hive.example,Deliveries,French,
ines@hive.example,Inès Faure,Electrician,Operations,Nantes,bruno@hive.example,Wiring;Lighting,French,
jonas@hive.example,Jonas Weber,Locksmith,Operations,Lyon,bruno@hive.example,Locks,German,
"""  # noqa: E501
POSTS = """chloe|product|post|We keep the paper forms until March|As agreed on the call. #forms #lyon
dara|it|post|The floor plan of Lyon is final|With every socket and access point. #lyon #network
emil|field|question|Which gate do deliveries use on weekends?|The north one was shut. #lyon #deliveries
bruno|field|announcement|The Lyon site opens on Thursday|The network is tested. Missing: the **first aid** box. #lyon #safety"""  # noqa: E501


class Workspace:
    """A server, its people and their tokens."""

    def __init__(self, data: Path, url: str) -> None:
        self.data = data
        self.url = url
        self.tokens: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.channels: dict[str, str] = {}

    def ruche(self, *words: str) -> dict[str, Any]:
        """The command line's answer."""
        command = [RUCHE, *words, "--data", self.data, "--json"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def call(self, who: str, op: str, **args: Any) -> Any:
        """An operation as one of the people."""
        headers = {"authorization": f"Bearer {self.tokens[who]}"}
        body = httpx.post(f"{self.url}/api/v1/{op}", json=args, headers=headers).json()
        if not body["ok"]:
            raise RuntimeError(f"{op}: {body['error']}")
        return body["result"]

    def fill(self) -> None:
        """People, channels and what they said."""
        for handle, name in PEOPLE.items():
            role = "owner" if handle == "ada" else "member"
            words = ["--email", f"{handle}@hive.example", "--name", name, "--role", role]
            self.ids[handle] = self.ruche("user", "add", *words, "--password", PASSWORD)["id"]
            email = f"{handle}@hive.example"
            self.tokens[handle] = self.ruche("token", "create", "--email", email)["token"]
        self.call("ada", "workspace.update", name="Maison Hive")
        everybody = [one for handle, one in self.ids.items() if handle != "ada"]
        for name, topic in (("field", "Sites, deliveries, drivers"), ("product", ""), ("it", "")):
            made = self.call("ada", "channels.create", name=name, topic=topic)
            self.channels[name] = made["id"]
            self.call("ada", "channels.invite", channel_id=made["id"], person_ids=everybody)
        general = self.call("ada", "workspace.get")["general_channel_id"]
        said = [self.call(who, "messages.post", channel_id=general, text=t) for who, t in TALK]
        for who, text in REPLIES:
            self.call(who, "messages.post", channel_id=general, text=text, thread_id=said[-1]["id"])
        for who in ("ada", "bruno", "dara"):
            self.call(who, "reactions.add", message_id=said[5]["id"], emoji="heart")
        self.call("emil", "reactions.add", message_id=said[3]["id"], emoji="tada")
        self.call("ada", "pins.add", message_id=said[0]["id"])
        talk = self.call("bruno", "channels.open_direct", person_ids=[self.ids["ada"]])
        self.call("bruno", "messages.post", channel_id=talk["id"], text="Lunch at noon?")
        self.publish()

    def publish(self) -> None:
        """Who does what, and posts with labels, answers, hashtags and recommendations."""
        staff = self.data / "staff.csv"
        staff.write_text(STAFF)
        self.ruche("import", "people", str(staff))
        posts = []
        for line in POSTS.splitlines():
            who, where, kind, title, text = line.split("|")
            post = {"channel_id": self.channels[where], "kind": kind, "title": title, "text": text}
            posts.append(self.call(who, "posts.write", **post))
        forms, plan, question, opening = (one["id"] for one in posts)
        field = {"channel_id": self.channels["field"]}
        answer = "Gate **C**, the code is at the reception."
        told = self.call("dara", "messages.post", text=answer, thread_id=question, **field)
        self.call("emil", "posts.accept", thread_id=question, reply_id=told["id"])
        taken = "I take the box along at 14:00. #safety"
        self.call("chloe", "messages.post", text=taken, thread_id=opening, **field)
        self.call("chloe", "posts.label", thread_id=forms, label="decided")
        self.call("bruno", "posts.label", thread_id=opening, label="in_progress")
        for who in ("chloe", "emil"):
            self.call(who, "recommendations.add", message_id=opening)
            self.call(who, "recommendations.add", message_id=plan)
        words = "The site in Lyon: opening, deliveries, people on the ground."
        self.call("ada", "hashtags.describe", tag="lyon", label="Lyon", description=words)
        for who in ("ada", "bruno", "chloe", "dara"):
            self.call(who, "follows.set", kind="hashtag", target="lyon", stance="follow")


async def take(browser: Browser, workspace: Workspace) -> None:
    """The pictures."""
    await take_what_was_published(browser, workspace)
    await take_at_the_desk(browser, workspace)
    await take_in_the_pocket(browser, workspace.url)
    await take_looks(browser, workspace)
    for path in HERE.glob("*.png"):
        shrink(path)


async def take_what_was_published(browser: Browser, workspace: Workspace) -> None:
    """The feed, a hashtag, people and how they belong together, the digest; the feed on a phone."""
    url = workspace.url
    desk = await _sign_in(browser, url, width=1280, height=800)
    for name, path in (
        ("desk-feed", "/feed"),
        ("desk-hashtag", "/tag/lyon"),
        ("desk-people", "/people"),
        ("desk-profile", f"/people/{workspace.ids['dara']}"),
        ("desk-chart", f"/people/chart/{workspace.ids['ada']}"),
        ("desk-digest", "/settings/digest"),
    ):
        await desk.goto(url + path)
        await _shoot(desk, name)
    await desk.context.close()
    phone = await _sign_in(browser, url, **POCKET)
    for name, path in (("phone-feed", "/feed"), ("phone-hashtag", "/tag/lyon")):
        await phone.goto(url + path)
        await _shoot(phone, name)
    await phone.context.close()


async def take_at_the_desk(browser: Browser, workspace: Workspace) -> None:
    """A thread, the switcher, threads, search, notifications."""
    url = workspace.url
    desk = await _sign_in(browser, url, width=1440, height=900)
    await desk.get_by_text("3 replies").click()
    await desk.mouse.move(130, 600)
    await _shoot(desk, "desk")
    await desk.keyboard.press("Control+k")
    await _shoot(desk, "desk-switcher")
    for name, path in (
        ("desk-threads", "/threads"),
        ("desk-search", "/search?q=lyon"),
        ("desk-notifications", "/me/notifications"),
    ):
        await desk.goto(url + path)
        await _shoot(desk, name)
    await desk.context.close()


async def take_in_the_pocket(browser: Browser, url: str) -> None:
    """French and dark: the channels, one of them, a thread, oneself."""
    phone = await _sign_in(browser, url, **POCKET)
    await _shoot(phone, "phone-list")
    await phone.get_by_role("link", name="general").first.click()
    await _shoot(phone, "phone")
    await phone.locator(".thread-line").first.click()
    await _shoot(phone, "phone-thread")
    await phone.goto(f"{url}/me")
    await _shoot(phone, "phone-me")
    await phone.context.close()


async def take_looks(browser: Browser, workspace: Workspace) -> None:
    """Dark, high contrast, and a workspace with a colour of its own."""
    url = workspace.url
    dark = await _sign_in(browser, url, width=1440, height=900, color_scheme="dark")
    await _shoot(dark, "desk-dark")
    await dark.evaluate("document.documentElement.dataset.contrast = 'high'")
    await _shoot(dark, "desk-high-contrast")
    workspace.call("ada", "workspace.update", accent="#0b7a75")
    await dark.evaluate("delete document.documentElement.dataset.contrast")
    await dark.emulate_media(color_scheme="light")
    await _shoot(dark, "desk-own-colour")
    await dark.context.close()


async def _shoot(page: Page, name: str) -> None:
    """As soon as it has settled, without the hints for newcomers."""
    hints = page.locator(".hint button").last
    await page.wait_for_timeout(1_500)
    while await hints.is_visible():
        await hints.click()
        await page.wait_for_timeout(300)
    await page.screenshot(path=HERE / f"{name}.png")


def shrink(path: Path) -> None:
    """As few bytes as a picture of an interface needs."""
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(200, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


async def _sign_in(browser: Browser, url: str, width: int, height: int, **more: Any) -> Page:
    context = await browser.new_context(viewport={"width": width, "height": height}, **more)
    page = await context.new_page()
    await page.goto(url + "/sign-in")
    await page.fill("[name=email]", "ada@hive.example")
    await page.fill("[name=password]", PASSWORD)
    await page.click("form button[type=submit]")
    await page.locator(".channel-list, .page, [role=log]").first.wait_for()
    return page


async def main() -> None:
    """A server on a free port, the conversation, the pictures, the end."""
    data = Path(tempfile.mkdtemp(prefix="ruche-pictures-"))
    mail = ["RUCHE_SMTP_URL=smtp://127.0.0.1:9", "RUCHE_MAIL_FROM=ruche@hive.example"]
    command = ["env", *mail, RUCHE, "serve", "--port", "0", "--data", data, "--json"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220
    try:
        assert server.stdout is not None
        url = json.loads(server.stdout.readline())["url"]
        workspace = Workspace(data, url)
        workspace.fill()
        async with async_playwright() as playwright:
            chromium = shutil.which("chromium") or "chromium"
            browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            await take(browser, workspace)
            await browser.close()
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(main())
