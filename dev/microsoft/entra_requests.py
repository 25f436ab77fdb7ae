"""Reading a browser's request to authorize or to consent for a tenant: what is refused on the page, what goes back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, NoReturn

from aiohttp import web
from multidict import MultiMapping

from dev.microsoft import entra_pages
from dev.microsoft.apps import AppRegistration
from dev.microsoft.directory import Tenant
from dev.microsoft.entra_answers import send_error
from dev.microsoft.entra_errors import described
from dev.microsoft.entra_scopes import BadScope, parse
from dev.microsoft.entra_state import Interaction
from dev.microsoft.world import World

ALIASES = frozenset({"common", "organizations", "consumers"})
PROMPTS = frozenset({"", "none", "login", "consent", "select_account", "create"})
RESPONSE_MODES = frozenset({"query", "fragment", "form_post"})


class Answered(Exception):
    """The request is over: this is its answer."""

    def __init__(self, response: web.Response) -> None:
        super().__init__()
        self.response = response


def once(world: World, fields: MultiMapping[Any]) -> dict[str, str]:
    """Each parameter once. A doubled one stops on the page (9000411)."""
    for name in set(fields):
        if len(fields.getall(name)) > 1:
            stop(world, 9000411, name=name)
    return {name: str(value) for name, value in fields.items()}


def stop(world: World, number: int, **details: Any) -> NoReturn:
    """End on Microsoft's page: the app learns nothing."""
    raise Answered(entra_pages.stopped(described(world, number, **details)))


def find_tenant(world: World, name: str) -> Tenant | None:
    """The tenant a path names; None for an alias. An unknown one stops on the page (90002)."""
    if name in ALIASES:
        return None
    tenant = world.directory.tenant(name)
    if tenant is None:
        stop(world, 90002, tenant=name)
    return tenant


def _known_app(world: World, asked: Mapping[str, str], tenant: str) -> AppRegistration:
    for name in ("client_id", "redirect_uri"):
        if not asked.get(name):
            stop(world, 900144, name=name)
    app = world.entra.apps.get(asked["client_id"])
    if app is None:
        stop(world, 700016, client_id=asked["client_id"], tenant=tenant)
    if asked["redirect_uri"] not in app.redirect_uris:
        stop(world, 50011, redirect_uri=asked["redirect_uri"], client_id=app.client_id)
    return app


def read_authorize(world: World, tenant: str, asked: Mapping[str, str]) -> Interaction:
    """The interaction this request begins. Raises Answered: on the page where the app or its address is not proven."""
    find_tenant(world, tenant)
    app = _known_app(world, asked, tenant)
    mode = asked.get("response_mode") or "query"
    it = Interaction(
        ctx=secrets.token_urlsafe(24),
        kind="authorize",
        tenant=tenant,
        client_id=app.client_id,
        redirect_uri=asked["redirect_uri"],
        state=asked.get("state"),
        scopes=frozenset(),
        response_mode=mode if mode in RESPONSE_MODES else "query",
        prompt=asked.get("prompt", ""),
        nonce=asked.get("nonce"),
        challenge=asked.get("code_challenge"),
        login_hint=asked.get("login_hint", ""),
        domain_hint=asked.get("domain_hint", ""),
        wants_client_info=asked.get("client_info") == "1",
        claims=asked.get("claims", ""),
    )

    def back(number: int, **details: str) -> NoReturn:
        raise Answered(send_error(world, it, number, app=app.name, tenant=tenant, **details))

    if not asked.get("response_type"):
        back(900144, name="response_type")
    if asked["response_type"] != "code":
        back(700054, value=asked["response_type"])
    if mode not in RESPONSE_MODES:
        back(90023, name="response_mode")
    if it.prompt not in PROMPTS:
        back(90023, name="prompt")
    if it.challenge is None and world.frame.knobs["pkce_required"]:
        back(900144, name="code_challenge")
    if it.challenge is not None and asked.get("code_challenge_method") != "S256":
        back(90023, name="code_challenge_method")
    if it.challenge is not None and not 43 <= len(it.challenge) <= 128:  # RFC 7636
        back(90023, name="code_challenge")
    try:
        it.scopes = parse(asked.get("scope", ""))
    except BadScope as bad:
        back(bad.number, **bad.details)
    world.entra.interactions[it.ctx] = it
    return it


def read_adminconsent(world: World, tenant: str, asked: Mapping[str, str]) -> Interaction:
    """As ``read_authorize`` for ``/v2.0/adminconsent`` (A19): ``organizations`` or a tenant, never ``common``."""
    if tenant in ("common", "consumers"):
        stop(world, 90002, tenant=tenant)
    find_tenant(world, tenant)
    app = _known_app(world, asked, tenant)
    try:
        scopes = parse(asked.get("scope", ""))
    except BadScope as bad:
        stop(world, bad.number, **{"app": app.name, "tenant": tenant, **bad.details})
    it = Interaction(
        ctx=secrets.token_urlsafe(24),
        kind="adminconsent",
        tenant=tenant,
        client_id=app.client_id,
        redirect_uri=asked["redirect_uri"],
        state=asked.get("state"),
        scopes=scopes,
    )
    world.entra.interactions[it.ctx] = it
    return it
