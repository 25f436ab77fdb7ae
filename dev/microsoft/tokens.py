"""Tokens of the emulated Entra: RS256 keys and their JWKS, minting, and the check that Graph makes of a bearer.

Access tokens carry the v2 issuer of their tenant (real Graph tokens are opaque to us and should be to the app).
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from dev.emulator.frame import USER
from dev.microsoft.refusals import refuse

GRAPH = "https://graph.microsoft.com"
GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000"
VAULT = "https://vault.azure.net"
ACCESS_TOKEN_LIFE = timedelta(seconds=3599 + 600)  # Entra varies 60 to 90 minutes


class SigningKeys:
    """The issuer's key pairs, newest first. The newest signs; those before stay published until they are dropped."""

    def __init__(self) -> None:
        self._keys: list[tuple[str, rsa.RSAPrivateKey]] = []
        self.rotate()

    def rotate(self, *, keep_old: bool = True) -> str:
        """Sign with a new key from now on. Without ``keep_old`` tokens of older keys can no longer be checked."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        kid = base64.urlsafe_b64encode(hashlib.sha1(str(key.public_key().public_numbers().n).encode()).digest())  # noqa: S324 - a name, like x5t
        self._keys = [(kid.decode().rstrip("="), key), *(self._keys if keep_old else [])]
        return self._keys[0][0]

    def sign(self, claims: Mapping[str, Any]) -> str:
        kid, key = self._keys[0]
        return jwt.encode(dict(claims), key, algorithm="RS256", headers={"kid": kid})

    def public(self, kid: str | None) -> rsa.RSAPublicKey | None:
        return next((key.public_key() for name, key in self._keys if name == kid), None)

    def jwks(self, issuer: str) -> dict[str, Any]:
        """As Entra publishes them: no ``alg`` member, the issuer beside each key."""
        keys = []
        for kid, key in self._keys:
            shown = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
            keys.append(
                {"kty": "RSA", "use": "sig", "kid": kid, "x5t": kid, "n": shown["n"], "e": shown["e"], "issuer": issuer}
            )
        return {"keys": keys}


@dataclass(frozen=True)
class Principal:
    """Who a verified Graph token speaks for. ``scopes`` are the short names as granted."""

    tid: str
    oid: str
    scopes: frozenset[str]
    app_id: str = ""
    declares_cp1: bool = False
    issued_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Tokens:
    """Mints and checks tokens by ``now``; ``base_url`` is the emulator's address, set once it is bound."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.keys = SigningKeys()
        self.base_url = ""
        self._now = now

    def issuer(self, tid: str) -> str:
        return f"{self.base_url}/{tid}/v2.0"

    def mint_access(
        self,
        *,
        tid: str,
        oid: str,
        audience: str = GRAPH,
        scopes: tuple[str, ...] = (),
        app_id: str = "",
        life: timedelta = ACCESS_TOKEN_LIFE,
        more: Mapping[str, Any] | None = None,
    ) -> str:
        """An access token. Without scopes it is an application's: no ``scp``."""
        claims = self._common(tid, oid, audience, life) | {"azp": app_id, "azpacr": "1", "ver": "2.0"}
        if scopes:
            claims["scp"] = " ".join(scopes)
        return self.keys.sign(claims | dict(more or {}))

    def mint_id(
        self, *, tid: str, oid: str, audience: str, nonce: str | None, name: str, upn: str, more: Mapping[str, Any]
    ) -> str:
        """An ID token with the claims of ``openid profile``."""
        claims = self._common(tid, oid, audience, timedelta(hours=1)) | {
            "name": name,
            "preferred_username": upn,
            "ver": "2.0",
        }
        if nonce is not None:
            claims["nonce"] = nonce
        return self.keys.sign(claims | dict(more))

    def _common(self, tid: str, oid: str, audience: str, life: timedelta) -> dict[str, Any]:
        now = int(self._now().timestamp())
        # The subject is pairwise: another one for each application.
        subject = base64.urlsafe_b64encode(hashlib.sha256(f"{oid}|{audience}".encode()).digest()).decode().rstrip("=")
        return {
            "aud": audience,
            "iss": self.issuer(tid),
            "iat": now,
            "nbf": now,
            "exp": now + int(life.total_seconds()),
            "oid": oid,
            "tid": tid,
            "sub": subject,
            "uti": uuid.uuid4().hex[:22],
        }

    def check(self, token: str, audiences: tuple[str, ...]) -> dict[str, Any]:
        """The claims of our token for one of ``audiences``, in force now. Raises ValueError saying what is wrong."""
        try:
            kid = jwt.get_unverified_header(token).get("kid")
        except jwt.InvalidTokenError:
            raise ValueError("IDX14100: JWT is not well formed, there are no dots (.).") from None
        key = self.keys.public(kid)
        if key is None:
            raise ValueError("Signing key is invalid.")
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                options={"verify_aud": False, "verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError:
            raise ValueError("Signature is invalid.") from None
        now = self._now().timestamp()
        if claims.get("aud") not in audiences:
            raise ValueError("Access token validation failure. Invalid audience.")
        if claims.get("iss") != self.issuer(str(claims.get("tid"))):
            raise ValueError("Access token validation failure. Invalid issuer.")
        if not claims.get("nbf", now) - 300 <= now < claims.get("exp", 0):
            raise ValueError("Lifetime validation failed, the token is expired.")
        return claims


TOKENS = web.AppKey("tokens", Tokens)


def _challenge(detail: str = "") -> dict[str, str]:
    return {
        "WWW-Authenticate": 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/'
        f'authorize", client_id="{GRAPH_APP_ID}"{detail}'
    }


def verify_access_token(request: web.Request) -> Principal:
    """The principal of a Graph request (graph.md 8.1 number 1); its application holds ``TOKENS``.

    Raises the 401 ``InvalidAuthenticationToken`` in Graph's envelope for anything but a valid token for Graph.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        refuse(request, 401, "InvalidAuthenticationToken", "Access token is empty.", headers=_challenge())
    try:
        claims = request.config_dict[TOKENS].check(token.strip(), (GRAPH, GRAPH_APP_ID))
    except ValueError as wrong:
        refuse(request, 401, "InvalidAuthenticationToken", str(wrong), headers=_challenge())
    request[USER] = str(claims.get("upn") or claims["oid"])
    return Principal(
        tid=claims["tid"],
        oid=claims["oid"],
        scopes=frozenset(str(claims.get("scp", "")).split()),
        app_id=str(claims.get("azp", "")),
        declares_cp1="cp1" in claims.get("xms_cc", ()),
        issued_at=datetime.fromtimestamp(claims["iat"], UTC),
    )


def challenge_claims(request: web.Request, not_before: datetime) -> NoReturn:
    """The continuous-access refusal (graph.md A18): a 401 that asks for a token newer than ``not_before``."""
    wanted = {"access_token": {"nbf": {"essential": True, "value": str(int(not_before.timestamp()))}}}
    claims = base64.b64encode(json.dumps(wanted).encode()).decode()
    message = (
        "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: "
        "TokenIssuedBeforeRevocationTimestamp"
    )
    headers = _challenge(f', error="insufficient_claims", claims="{claims}"')
    refuse(request, 401, "InvalidAuthenticationToken", message, headers=headers)
