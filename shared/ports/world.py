"""The vault, the identity platform, the calendar services, and who calls us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.changes import SetAside
from shared.domain.connections import Calendar, Connection, ProviderKind
from shared.domain.events import Event
from shared.domain.failures import ProviderFailure
from shared.domain.ids import AccountId, SecretRef, User
from shared.domain.secrets import Secret, StoredSecret, Tokens
from shared.domain.sign_ins import AuthorizeRequest, PendingSignIn, SignedIn
from shared.domain.sync_state import SyncState
from shared.domain.times import Window


class SecretStore(Protocol):
    """The vault. Names are random and not used again (design.md section 6). Raises ProviderFailure when it is away."""

    async def ping(self) -> None:
        """Raise unless the vault answers and lets us in."""
        ...

    async def set(self, ref: SecretRef, secret: Secret) -> None:
        """Store a new version under this name. Raises ProviderFailure (``vault_…`` reasons)."""
        ...

    async def get(self, ref: SecretRef) -> StoredSecret:
        """The current version. Raises NotThere when the name is gone or disabled."""
        ...

    async def erase(self, ref: SecretRef) -> datetime | None:
        """Disable every version, delete the secret, purge it where that is granted. Repeatable.

        The instant until which it could be recovered; None: not at all.
        """
        ...


class SignInProvider(Protocol):
    """Microsoft's identity platform, as one confidential client."""

    async def begin(self, *, state: str, login_hint: str = "", claims: str = "") -> AuthorizeRequest:
        """The authorize address: PKCE, nonce, account chooser, form_post, the configured scopes and nothing else."""
        ...

    async def redeem(self, pending: PendingSignIn, *, state: str, code: Secret) -> SignedIn:
        """Exchange the code once. Raises ProviderFailure; a code is never tried again."""
        ...

    async def refresh(self, refresh: Secret, account: AccountId, *, claims: str = "") -> Tokens:
        """New tokens for the account. Raises ProviderFailure: REAUTH when the credential is dead.

        An answer for another account than ``account`` is a REAUTH failure (``other_account``).
        """
        ...

    def outcome_of(self, error: str, subcode: str, number: str) -> ProviderFailure:
        """The failure that an authorize-leg error stands for (graph.md A14-A16)."""
        ...


@dataclass(frozen=True, slots=True)
class Access:
    """What a provider is called with: a bearer credential, and which account's path is meant."""

    token: Secret
    account: AccountId


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do. Asked instead of asking which provider it is."""

    push: bool
    decoder_version: int
    """Grows when the decoder reads better; unchanged events are then written anew once."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The change feed's answer: whether anything moved since the state given, and the state to keep.

    ``entries`` is how many entries the round had: after a fresh round a hint of how large the view will be.
    """

    is_changed: bool
    state: SyncState
    entries: int = 0


@dataclass(frozen=True, slots=True)
class ViewPage:
    """A page of a view: events, what could not be read, and how many bytes the answer had."""

    events: tuple[Event, ...]
    set_aside: tuple[SetAside, ...]
    size: int


class CalendarProvider(Protocol):
    """One kind of calendar service. Every method raises ProviderFailure with the class its failure has."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    async def list_calendars(self, access: Access) -> list[Calendar]:
        """Every calendar the account lists, its own and shared ones; selection is the caller's."""
        ...

    async def detect(self, access: Access, calendar: Calendar, window: Window, state: SyncState | None) -> Detection:
        """Ask the change feed. Without a state: a fresh round, which is_changed by definition.

        Raises RESYNC when the state is refused. A fresh or changed round is followed to its end before it returns.
        """
        ...

    def view(self, access: Access, calendar: Calendar, window: Window) -> AsyncIterator[ViewPage]:
        """Everything that overlaps the window now, page by page: occurrences expanded, masters left out."""
        ...

    async def confirm(self, access: Access, calendar: Calendar) -> None:
        """Make sure the calendar is there and readable, before an emptiness is believed. Raises GONE or FORBIDDEN."""
        ...


class BearerVerifier(Protocol):
    """Validates Sally's bearer tokens."""

    async def verify(self, token: str) -> Caller:
        """Who calls. Raises Refused (``unauthenticated``) for anything but a valid token of ours."""
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever calls the API: a user (organisation and subject), perhaps acted for, or a service with its role.

    ``roles`` are Sally's (owner, admin, member) for users; a service has ``is_service`` and its one role.
    """

    user: User | None
    roles: frozenset[str]
    actor: str = ""
    is_service: bool = False
    language: str = ""
    name: str = ""


class ProviderRegistry(Protocol):
    """The one place that knows which adapter serves which kind."""

    def provider(self, kind: ProviderKind) -> CalendarProvider:
        """The adapter. Raises Refused where the kind is not set up."""
        ...


class Credentials(Protocol):
    """Opens an account under a connection's lease (flows/credentials.py)."""

    async def open(self, connection: Connection, *, fresh: bool = False, claims: str = "") -> Access:
        """A working credential. ``fresh`` refuses the cached one. Raises ProviderFailure."""
        ...


MAX_RUN = timedelta(minutes=4)
"""A sync run ends by itself after this long; whatever is unfinished goes on by a new message."""
