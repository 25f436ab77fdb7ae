"""Entra's error answers as the captures show them: one table of AADSTS numbers, and how each is told.

Bodies: ``error``, ``error_description`` (with the ids), ``error_codes``, ``timestamp``, ``trace_id``,
``correlation_id``, often ``error_uri``, sometimes ``suberror`` and ``claims``. Only ``invalid_client`` is HTTP 401.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from aiohttp import web

from dev.microsoft.world import WORLD, World


@dataclass(frozen=True)
class Aadsts:
    """One refusal. ``text`` has places for the named details; ``codes`` are the numbers of ``error_codes``."""

    error: str
    text: str
    suberror: str = ""
    has_uri: bool = True
    first: int = 0  # a second number that older answers put in front
    claims: str = ""


_REVOKED = (
    "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed "
    "or reset their password. The grant was issued on '{issued}' and the TokensValidFrom date (before which tokens are "
    "not valid) for this user is '{valid_from}'."
)
_MFA = (
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use "
    "multi-factor authentication to access '{resource}'."
)
_MFA_CLAIMS = json.dumps({"access_token": {"capolids": {"essential": True, "values": ["{policy}"]}}})
_NOT_CONSENTED = (
    "The user or administrator has not consented to use the application with ID '{client_id}' named '{app}'. Send an "
    "interactive authorization request for this user and resource."
)
_NOT_FOUND = (
    "Application with identifier '{client_id}' was not found in the directory '{tenant}'. This can happen if the "
    "application has not been installed by the administrator of the tenant or consented to by any user in the tenant. "
    "You may have sent your authentication request to the wrong tenant."
)
_WRONG_SECRET = (
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the "
    "client secret ID, for a secret added to app '{client_id}'."
)
_NO_RESOURCE = (
    "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the "
    "application has not been installed by the administrator of the tenant or consented to by any user in the tenant. "
    "You might have sent your authentication request to the wrong tenant."
)
_REDEEMED = (
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh "
    "token."
)
_OTHER_DIRECTORY = (
    "User account '{{EmailHidden}}' from identity provider '{provider}' does not exist in tenant '{tenant}' and cannot "
    "access the application '{client_id}'({app}) in that tenant. The account needs to be added as an external user in "
    "the tenant first. Sign out and sign in again with a different Azure Active Directory user account."
)
_INACTIVE = (
    "The refresh token has expired due to inactivity.\u00a0The token was issued on {issued} and was inactive for "
    "90.00:00:00."
)

ERRORS: dict[int, Aadsts] = {
    50011: Aadsts(
        "invalid_request",
        "The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs configured for "
        "the application '{client_id}'.",
    ),
    50020: Aadsts("access_denied", _OTHER_DIRECTORY),
    50034: Aadsts("invalid_grant", "The user account {{EmailHidden}} does not exist in the {tenant} directory."),
    50057: Aadsts("invalid_grant", "The user account is disabled."),
    50058: Aadsts("login_required", "A silent sign-in request was sent but no user is signed in."),
    50076: Aadsts("invalid_grant", _MFA, suberror="basic_action", claims=_MFA_CLAIMS),
    50105: Aadsts(
        "interaction_required",
        "The signed in user '{{EmailHidden}}' is not assigned to a role for the application '{client_id}'({app}).",
    ),
    50173: Aadsts("invalid_grant", _REVOKED),
    53003: Aadsts(
        "interaction_required",
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
        suberror="message_only",
    ),
    54005: Aadsts("invalid_grant", _REDEEMED, has_uri=False, first=70002),
    65001: Aadsts("invalid_grant", _NOT_CONSENTED, suberror="consent_required", has_uri=False),
    65004: Aadsts("access_denied", "User declined to consent to access the app."),
    70000: Aadsts("invalid_grant", "The provided access grant is invalid or malformed.", has_uri=False),
    70003: Aadsts("unsupported_grant_type", "The app requested an unsupported grant type '{grant}'.", has_uri=False),
    70008: Aadsts(
        "invalid_grant",
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive "
        "authorization request for this user and resource.",
    ),
    70011: Aadsts("invalid_scope", "The provided request must include a 'scope' input parameter. {detail}"),
    90002: Aadsts(
        "invalid_request",
        "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the "
        "correct cloud. Check with your subscription administrator, this may happen if there are no active "
        "subscriptions for the tenant.",
    ),
    90023: Aadsts("invalid_request", "The value of the parameter '{name}' is not supported."),
    90094: Aadsts(
        "consent_required",
        "{app} needs permission to access resources in your organization that only an admin can grant. Request an "
        "admin to grant permission to this app before you can use it.",
    ),
    90095: Aadsts(
        "consent_required",
        "Admin consent is required for the permissions requested by this application. An admin consent request may "
        "be sent to the admin.",
    ),
    500011: Aadsts("invalid_resource", _NO_RESOURCE),
    500112: Aadsts(
        "invalid_grant",
        "The reply address '{redirect_uri}' does not match the reply address '{expected}' provided when requesting "
        "Authorization code.",
    ),
    501481: Aadsts(
        "invalid_grant",
        "The Code_Verifier does not match the code_challenge supplied in the authorization request for PKCE.",
    ),
    650053: Aadsts(
        "invalid_client",
        "The application '{app}' asked for scope '{scope}' that doesn't exist on the resource "
        "'00000003-0000-0000-c000-000000000000'. Contact the app vendor.",
    ),
    700005: Aadsts(
        "invalid_grant",
        "The provided Authorization Code is intended to use against other tenant, thus rejected.",
    ),
    700016: Aadsts("unauthorized_client", _NOT_FOUND),
    700038: Aadsts("unauthorized_client", "{client_id} is not a valid application identifier.", has_uri=False),
    700054: Aadsts("unsupported_response_type", "response_type '{value}' is not enabled for the application."),
    700082: Aadsts("invalid_grant", _INACTIVE),
    900144: Aadsts("invalid_request", "The request body must contain the following parameter: '{name}'."),
    1002012: Aadsts(
        "invalid_scope",
        "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with "
        "/.default suffixed to the resource identifier (application ID URI).",
    ),
    7000215: Aadsts("invalid_client", _WRONG_SECRET),
    7000218: Aadsts(
        "invalid_client",
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
    7000222: Aadsts("invalid_client", "The provided client secret keys are expired."),
    9000411: Aadsts("invalid_request", "The request is not properly formatted. The parameter '{name}' is duplicated."),
}


def described(world: World, number: int, **details: Any) -> dict[str, Any]:
    """The body of this refusal. ``claims`` and ``error_uri`` only where Entra sends them."""
    kind = ERRORS[number]
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    stamp = world.frame.clock.now().strftime("%Y-%m-%d %H:%M:%SZ")
    line = "\r\n" if world.frame.knobs["descriptions_have_line_breaks"] else " "
    prefix = f"AADSTS{kind.first}: Error validating credentials. " if kind.first else ""
    text = kind.text.format_map({"resource": "00000003-0000-0000-c000-000000000000", **details})
    body: dict[str, Any] = {
        "error": kind.error,
        "error_description": f"{prefix}AADSTS{number}: {text}{line}Trace ID: {trace}{line}"
        f"Correlation ID: {correlation}{line}Timestamp: {stamp}",
        "error_codes": [kind.first, number] if kind.first else [number],
        "timestamp": stamp,
        "trace_id": trace,
        "correlation_id": correlation,
    }
    if kind.has_uri:
        body["error_uri"] = f"{world.tokens.base_url}/error?code={number}"
    if kind.suberror:
        body["suberror"] = kind.suberror
    if kind.claims:
        body["claims"] = kind.claims.replace("{policy}", str(uuid.uuid4()))
    return body


def entra_headers(trace: str | None = None) -> dict[str, str]:
    """Headers of every Entra answer."""
    return {
        "Cache-Control": "no-store, no-cache",
        "Pragma": "no-cache",
        "Expires": "-1",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "P3P": 'CP="DSP CUR OTPi IND OTRi ONL FIN"',
        "x-ms-request-id": trace or str(uuid.uuid4()),
        "x-ms-ests-server": "2.1.22000.6 - WEULR1 ProdSlices",
    }


class TokenRefused(web.HTTPException):
    """A JSON refusal of the token endpoint."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.status_code = 401 if body["error"] == "invalid_client" else 400
        number = body["error_codes"][-1]
        headers = entra_headers(body["trace_id"]) | {"x-ms-clitelem": f"1,{number},0,,"}
        super().__init__(text=json.dumps(body), content_type="application/json", headers=headers)


def refuse_token(request: web.Request, number: int, **details: Any) -> NoReturn:
    """Answer the token endpoint's refusal."""
    raise TokenRefused(described(request.config_dict[WORLD], number, **details))
