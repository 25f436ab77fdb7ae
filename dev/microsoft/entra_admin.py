"""Admin routes of the emulated Entra, on the admin address beside clock, faults, knobs and requests.

GET /tenants · POST /tenants {Tenant} · PATCH /tenants/{tid or domain} {user_consent, app_missing, scope_echo}
GET /people · POST /people {Person} · PATCH /people/{address or short name} {scenario, withheld_scopes, is_admin, …}
POST /people/{name}/revoke          refresh tokens issued until now are revoked (50173)
GET /apps · POST /apps · PATCH /apps/{client_id} {name, redirect_uris, secrets: [{value, expires_at}]}
POST /consents {client_id?, tenant | person, scopes: [short names]} · DELETE /consents?client_id&tenant | person
GET /consents?client_id&tenant | person
POST /keys/rotate {keep_old}        a new signing key
POST /tokens {person, scopes, audience?, client_id?, seconds?}  an access token without a sign-in
GET /approval-requests              what people asked their administrators for (90095)
"""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from dev.emulator.admin import json_body
from dev.microsoft.apps import APP_CLIENT_ID, AppRegistration, Secret
from dev.microsoft.directory import Person, Tenant, stable_guid
from dev.microsoft.entra_scenarios import COURSES
from dev.microsoft.tokens import GRAPH
from dev.microsoft.world import WORLD, World


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def _shown(thing: Any) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(thing).items()}


def _person(world: World, name: str) -> Person:
    person = world.directory.by_name(name) or world.directory.person(name)
    if person is None:
        raise KeyError(f"no person {name}")
    return person


def _tenant(world: World, name: str) -> Tenant:
    tenant = world.directory.tenant(name)
    if tenant is None:
        raise KeyError(f"no tenant {name}")
    return tenant


def _secrets(given: list[dict[str, Any]]) -> list[Secret]:
    return [
        Secret(one["value"], datetime.fromisoformat(one["expires_at"]) if one.get("expires_at") else None)
        for one in given
    ]


async def get_tenants(request: web.Request) -> web.Response:
    return web.json_response([_shown(one) for one in request.config_dict[WORLD].directory.tenants.values()])


async def post_tenant(request: web.Request) -> web.Response:
    given = await json_body(request)
    tenant = Tenant(**{"tid": stable_guid(f"tenant {given['domain']}"), "name": given["domain"], **given})
    request.config_dict[WORLD].directory.tenants[tenant.tid] = tenant
    return web.json_response(_shown(tenant), status=201)


async def patch_tenant(request: web.Request) -> web.Response:
    tenant = _tenant(request.config_dict[WORLD], request.match_info["name"])
    known = {f.name for f in fields(Tenant)} - {"tid"}
    for name, value in (await json_body(request)).items():
        if name not in known:
            raise KeyError(name)
        setattr(tenant, name, value)
    return web.json_response(_shown(tenant))


async def get_people(request: web.Request) -> web.Response:
    return web.json_response([_shown(one) for one in request.config_dict[WORLD].directory.people.values()])


def _person_members(given: dict[str, Any]) -> dict[str, Any]:
    members = dict(given)
    if members.get("scenario", "normal") not in COURSES:
        raise KeyError(f"no scenario {members['scenario']}")
    if "withheld_scopes" in members:
        members["withheld_scopes"] = frozenset(members["withheld_scopes"])
    if members.get("tokens_valid_from"):
        members["tokens_valid_from"] = datetime.fromisoformat(members["tokens_valid_from"])
    return members


async def post_person(request: web.Request) -> web.Response:
    world = request.config_dict[WORLD]
    given = _person_members(await json_body(request))
    tenant = _tenant(world, given.pop("tenant"))
    upn = given["upn"]
    name = given.setdefault("name", upn.split("@", 1)[0].title())
    first, _, last = name.partition(" ")
    rest = {"oid": stable_guid(f"person {upn}"), "given_name": first, "surname": last, "mailbox": upn}
    person = Person(**{"tid": tenant.tid, **rest, **given})
    world.directory.people[person.oid] = person
    return web.json_response(_shown(person), status=201)


async def patch_person(request: web.Request) -> web.Response:
    world = request.config_dict[WORLD]
    person = _person(world, request.match_info["name"])
    return web.json_response(_shown(world.directory.change(person.oid, **_person_members(await json_body(request)))))


async def revoke(request: web.Request) -> web.Response:
    world = request.config_dict[WORLD]
    person = _person(world, request.match_info["name"])
    return web.json_response(_shown(world.directory.change(person.oid, tokens_valid_from=world.frame.clock.now())))


