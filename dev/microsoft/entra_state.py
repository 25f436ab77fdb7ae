"""What the emulated Entra remembers between requests: interactions, browser sessions, codes, refresh tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from dev.microsoft.apps import Apps, Consents

CODE_LIFE = timedelta(minutes=10)  # A7
REFRESH_LIFE = timedelta(days=90)  # A8: sliding


@dataclass
class Interaction:
    """One request of a browser while its person chooses an account and consents; named by ``ctx`` in every form."""

    ctx: str
    kind: Literal["authorize", "adminconsent"]
    tenant: str
    client_id: str
    redirect_uri: str
    state: str | None
    scopes: frozenset[str]
    response_mode: str = "query"
    prompt: str = ""
    nonce: str | None = None
    challenge: str | None = None
    login_hint: str = ""
    domain_hint: str = ""
    wants_client_info: bool = False
    claims: str = ""
    oid: str = ""


@dataclass
class Code:
    """An authorization code: single use, bound to client, redirect address and PKCE challenge."""

    client_id: str
    redirect_uri: str
    tid: str
    oid: str
    scopes: frozenset[str]
    nonce: str | None
    challenge: str | None
    expires_at: datetime
    used: bool = False


@dataclass
class RefreshGrant:
    """One refresh token. ``family`` joins those that came from one sign-in."""

    client_id: str
    tid: str
    oid: str
    scopes: frozenset[str]
    family: str
    issued_at: datetime
    replaced: bool = False
    revoked: bool = False


@dataclass
class EntraState:
    """All of it in memory; gone with ``reset``."""

    apps: Apps = field(default_factory=Apps)
    consents: Consents = field(default_factory=Consents)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    sessions: dict[str, list[str]] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    refresh_grants: dict[str, RefreshGrant] = field(default_factory=dict)
    approval_requests: list[tuple[str, str]] = field(default_factory=list)

    def reset(self) -> None:
        self.apps.reset()
        self.consents.reset()
        for kept in (self.interactions, self.sessions, self.codes, self.refresh_grants):
            kept.clear()
        self.approval_requests.clear()

    def new_code(self, code: Code) -> str:
        name = "1.AX0A" + secrets.token_urlsafe(180)
        self.codes[name] = code
        return name

    def new_refresh_token(self, grant: RefreshGrant) -> str:
        name = "1.AX0A" + secrets.token_urlsafe(700)  # real ones are 1 to 2 kB
        self.refresh_grants[name] = grant
        return name

    def revoke_family(self, family: str) -> None:
        for grant in self.refresh_grants.values():
            if grant.family == family:
                grant.revoked = True
