"""A connection: the lasting link between a user and an account, and the only statuses it can have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.domain.ids import AccountId, CalendarId, ConnectionId, ProviderCalendarId, SecretRef, User


class ProviderKind(StrEnum):
    """The kind of calendar service behind a connection."""

    EXCHANGE_ONLINE = "exchange-online"
    EXCHANGE_ONPREMISE = "exchange-onpremise"


class ConnectionStatus(StrEnum):
    """``connecting -> active <-> paused``, ``active -> needs_reconnect -> active``, ``active <-> blocked``,
    any ``-> disconnecting -> (gone)``. There are no others (glossary).
    """

    CONNECTING = "connecting"
    ACTIVE = "active"
    PAUSED = "paused"
    NEEDS_RECONNECT = "needs_reconnect"
    BLOCKED = "blocked"
    DISCONNECTING = "disconnecting"


SYNCING = frozenset({ConnectionStatus.CONNECTING, ConnectionStatus.ACTIVE, ConnectionStatus.BLOCKED})
"""Statuses in which a sync run does work; a blocked connection is probed once a day."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection as its row holds it. ``reason`` is a stable code with a text per language, empty when all is well.

    ``profile_name`` and ``label`` are all that is kept of the account's profile (S11). ``accepted_at`` is when the
    standing instruction was given (connect or reconnect), ``generation_hint`` nothing a reader may rely on.
    """

    id: ConnectionId
    user: User
    provider: ProviderKind
    account: AccountId
    label: str
    profile_name: str
    status: ConnectionStatus
    created_at: datetime
    accepted_at: datetime
    secret: SecretRef | None
    granted_scopes: tuple[str, ...] = ()
    scope_set: int = 1
    reason: str = ""
    reason_at: datetime | None = None
    settings: dict[str, str] = field(default_factory=dict)
    """What the provider needs besides the credential, e.g. an on-premise server's address. Never a secret."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """One calendar. ``owner`` is empty for the account's own; shared ones are read on the owner's path."""

    id: CalendarId
    provider_id: ProviderCalendarId
    name: str
    is_primary: bool
    is_selected: bool
    owner: str = ""
    owner_name: str = ""
    can_edit: bool = False
    is_gone: bool = False
    """No longer listed by the provider; kept until its rows are removed."""


def merge_calendars(known: list[Calendar], listed: list[Calendar]) -> list[Calendar]:
    """The calendars to keep: what the provider lists, with the person's selection; vanished ones are marked gone.

    A calendar seen for the first time is selected only if it is the primary of the account itself (S27).
    """
    selections = {calendar.id: calendar.is_selected for calendar in known}
    merged = [
        Calendar(
            id=c.id,
            provider_id=c.provider_id,
            name=c.name[:200],
            is_primary=c.is_primary,
            is_selected=selections.get(c.id, c.is_primary and not c.owner),
            owner=c.owner[:320],
            owner_name=c.owner_name[:200],
            can_edit=c.can_edit,
        )
        for c in listed
    ]
    here = {calendar.id for calendar in merged}
    gone = [
        Calendar(
            id=c.id,
            provider_id=c.provider_id,
            name=c.name,
            is_primary=False,
            is_selected=c.is_selected,
            owner=c.owner,
            owner_name=c.owner_name,
            can_edit=c.can_edit,
            is_gone=True,
        )
        for c in known
        if c.id not in here
    ]
    return sorted(merged, key=lambda c: (not c.is_primary, c.owner, c.name.casefold(), c.id)) + gone
