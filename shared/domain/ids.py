"""Ids as types of their own, so that mixing two of them is a type error.

Provider ids are opaque: stored and given back, never parsed, never a part of a key (they hold ``/ + =``).
Our own ids are 128 random bits in hex; keys derived from provider ids are SHA-256 cut to 128 bits.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NewType

OrganisationId = NewType("OrganisationId", str)
Subject = NewType("Subject", str)
OwnerKey = NewType("OwnerKey", str)
"""Hash of organisation + subject: the partition of everything a user owns, and what queue messages carry."""
ConnectionId = NewType("ConnectionId", str)
CalendarId = NewType("CalendarId", str)
"""Ours: the hash of the provider's calendar id."""
ProviderCalendarId = NewType("ProviderCalendarId", str)
ProviderEventId = NewType("ProviderEventId", str)
EventHash = NewType("EventHash", str)
"""Hash of the provider's event id: stable while the event moves in time."""
SecretRef = NewType("SecretRef", str)
"""The vault name of a secret; the only thing a table may hold of it."""
MeetingKey = NewType("MeetingKey", str)
"""Meeting identity without the organisation: hash of series UID and original start."""


def digest(*parts: str) -> str:
    """128 bits of SHA-256 over the parts, in hex. The separator cannot occur in a part's length prefix."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def owner_key(organisation: OrganisationId, subject: Subject) -> OwnerKey:
    """The partition of a Sally user."""
    return OwnerKey(digest("owner", organisation, subject))


def calendar_id(provider_id: ProviderCalendarId) -> CalendarId:
    """Our id of a provider's calendar; the same calendar always gets the same id within a connection."""
    return CalendarId(digest("calendar", provider_id))


def event_hash(provider_id: ProviderEventId) -> EventHash:
    """The event's part of its row key."""
    return EventHash(digest("event", provider_id))


@dataclass(frozen=True, slots=True)
class User:
    """A person signed in to Sally: organisation + subject of the validated bearer token."""

    organisation: OrganisationId
    subject: Subject

    @property
    def key(self) -> OwnerKey:
        """The partition of this user's rows."""
        return owner_key(self.organisation, self.subject)


@dataclass(frozen=True, slots=True)
class CalendarKey:
    """One calendar of one connection: names an Events partition."""

    connection: ConnectionId
    calendar: CalendarId


@dataclass(frozen=True, slots=True)
class AccountId:
    """A mailbox identity at the provider, never an e-mail address. Microsoft: tenant id + object id."""

    tenant: str
    object_id: str

    @property
    def key(self) -> str:
        """Hash for keys and comparisons across rows."""
        return digest("account", self.tenant.lower(), self.object_id.lower())
