"""Opening an account: the access token from memory, else one refresh, under the connection's lease.

Access tokens live in this worker's memory under the secret's name, which every reconnect changes, with the account
they were got for. A dead credential is never tried again: the failure is REAUTH and the connection's status says so.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

from shared.domain.connections import Connection
from shared.domain.failures import FailureClass, NotThere, ProviderFailure
from shared.domain.ids import AccountId, SecretRef
from shared.domain.secrets import Secret, Tokens
from shared.ports import Access, Clock, SecretStore, SignInProvider

EARLY = timedelta(minutes=5)
"""A token this close to its end is not used: a run may last four minutes."""
CACHED = 10_000
"""Tokens kept in memory; the oldest go first."""


@dataclass(frozen=True, slots=True)
class _Cached:
    account: AccountId
    tokens: Tokens


@dataclass(slots=True)
class BearerCredentials:
    """Credentials of Exchange Online connections. ``rotation`` None: write every rotated refresh token back."""

    secrets: SecretStore
    sign_in: SignInProvider
    clock: Clock
    rotation: timedelta | None
    _tokens: dict[SecretRef, _Cached] = field(default_factory=dict)
    _locks: dict[SecretRef, asyncio.Lock] = field(default_factory=dict)

    async def open(self, connection: Connection, *, fresh: bool = False, claims: str = "") -> Access:
        """A bearer token of the connection's account. The caller holds the lease and read the row under it.

        Raises ProviderFailure: REAUTH when the credential is dead or gone; THROTTLED or TRANSIENT when the vault or
        the identity platform is away, and then the connection keeps its status.
        """
        ref = connection.secret
        if ref is None:
            raise ProviderFailure(FailureClass.REAUTH, "no_credential")
        async with self._locks.setdefault(ref, asyncio.Lock()):
            cached = self._tokens.get(ref)
            if not fresh and cached is not None and self._is_good(cached, connection):
                return Access(cached.tokens.access, connection.account)
            tokens = await self._refresh(connection, ref, claims)
            return Access(tokens.access, connection.account)

    def forget(self, ref: SecretRef) -> None:
        """Drop what memory holds of a secret that is no longer used."""
        self._tokens.pop(ref, None)
        self._locks.pop(ref, None)

    def remember(self, connection: Connection, tokens: Tokens) -> None:
        """Keep the access token a sign-in came with, so that the first sync needs no refresh."""
        if connection.secret is not None:
            self._keep(connection.secret, _Cached(connection.account, tokens))

    def _is_good(self, cached: _Cached, connection: Connection) -> bool:
        return cached.account == connection.account and self.clock.now() + EARLY < cached.tokens.expires_at

    def _keep(self, ref: SecretRef, cached: _Cached) -> None:
        self._tokens.pop(ref, None)
        while len(self._tokens) >= CACHED:
            self.forget(next(iter(self._tokens)))
        # The refresh token is not needed here: it lives in the vault.
        self._tokens[ref] = replace(cached, tokens=replace(cached.tokens, refresh=None))

    async def _refresh(self, connection: Connection, ref: SecretRef, claims: str) -> Tokens:
        try:
            stored = await self.secrets.get(ref)
        except NotThere:
            raise ProviderFailure(FailureClass.REAUTH, "credential_gone") from None
        tokens = await self.sign_in.refresh(stored.text, connection.account, claims=claims)
        is_old = self.rotation is None or self.clock.now() - stored.set_at >= self.rotation
        if tokens.refresh is not None and tokens.refresh != stored.text and is_old:
            await self._write_back(ref, tokens.refresh)
        self._keep(ref, _Cached(connection.account, tokens))
        return tokens

    async def _write_back(self, ref: SecretRef, refresh: Secret) -> None:
        """Keep the rotated token. Under *seldom* a failure here costs nothing: the stored one still works.

        Under *always* it is raised: the run ends, and if the issuer revoked the old token the next one asks the person
        to reconnect, once (docs/decisions, rotation).
        """
        try:
            await self.secrets.set(ref, refresh)
        except ProviderFailure:
            if self.rotation is None:
                raise
