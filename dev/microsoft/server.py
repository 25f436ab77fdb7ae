"""Entra and Graph on one TLS address, the admin routes and the managed identity on plain http beside it."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import jwt
from aiohttp import web

from dev.emulator.admin import admin_app
from dev.emulator.frame import Caller
from dev.emulator.serve import serving
from dev.emulator.tls import LocalCa, local_ca
from dev.microsoft import entra_admin, entra_authorize, entra_discovery, entra_token, managed_identity
from dev.microsoft.apps import APP_CLIENT_ID, APP_SECRET
from dev.microsoft.managed_identity import IDENTITY_HEADER, IdentityHeader
from dev.microsoft.tokens import TOKENS
from dev.microsoft.world import WORLD, World


@dataclass(frozen=True)
class Microsoft:
    """A running emulator: addresses, what clients need, and its world for tests in the same process."""

    base_url: str
    admin_url: str
    graph_url: str
    identity_endpoint: str
    identity_header: str
    client_id: str
    client_secret: str
    ca: LocalCa
    world: World

    def as_json(self) -> dict[str, str]:
        """What the READY line says."""
        names = ("base_url", "admin_url", "graph_url", "identity_endpoint", "identity_header", "client_id")
        shown = {name: str(getattr(self, name)) for name in names}
        return {**shown, "client_secret": self.client_secret, "ca": str(self.ca.ca_pem)}


async def identify(request: web.Request) -> Caller:
    """The person behind an unverified bearer, code or refresh token; at the token endpoint the grant as operation."""
    world = request.config_dict[WORLD]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.InvalidTokenError:
            return Caller()
        person = world.directory.person(str(claims.get("oid")))
        return Caller(person.upn if person else None)
    if request.method == "POST" and request.path.endswith("/token"):
        fields = await request.post()
        known = world.entra.refresh_grants.get(str(fields.get("refresh_token", ""))) or world.entra.codes.get(
            str(fields.get("code", ""))
        )
        person = world.directory.person(known.oid) if known else None
        return Caller(person.upn if person else None, str(fields.get("grant_type", "")))
    return Caller()


async def _alive(_: web.Request) -> web.Response:
    return web.Response(text="The Microsoft emulator of the local stack.\n")


def _public_app(world: World) -> web.Application:
    app = web.Application(middlewares=[world.frame.middleware(identify)])
    app[WORLD], app[TOKENS] = world, world.tokens
    app.add_routes([web.get("/", _alive)])
    app.add_routes(entra_discovery.routes())
    app.add_routes(entra_authorize.routes())
    app.add_routes(entra_token.routes())
    return app


@asynccontextmanager
async def microsoft(
    folder: Path,
    *,
    port: int = 0,
    admin_port: int = 0,
    redirect_uris: Sequence[str] = (),
    host: str = "localhost",
) -> AsyncIterator[Microsoft]:
    """Serve a new world. ``folder`` holds the certificates; ports of 0 are free ones."""
    world = World()
    world.entra.apps.first_redirect_uris = list(redirect_uris)
    world.entra.apps.reset()
    ca = local_ca(folder, [host])
    header = secrets.token_urlsafe(24)
    public, admin = _public_app(world), admin_app(world.frame)
    admin[WORLD], admin[IDENTITY_HEADER] = world, IdentityHeader(header)
    admin.add_routes([*entra_admin.routes(), *managed_identity.routes()])
    async with (
        serving(public, port=port, tls=ca.server_context(), host=host) as base_url,
        serving(admin, port=admin_port) as admin_url,
    ):
        world.tokens.base_url = base_url
        yield Microsoft(
            base_url=base_url,
            admin_url=admin_url,
            graph_url=f"{base_url}/v1.0",
            identity_endpoint=f"{admin_url}/msi/token",
            identity_header=header,
            client_id=APP_CLIENT_ID,
            client_secret=APP_SECRET,
            ca=ca,
            world=world,
        )
