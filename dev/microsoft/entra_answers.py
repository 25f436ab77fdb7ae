"""How an authorization answer leaves Entra: in the query, the fragment or a posted form, or not at all."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from aiohttp import web

from dev.microsoft import entra_pages
from dev.microsoft.directory import Person
from dev.microsoft.entra_errors import described, entra_headers
from dev.microsoft.entra_state import Interaction
from dev.microsoft.world import World


def redirect_to(address: str, fields: Mapping[str, str], *, fragment: bool = False) -> web.Response:
    """302 to ``address`` with the fields; in Entra's spelling (lower-case escapes, plus for a blank)."""
    pairs = "&".join(f"{name}={_spelled(value)}" for name, value in fields.items())
    joint = "#" if fragment else "&" if "?" in address else "?"
    return web.Response(status=302, headers={**entra_headers(), "Location": f"{address}{joint}{pairs}"})


def _spelled(value: str) -> str:
    text = quote_plus(value, safe="-_.!*()")
    for at in range(len(text) - 2):
        if text[at] == "%":
            text = text[:at] + text[at : at + 3].lower() + text[at + 3 :]
    return text


def client_info(person: Person) -> str:
    """``uid`` and ``utid`` of the account, base64url without padding."""
    raw = json.dumps({"uid": person.oid, "utid": person.tid}, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def send(world: World, asked: Interaction, fields: Mapping[str, str]) -> web.Response:
    """The answer to an interaction, which ends it."""
    world.entra.interactions.pop(asked.ctx, None)
    whole = dict(fields)
    if asked.state is not None:
        whole["state"] = asked.state
    by_query = asked.response_mode == "query" or ("error" in fields and world.frame.knobs["errors_by_query"])
    if by_query:
        return redirect_to(asked.redirect_uri, whole)
    if asked.response_mode == "fragment":
        return redirect_to(asked.redirect_uri, whole, fragment=True)
    return entra_pages.post_answer(asked.redirect_uri, whole)


def send_error(
    world: World, asked: Interaction, number: int, *, error: str | None = None, **details: Any
) -> web.Response:
    """An error that comes back to the app; ``error`` replaces the table's word where the place decides."""
    body = described(world, number, **details)
    fields = {
        "error": error or body["error"],
        "error_description": body["error_description"],
        "error_uri": f"{world.tokens.base_url}/error?code={number}",
    }
    return send(world, asked, fields)


def send_cancel(world: World, asked: Interaction) -> web.Response:
    """Cancelled, or "Return to the application without granting consent": no description (captures)."""
    return send(world, asked, {"error": "access_denied", "error_subcode": "cancel"})
