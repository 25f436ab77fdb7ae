"""The token endpoint: authorization codes, refresh tokens, client credentials; refusals as the captures show them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from dev.emulator.frame import OPERATION, USER
from dev.microsoft.apps import AppRegistration
from dev.microsoft.directory import Person, Tenant
from dev.microsoft.entra_answers import client_info
from dev.microsoft.entra_errors import entra_headers, refuse_token
from dev.microsoft.entra_requests import ALIASES
from dev.microsoft.entra_scenarios import course, refresh_refusal
from dev.microsoft.entra_scopes import BadScope, consented, echo, needing_consent, parse
from dev.microsoft.entra_state import REFRESH_LIFE, Code, RefreshGrant
from dev.microsoft.tokens import ACCESS_TOKEN_LIFE, GRAPH, VAULT
from dev.microsoft.world import WORLD, World


async def token(request: web.Request) -> web.StreamResponse:
    world = request.config_dict[WORLD]
    given = await request.post()
    for name in set(given):
        if len(given.getall(name)) > 1:
            refuse_token(request, 9000411, name=name)
    fields = {name: str(value) for name, value in given.items()}
    name = request.match_info["tenant"].lower()
    tenant = None if name in ALIASES else world.directory.tenant(name)
    if tenant is None and name not in ALIASES:
        refuse_token(request, 90002, tenant=name)
    grant = fields.get("grant_type", "")
    request[OPERATION] = grant
    if not grant:
        refuse_token(request, 900144, name="grant_type")
    app = _client(request, world, fields, name)
    grants = {"authorization_code": _redeem, "refresh_token": _refresh, "client_credentials": _client_credentials}
    if grant not in grants:
        refuse_token(request, 70003, grant=grant)
    return grants[grant](request, world, app, fields, tenant)


def _client(request: web.Request, world: World, fields: dict[str, str], tenant: str) -> AppRegistration:
    """The proven application: secret in the form, or by HTTP Basic."""
    scheme, _, pair = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(pair, validate=True).decode().partition(":")
        except ValueError:
            refuse_token(request, 7000218)
        fields |= {"client_id": unquote(user), "client_secret": unquote(password)}
    if not fields.get("client_id"):
        refuse_token(request, 900144, name="client_id")
    app = world.entra.apps.get(fields["client_id"])
    if app is None:
        refuse_token(request, 700038, client_id=fields["client_id"], tenant=tenant)
    secret = fields.get("client_secret", "")
    if not secret:
        refuse_token(request, 7000218)
    known = [s for s in app.secrets if hmac.compare_digest(s.value.encode(), secret.encode())]
    if not known:
        refuse_token(request, 7000215, client_id=app.client_id)
    if all(s.expires_at is not None and s.expires_at <= world.frame.clock.now() for s in known):
        refuse_token(request, 7000222)
    return app


def _redeem(
    request: web.Request, world: World, app: AppRegistration, fields: Mapping[str, str], tenant: Tenant | None
) -> web.Response:
    for name in ("code", "redirect_uri"):
        if not fields.get(name):
            refuse_token(request, 900144, name=name)
    code = world.entra.codes.get(fields["code"])
    if code is None or code.client_id != app.client_id:
        refuse_token(request, 70000)
    if code.used:
        refuse_token(request, 54005)
    if code.expires_at <= world.frame.clock.now():
        refuse_token(request, 70008)
    if code.redirect_uri != fields["redirect_uri"]:
        refuse_token(request, 500112, redirect_uri=fields["redirect_uri"], expected=code.redirect_uri)
    if tenant is not None and tenant.tid != code.tid:
        refuse_token(request, 700005)
    if not _proves(code, fields.get("code_verifier", "")):
        refuse_token(request, 501481)
    code.used = True
    person = world.directory.people[code.oid]
    request[USER] = person.upn
    return _tokens(request, world, app, person, code.scopes, fields, nonce=code.nonce, family=str(uuid.uuid4()))


def _proves(code: Code, verifier: str) -> bool:
    if code.challenge is None:
        return verifier == ""
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return hmac.compare_digest(digest, code.challenge)


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


def _refresh(
    request: web.Request, world: World, app: AppRegistration, fields: Mapping[str, str], tenant: Tenant | None
) -> web.Response:
    if not fields.get("refresh_token"):
        refuse_token(request, 900144, name="refresh_token")
    grant = world.entra.refresh_grants.get(fields["refresh_token"])
    if grant is None or grant.client_id != app.client_id:
        refuse_token(request, 70000)
    person = world.directory.person(grant.oid)
    if person is None:
        refuse_token(request, 50034, tenant=grant.tid)
    request[USER] = person.upn
    home = world.directory.tenants[person.tid]
    if tenant is not None and tenant.tid != grant.tid:
        refuse_token(request, 700005)
    _refuse_used(request, world, grant)
    now = world.frame.clock.now()
    details: dict[str, Any] = {"client_id": app.client_id, "app": app.name, "tenant": home.name}
    details["issued"] = _instant(grant.issued_at)
    if person.tokens_valid_from is not None and person.tokens_valid_from > grant.issued_at:
        refuse_token(request, 50173, **details, valid_from=_instant(person.tokens_valid_from))
    if now - grant.issued_at > REFRESH_LIFE:
        refuse_token(request, 700082, **details)
    refusal = refresh_refusal(person, home)
    if refusal is not None:
        refuse_token(request, refusal, **details, valid_from=_instant(now))
    asked = grant.scopes
    if fields.get("scope"):
        try:
            asked = parse(fields["scope"])
        except BadScope as bad:
            refuse_token(request, bad.number, **{**details, **bad.details})
    if needing_consent(world, app.client_id, person, asked):
        refuse_token(request, 65001, **details)
    grant.replaced = True
    return _tokens(request, world, app, person, asked | {"offline_access"}, fields, nonce=None, family=grant.family)


def _refuse_used(request: web.Request, world: World, grant: RefreshGrant) -> None:
    """Real Entra accepts a token that was replaced (A8); the strict issuer does not (M6)."""
    if grant.revoked:
        refuse_token(request, 70000)
    if grant.replaced and world.frame.knobs["strict_rotation"]:
        if world.frame.knobs["reuse_revokes_family"]:
            world.entra.revoke_family(grant.family)
        refuse_token(request, 70000)


def _declared(request: web.Request, text: str) -> dict[str, Any]:
    """What a ``claims`` parameter adds to an access token: the declared client capabilities (A18)."""
    if not text:
        return {}
    try:
        values = json.loads(text).get("access_token", {}).get("xms_cc", {}).get("values", [])
    except (ValueError, AttributeError):
        refuse_token(request, 90023, name="claims")
    return {"xms_cc": [str(value).lower() for value in values]} if values else {}


def _tokens(
    request: web.Request,
    world: World,
    app: AppRegistration,
    person: Person,
    scopes: frozenset[str],
    fields: Mapping[str, str],
    *,
    nonce: str | None,
    family: str,
) -> web.Response:
    """The whole answer for a person: access token for Graph, ID token, next refresh token, client info."""
    home = world.directory.tenants[person.tid]
    granted = consented(world, app.client_id, person)
    more = {"upn": person.upn, "name": person.name, **_declared(request, fields.get("claims", ""))}
    body: dict[str, Any] = {
        "token_type": "Bearer",
        "scope": echo(home, granted),
        "expires_in": int(ACCESS_TOKEN_LIFE.total_seconds()),
        "ext_expires_in": int(ACCESS_TOKEN_LIFE.total_seconds()),
        "access_token": world.tokens.mint_access(
            tid=person.tid, oid=person.oid, scopes=tuple(sorted(granted)), app_id=app.client_id, more=more
        ),
    }
    if "offline_access" in scopes and course(person).gives_refresh_token:
        grant = RefreshGrant(
            client_id=app.client_id,
            tid=person.tid,
            oid=person.oid,
            scopes=scopes,
            family=family,
            issued_at=world.frame.clock.now(),
        )
        body["refresh_token"] = world.entra.new_refresh_token(grant)
    if "openid" in scopes:
        body["id_token"] = world.tokens.mint_id(
            tid=person.tid,
            oid=person.oid,
            audience=app.client_id,
            nonce=nonce,
            name=person.name,
            upn=person.upn,
            more={"email": person.mailbox} if "email" in scopes and person.mailbox else {},
        )
    if fields.get("client_info") == "1":
        body["client_info"] = client_info(person)
    return web.json_response(body, headers=entra_headers())


def _client_credentials(
    request: web.Request, world: World, app: AppRegistration, fields: Mapping[str, str], tenant: Tenant | None
) -> web.Response:
    """An application's own token, for Graph or the vault; the scope must be ``<resource>/.default``."""
    if tenant is None:
        refuse_token(request, 90002, tenant=request.match_info["tenant"])
    scope = fields.get("scope", "")
    resource, slash, last = scope.rpartition("/")
    if not scope:
        refuse_token(request, 900144, name="scope")
    if not slash or last != ".default":
        refuse_token(request, 1002012, scope=scope)
    if resource not in (GRAPH, VAULT):
        refuse_token(request, 500011, resource=resource, tenant=tenant.tid)
    oid = str(uuid.uuid5(uuid.UUID(tenant.tid), app.client_id))  # the service principal of the app in this tenant
    access = world.tokens.mint_access(
        tid=tenant.tid,
        oid=oid,
        audience=resource,
        app_id=app.client_id,
        more=_declared(request, fields.get("claims", "")),
    )
    seconds = int(ACCESS_TOKEN_LIFE.total_seconds())
    body = {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": access}
    return web.json_response(body, headers=entra_headers())


def routes() -> list[web.AbstractRouteDef]:
    return [web.post("/{tenant}/oauth2/v2.0/token", token)]
