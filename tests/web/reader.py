"""A person who reads pages and fills in forms, without scripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx


@dataclass
class Form:
    """A form of a page: where it goes, and what it holds."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Field:
    """A field that is shown, and what is said of it."""

    value: str
    note: str
    wrong: bool
    focused: bool


class Page(HTMLParser):
    """What a page shows."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.status = response.status_code
        self.path = response.url.path
        self.headers = response.headers
        self.source = response.text
        self.forms: list[Form] = []
        self.text = ""
        self.html: dict[str, str | None] = {}
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.styled: list[str] = []
        self._notes: dict[str, str] = {}
        self._inputs: dict[str, dict[str, str | None]] = {}
        self._open: list[str | None] = []
        self._select = ""
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "style" in found or tag == "style" or any(name.startswith("on") for name in found):
            self.styled.append(tag)
        if tag == "html":
            self.html = found
        elif tag == "form":
            self.forms.append(Form(found.get("action") or self.path))
        elif tag == "script":
            self.scripts.append(found.get("src") or "")
        elif tag == "a":
            self.links.append(found.get("href") or "")
        elif tag in ("input", "select") and found.get("name") and self.forms:
            self._on_input(tag, found)
        elif tag == "option" and ("selected" in found or not self._chosen()):
            self.forms[-1].fields[self._select] = found.get("value") or ""
        if tag not in ("input", "link", "meta", "br", "path"):
            self._open.append(found.get("id"))

    def _on_input(self, tag: str, found: dict[str, str | None]) -> None:
        name = found["name"] or ""
        if tag == "select":
            self._select = name
            self.forms[-1].fields[name] = ""
        elif found.get("type") not in ("radio", "checkbox") or "checked" in found:
            self.forms[-1].fields[name] = found.get("value") or ""
        self._inputs.setdefault(name, found)

    def _chosen(self) -> str:
        return self.forms[-1].fields.get(self._select, "")

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag not in ("input", "link", "meta", "br", "path"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += f"{' '.join(data.split())}\n" if data.strip() else ""
        for id in self._open:
            if id and id.endswith("-note"):
                self._notes[id] = self._notes.get(id, "") + data

    def form(self, action: str) -> Form:
        """The first form that goes to this address."""
        return next(form for form in self.forms if form.action == action)

    def field(self, name: str) -> Field:
        """A field and what is said of it."""
        found = self._inputs[name]
        note = self._notes.get(found.get("aria-describedby") or "", "")
        return Field(
            value=found.get("value") or "",
            note=note.removeprefix("!").strip(),
            wrong=found.get("aria-invalid") == "true",
            focused="autofocus" in found,
        )


class Reader:
    """A browser without scripts: keeps cookies, follows redirects by GET."""

    def __init__(self, url: str, language: str = "en") -> None:
        headers = {
            "accept-language": language,
            "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140",
        }
        self.client = httpx.AsyncClient(base_url=url, headers=headers, follow_redirects=True)
        self.page: Page

    async def opens(self, path: str) -> Page:
        """Read a page."""
        self.page = Page(await self.client.get(path))
        return self.page

    async def sends(self, action: str, **values: str) -> Page:
        """Fill in the form of the page that goes to `action`, and send it."""
        fields = {**self.page.form(action).fields, **values}
        return await self.posts(action, fields)

    async def posts(self, path: str, fields: dict[str, str]) -> Page:
        """Send any form."""
        origin = {"origin": str(self.client.base_url).rstrip("/")}
        self.page = Page(await self.client.post(path, data=fields, headers=origin))
        return self.page

    async def signs_in(self, email: str, password: str) -> Page:
        """Through the sign-in page."""
        await self.opens("/sign-in")
        return await self.sends("/sign-in", email=email, password=password)
