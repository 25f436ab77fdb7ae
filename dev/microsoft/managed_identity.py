"""The token endpoint of a managed identity, as App Service and Flex Consumption have it (plain http on loopback).

``GET {IDENTITY_ENDPOINT}?api-version=2019-08-01&resource=…`` with ``X-IDENTITY-HEADER``. It belongs to the operator's
tenant and gives tokens for the vault.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from dev.microsoft.directory import OPERATOR_TENANT, stable_guid
from dev.microsoft.tokens import ACCESS_TOKEN_LIFE, VAULT
from dev.microsoft.world import WORLD

IDENTITY_OID = stable_guid("identity of the function app")
IDENTITY_CLIENT_ID = stable_guid("client of the identity of the function app")


@dataclass(frozen=True)
class IdentityHeader:
    """The secret that a real platform puts beside the address."""

    value: str


IDENTITY_HEADER = web.AppKey("identity_header", IdentityHeader)


def _refused(status: int, message: str) -> web.Response:
    return web.json_response({"statusCode": status, "message": message}, status=status)


async def identity_token(request: web.Request) -> web.StreamResponse:
    if request.headers.get("X-IDENTITY-HEADER") != request.config_dict[IDENTITY_HEADER].value:
        return _refused(401, "The X-IDENTITY-HEADER is missing or wrong.")
    if request.query.get("api-version") != "2019-08-01":
        return _refused(400, "The api-version is not supported.")
    if request.query.get("client_id", IDENTITY_CLIENT_ID) != IDENTITY_CLIENT_ID:
        return _refused(400, "No managed identity was found for the specified client id.")
    resource = request.query.get("resource", "")
    if resource.rstrip("/") != VAULT:
        return _refused(400, "The resource is not known to this identity.")
    world = request.config_dict[WORLD]
    expires = int((world.frame.clock.now() + ACCESS_TOKEN_LIFE).timestamp())
    token = world.tokens.mint_access(
        tid=OPERATOR_TENANT, oid=IDENTITY_OID, audience=VAULT, app_id=IDENTITY_CLIENT_ID, more={"idtyp": "app"}
    )
    return web.json_response(
        {
            "access_token": token,
            "client_id": IDENTITY_CLIENT_ID,
            "expires_on": str(expires),
            "resource": resource,
            "token_type": "Bearer",
        }
    )


def routes() -> list[web.AbstractRouteDef]:
    return [web.get("/msi/token", identity_token)]
