"""A browser without a screen that walks the sign-in pages as a person would: for tests, smoke and benchmarks.

It keeps cookies, reads the forms of a page, and stops where the answer would leave for the application: what is done
with that answer is the caller's business.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urljoin, urlsplit

import aiohttp


@dataclass
class Form:
    """One form of a page. ``buttons`` are the (name, value) pairs that may be pressed."""

    action: str
    name: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Page:
    """A page that is shown. ``text`` is its HTML."""

    url: str
    status: int
    text: str
    forms: list[Form]

    def form(self, action: str) -> Form | None:
        """The first form that posts to an address ending in ``/action``."""
        return next((form for form in self.forms if urlsplit(form.action).path.endswith(f"/{action}")), None)


@dataclass(frozen=True)
class Answer:
    """What would be carried to the application: by ``GET`` (query or fragment) or ``POST`` (form_post)."""

    method: str
    address: str
    fields: dict[str, str]


class _Forms(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(urljoin(self.url, given.get("action", "")), given.get("name", "")))
        elif self.forms and tag == "input" and given.get("type") != "checkbox" and "name" in given:
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif self.forms and tag == "button" and "name" in given:
            self.forms[-1].buttons.append((given["name"], given.get("value", "")))


class ScriptedBrowser:
    """Use as an async context manager; ``tls`` trusts the emulator's authority."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(ssl=self._tls)
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.CookieJar(unsafe=True))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def open(self, url: str) -> Page | Answer:
        async with self._session.get(url, allow_redirects=False) as response:
            return await self._read(response)

    async def submit(self, form: Form, **fields: str) -> Page | Answer:
        """Post a form with its hidden fields and these."""
        async with self._session.post(form.action, data={**form.fields, **fields}, allow_redirects=False) as response:
            return await self._read(response)

    async def _read(self, response: aiohttp.ClientResponse) -> Page | Answer:
        if response.status == 302:
            address = response.headers["Location"]
            parts = urlsplit(address)
            given = parts.fragment if "=" in parts.fragment else parts.query
            return Answer("GET", address, dict(parse_qsl(given, keep_blank_values=True)))
        text = await response.text()
        found = _Forms(str(response.url))
        found.feed(text)
        for form in found.forms:
            if form.name == "hiddenform":
                return Answer("POST", form.action, form.fields)
        return Page(str(response.url), response.status, text, found.forms)

    async def sign_in(
        self, url: str, account: str, *, accept: bool = True, for_organisation: bool = False
    ) -> Page | Answer:
        """Open an authorize or admin-consent address, pick ``account`` and decide; a page where it ends there."""
        seen = await self.open(url)
        if isinstance(seen, Page) and (chooser := seen.form("login")) and chooser.buttons:
            seen = await self.submit(chooser, account=account)
        if isinstance(seen, Page) and (asked := seen.form("consent")):
            ticked = {"for_organisation": "on"} if for_organisation else {}
            seen = await self.submit(asked, decision="accept" if accept else "cancel", **ticked)
        return seen
