"""Our state but for the events: connections, leases, calendars, due work, sign-ins, activity."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.activity import ActivityEntry
from shared.domain.connections import Calendar, Connection, ProviderKind
from shared.domain.due import Bucket, Due
from shared.domain.ids import AccountId, CalendarId, ConnectionId, OwnerKey
from shared.domain.sign_ins import PendingSignIn
from shared.ports.common import Stored


class ConnectionStore(Protocol):
    """The Connections table: one row per connection, and one per account identity in the same transaction."""

    async def get(self, owner: OwnerKey, connection: ConnectionId) -> Stored[Connection]:
        """The connection, looked up under its owner. Raises NotThere."""
        ...

    async def find_by_account(self, owner: OwnerKey, provider: ProviderKind, account: AccountId) -> ConnectionId | None:
        """The owner's connection to this account, if there is one."""
        ...

    async def list_of(self, owner: OwnerKey) -> list[Connection]:
        """All connections of a user, oldest first."""
        ...

    async def insert(self, connection: Connection) -> Stored[Connection]:
        """Write both rows in one transaction. Raises Conflict when the account is connected already."""
        ...

    async def replace(self, was: Stored[Connection], connection: Connection) -> Stored[Connection]:
        """Write the row If-Match (and the identity row where the account changed)."""
        ...

    async def delete(self, was: Stored[Connection]) -> None:
        """Remove both rows If-Match."""
        ...


@dataclass(frozen=True, slots=True)
class Notes:
    """What the Leases row remembers between runs, since every run writes that row anyway.

    ``next`` is the bucket of the connection's one scheduled due row (empty: none). ``reads`` counts background reads
    per UTC day (``YYYY-MM-DD``). ``failures`` counts failed runs in a row, ``not_before`` says until when nobody calls
    the provider for this connection, ``reason`` why.
    """

    next: str = ""
    reads: tuple[tuple[str, int], ...] = ()
    failures: int = 0
    not_before: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a connection, as its row said when it was last written."""

    connection: ConnectionId
    generation: int
    etag: str
    notes: Notes = Notes()


class LeaseStore(Protocol):
    """The Leases table. A row is never deleted, so a generation never repeats (protocol.md part 2)."""

    async def take(self, connection: ConnectionId, holder: str) -> Lease | None:
        """Take the lease when it is free or expired (storage's clock); generation is old + 1. None: held by another."""
        ...

    async def seize(self, connection: ConnectionId) -> int:
        """A new generation at once, without waiting for anybody; the lease is left free. For people and the eraser."""
        ...

    async def read(self, connection: ConnectionId) -> Lease | None:
        """The row as it stands, for looking only."""
        ...

    async def extend(self, lease: Lease) -> Lease:
        """Hold it for another 60 s. Raises Deposed when the row moved."""
        ...

    async def write_notes(self, lease: Lease, notes: Notes) -> Lease:
        """Write the notes, If-Match of one's own generation; this also extends. Raises Deposed."""
        ...

    async def release(self, lease: Lease) -> None:
        """Let go, If-Match; a lease that is no longer ours is left as it is."""
        ...


class CalendarStore(Protocol):
    """The Calendars table: a row per calendar and one fence row per connection."""

    async def list_of(self, connection: ConnectionId) -> list[Calendar]:
        """The calendars of a connection, primary first."""
        ...

    async def raise_fence(self, connection: ConnectionId, generation: int) -> Stored[int]:
        """Write the generation into the fence if it is lower there. Raises Deposed when a higher one stands."""
        ...

    async def replace_listed(self, connection: ConnectionId, calendars: Sequence[Calendar], fence: Stored[int]) -> None:
        """Write the listed calendars, every transaction with the fence If-Match. Raises Conflict.

        A selection that a person changed since the list was read is kept: only listing fields are merged.
        """
        ...

    async def select(self, connection: ConnectionId, calendar: CalendarId, *, is_selected: bool) -> Calendar:
        """A person's switch. Raises NotThere."""
        ...

    async def delete_all(self, connection: ConnectionId, fence: Stored[int]) -> None:
        """Remove the calendar rows, each transaction with the fence If-Match; the fence stays."""
        ...


@dataclass(frozen=True, slots=True)
class OpenBucket:
    """An Open row: a bucket that has rows, how often it was asked for and when last."""

    bucket: Bucket
    asked: int
    asked_at: datetime | None


class DueStore(Protocol):
    """The Due and Open tables (protocol.md parts 0 and 1)."""

    async def upsert(self, due: Due) -> None:
        """Write the due row, then its Open row by an upsert that always writes and sets its count to nought."""
        ...

    async def find(self, bucket: Bucket, kind: str, subject_id: str) -> Stored[Due] | None:
        """One's own due row, with the ETag it is later deleted by."""
        ...

    async def delete(self, was: Stored[Due]) -> bool:
        """Delete If-Match. False: it was put again meanwhile (or is gone), and stays for whoever put it."""
        ...

    async def list_open(self) -> list[Stored[OpenBucket]]:
        """Every bucket that has rows, oldest first."""
        ...

    async def mark_asked(self, was: Stored[OpenBucket], at: datetime) -> None:
        """Count a request for the bucket, If-Match; a conflict is ignored: someone else just touched it."""
        ...

    async def find_open(self, bucket: Bucket) -> Stored[OpenBucket] | None:
        """The Open row, read before its bucket is."""
        ...

    def list_bucket(self, bucket: Bucket) -> AsyncIterator[Due]:
        """The bucket's rows to its end. An empty page with a continuation is not the end."""
        ...

    async def delete_open(self, was: Stored[OpenBucket]) -> None:
        """Remove the Open row If-Match; a conflict is the proof that it is needed, and is ignored."""
        ...


class SignInStore(Protocol):
    """The SignIns table."""

    async def insert(self, pending: PendingSignIn) -> None:
        """Keep a pending sign-in. Raises Conflict if its state was used before."""
        ...

    async def find(self, state_hash: str) -> Stored[PendingSignIn] | None:
        """One point read."""
        ...

    async def replace(self, was: Stored[PendingSignIn], pending: PendingSignIn) -> Stored[PendingSignIn]:
        """Mark used, or write the result, If-Match."""
        ...

    async def delete(self, state_hash: str) -> None:
        """End it. Succeeds when already gone."""
        ...

    async def count_pending(self, owner: OwnerKey, now: datetime) -> int:
        """How many unexpired, unused sign-ins the user has."""
        ...


class ActivityStore(Protocol):
    """The Activity table: who did what under which instruction."""

    async def append(self, owner: OwnerKey, connection: ConnectionId, entry: ActivityEntry) -> None:
        """Add an entry. Entries are in order of time, newest first when listed."""
        ...

    async def list_of(
        self, owner: OwnerKey, connection: ConnectionId, *, after: str, limit: int
    ) -> tuple[list[ActivityEntry], str]:
        """A page of entries, newest first, and where to go on (empty: that was all)."""
        ...

    async def delete_all(self, owner: OwnerKey, connection: ConnectionId) -> None:
        """Erase a connection's entries."""
        ...
