"""Discovery of the emulated Entra: OpenID configuration by tenant or alias, instance discovery, published keys."""

from __future__ import annotations

import json
import uuid
from typing import Any

from aiohttp import web

from dev.microsoft.entra_errors import described
from dev.microsoft.entra_requests import ALIASES
from dev.microsoft.world import WORLD


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    headers = {"Access-Control-Allow-Origin": "*", "x-ms-request-id": str(uuid.uuid4())}
    return web.Response(status=status, text=json.dumps(body), content_type="application/json", headers=headers)


async def configuration(request: web.Request) -> web.StreamResponse:
    """GUID form for a tenant named by id or domain; for an alias alias-form addresses and a ``{tenantid}`` issuer."""
    world = request.config_dict[WORLD]
    name = request.match_info["tenant"].lower()
    base = world.tokens.base_url
    if name in ALIASES:
        at, issuer = f"{base}/{name}", f"{base}/{{tenantid}}/v2.0"
    else:
        tenant = world.directory.tenant(name)
        if tenant is None:
            return _json({**described(world, 90002, tenant=name), "error": "invalid_tenant"}, 400)
        at, issuer = f"{base}/{tenant.tid}", world.tokens.issuer(tenant.tid)
    return _json(
        {
            "token_endpoint": f"{at}/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "jwks_uri": f"{at}/discovery/v2.0/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": issuer,
            "request_uri_parameter_supported": False,
            "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
            "authorization_endpoint": f"{at}/oauth2/v2.0/authorize",
            "http_logout_supported": True,
            "frontchannel_logout_supported": True,
            "end_session_endpoint": f"{at}/oauth2/v2.0/logout",
            "claims_supported": [
                "sub",
                "iss",
                "aud",
                "exp",
                "iat",
                "nonce",
                "preferred_username",
                "name",
                "tid",
                "ver",
            ],
            "tenant_region_scope": None if name in ALIASES else "EU",
            "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
            "rbac_url": "https://pas.windows.net",
        }
    )


async def keys(request: web.Request) -> web.StreamResponse:
    world = request.config_dict[WORLD]
    name = request.match_info["tenant"].lower()
    tenant = None if name in ALIASES else world.directory.tenant(name)
    issuer = world.tokens.issuer(tenant.tid if tenant else "{tenantid}")
    return _json(world.tokens.keys.jwks(issuer))


async def instance(request: web.Request) -> web.StreamResponse:
    """Which hosts are one cloud: this one alone."""
    world = request.config_dict[WORLD]
    host = world.tokens.base_url.removeprefix("https://")
    return _json(
        {
            "tenant_discovery_endpoint": f"{world.tokens.base_url}/common/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
        }
    )


def routes() -> list[web.AbstractRouteDef]:
    return [
        web.get("/common/discovery/instance", instance),
        web.get("/{tenant}/v2.0/.well-known/openid-configuration", configuration),
        web.get("/{tenant}/discovery/v2.0/keys", keys),
    ]