async def get_apps(request: web.Request) -> web.Response:
    """Without the values of secrets."""
    shown = []
    for app in request.config_dict[WORLD].entra.apps.all():
        expiries = [{"expires_at": _plain(secret.expires_at)} for secret in app.secrets]
        shown.append({**_shown(app), "secrets": expiries})
    return web.json_response(shown)


async def post_app(request: web.Request) -> web.Response:
    given = await json_body(request)
    app = AppRegistration(
        client_id=given.get("client_id", stable_guid(f"app {given['name']}")),
        name=given["name"],
        secrets=_secrets(given.get("secrets", [])),
        redirect_uris=list(given.get("redirect_uris", [])),
    )
    request.config_dict[WORLD].entra.apps.add(app)
    return web.json_response({"client_id": app.client_id}, status=201)


async def patch_app(request: web.Request) -> web.Response:
    app = request.config_dict[WORLD].entra.apps.get(request.match_info["client_id"])
    if app is None:
        raise KeyError("no such app")
    given = await json_body(request)
    if unknown := set(given) - {"name", "redirect_uris", "secrets"}:
        raise KeyError(min(unknown))
    app.name = given.get("name", app.name)
    app.redirect_uris = list(given.get("redirect_uris", app.redirect_uris))
    app.secrets = _secrets(given["secrets"]) if "secrets" in given else app.secrets
    return web.json_response({"client_id": app.client_id})


async def get_consents(request: web.Request) -> web.Response:
    world, asked = request.config_dict[WORLD], request.query
    client = asked.get("client_id", APP_CLIENT_ID)
    if "tenant" in asked:
        return web.json_response(sorted(world.entra.consents.of_tenant(client, _tenant(world, asked["tenant"]).tid)))
    return web.json_response(sorted(world.entra.consents.of_person(client, _person(world, asked["person"]).oid)))


async def post_consent(request: web.Request) -> web.Response:
    world, given = request.config_dict[WORLD], await json_body(request)
    client, scopes = given.get("client_id", APP_CLIENT_ID), frozenset(given["scopes"])
    if "tenant" in given:
        world.entra.consents.grant_for_tenant(client, _tenant(world, given["tenant"]).tid, scopes)
    else:
        world.entra.consents.grant_for_person(client, _person(world, given["person"]).oid, scopes)
    return web.Response(status=204)


async def delete_consent(request: web.Request) -> web.Response:
    world, asked = request.config_dict[WORLD], request.query
    client = asked.get("client_id", APP_CLIENT_ID)
    if "tenant" in asked:
        world.entra.consents.withdraw_tenant(client, _tenant(world, asked["tenant"]).tid)
    else:
        world.entra.consents.withdraw_person(client, _person(world, asked["person"]).oid)
    return web.Response(status=204)


async def rotate_keys(request: web.Request) -> web.Response:
    given = await json_body(request)
    kid = request.config_dict[WORLD].tokens.keys.rotate(keep_old=given.get("keep_old", True))
    return web.json_response({"kid": kid})


async def post_token(request: web.Request) -> web.Response:
    world, given = request.config_dict[WORLD], await json_body(request)
    person = _person(world, given["person"])
    token = world.tokens.mint_access(
        tid=person.tid,
        oid=person.oid,
        audience=given.get("audience", GRAPH),
        scopes=tuple(given["scopes"]),
        app_id=given.get("client_id", APP_CLIENT_ID),
        life=timedelta(seconds=given.get("seconds", 3600)),
        more={"upn": person.upn, "name": person.name},
    )
    return web.json_response({"access_token": token})


async def get_approval_requests(request: web.Request) -> web.Response:
    asked = request.config_dict[WORLD].entra.approval_requests
    return web.json_response([{"client_id": client, "oid": oid} for client, oid in asked])


def routes() -> list[web.AbstractRouteDef]:
    return [
        web.get("/tenants", get_tenants),
        web.post("/tenants", post_tenant),
        web.patch("/tenants/{name}", patch_tenant),
        web.get("/people", get_people),
        web.post("/people", post_person),
        web.patch("/people/{name}", patch_person),
        web.post("/people/{name}/revoke", revoke),
        web.get("/apps", get_apps),
        web.post("/apps", post_app),
        web.patch("/apps/{client_id}", patch_app),
        web.get("/consents", get_consents),
        web.post("/consents", post_consent),
        web.delete("/consents", delete_consent),
        web.post("/keys/rotate", rotate_keys),
        web.post("/tokens", post_token),
        web.get("/approval-requests", get_approval_requests),
    ]
