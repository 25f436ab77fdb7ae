"""Disconnect's second half: everything a connection left is deleted, and stays deleted (protocol.md part 2, erase).

The eraser takes a new generation without waiting, sets the fence, puts a tombstone in the place of every ``!state``,
deletes rows only together with that tombstone, and looks at the generation once more before it reports. It runs once
more after the longest life of an invocation, for what no ETag guards.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.domain.connections import Connection, ConnectionStatus
from shared.domain.due import NET_DELAY, Bucket, Due, DueKind, Request
from shared.domain.failures import Conflict, Deposed, NotThere
from shared.domain.ids import CalendarKey, ConnectionId, SecretRef
from shared.domain.sign_ins import state_is_over
from shared.flows.due import Dues
from shared.ports import (
    ActivityStore,
    CalendarStore,
    Clock,
    ConnectionStore,
    EventStore,
    LeaseStore,
    SecretStore,
    SignInStore,
    Stored,
)

FIRST, AGAIN = "first", "again"


@dataclass(slots=True)
class EraseReport:
    """One run of the eraser, for its log line."""

    outcome: str
    connection: ConnectionId
    generation: int = 0
    calendars: int = 0
    requests: list[Request] = field(default_factory=list)


@dataclass(slots=True)
class EraseFlow:
    """The handlers of ``erase``, ``secret`` and ``sign-in`` due rows."""

    connections: ConnectionStore
    leases: LeaseStore
    calendars: CalendarStore
    events: EventStore
    activity: ActivityStore
    secrets: SecretStore
    sign_ins: SignInStore
    dues: Dues
    clock: Clock

    async def erase_connection(self, request: Request) -> EraseReport:
        """Serve an erase row. Any lost condition ends the run; the row stays and the next tick asks again."""
        report = EraseReport("nothing_due", ConnectionId(request.subject_id))
        own = await self.dues.store.find(Bucket.parse(request.bucket), DueKind.ERASE, request.subject_id)
        if own is None:
            return report
        try:
            await self._erase(own, report)
        except Conflict:
            report.outcome = "deposed"
        return report

    async def _erase(self, own: Stored[Due], report: EraseReport) -> None:
        due = own.value
        try:
            gone = await self.connections.get(due.owner, due.connection)  # 1
        except NotThere:
            report.outcome = "no_connection"
            if self.clock.now() - due.bucket.minute > NET_DELAY:
                await self.dues.store.delete(own)
            return
        if gone.value.status is not ConnectionStatus.DISCONNECTING:
            # A net that came before the commit, or a reconnect since: nothing to erase.
            report.outcome = "not_disconnecting"
            await self.dues.store.delete(own)
            return
        report.generation = await self.leases.seize(due.connection)  # 2
        fence = await self.calendars.raise_fence(due.connection, report.generation)  # 3
        listed = await self.calendars.list_of(due.connection)  # 4
        for calendar in listed:
            key = CalendarKey(due.connection, calendar.id)
            tombstone = await self.events.entomb(key, report.generation)  # 5
            if tombstone is not None:
                await self.events.delete_rows(key, tombstone)  # 6
            report.calendars += 1
        is_again = due.reason == AGAIN
        if is_again:
            for calendar in listed:
                await self._drop_tombstone(CalendarKey(due.connection, calendar.id), report.generation)
            await self.calendars.delete_all(due.connection, fence)  # 7
        lease = await self.leases.read(due.connection)  # 8
        if lease is None or lease.generation != report.generation:
            raise Deposed
        if gone.value.secret is not None:
            await self.secrets.erase(gone.value.secret)
        if is_again:
            await self.activity.delete_all(due.owner, due.connection)
            await self.connections.delete(gone)  # 9: gone for good
            report.outcome = "erased"
        else:
            await self.dues.at(
                self.clock.now() + NET_DELAY, due.kind, due.subject_id, due.owner, AGAIN, besides=due.bucket
            )
            report.outcome = "erased_once"
        await self.dues.store.delete(own)

    async def _drop_tombstone(self, key: CalendarKey, generation: int) -> None:
        state = await self.events.find_state(key)
        if state is not None and state.value.is_erased and state.value.generation == generation:
            await self.events.delete_tombstone(key, state)

    async def erase_secret(self, request: Request) -> str:
        """Serve a secret's erase row: erase it unless the connection that ``reason`` names refers to it."""
        own = await self.dues.store.find(Bucket.parse(request.bucket), DueKind.SECRET, request.subject_id)
        if own is None:
            return "nothing_due"
        ref = SecretRef(own.value.subject_id)
        if await self._refers(own.value, ref):
            outcome = "kept"
        else:
            await self.secrets.erase(ref)
            outcome = "erased"
        await self.dues.store.delete(own)
        return outcome

    async def _refers(self, due: Due, ref: SecretRef) -> bool:
        try:
            stored = await self.connections.get(due.owner, ConnectionId(due.reason))
        except NotThere:
            return False
        return _holds(stored.value, ref)

    async def sweep_sign_in(self, request: Request) -> str:
        """Serve a sign-in's row: delete it once it is over, with its result."""
        own = await self.dues.store.find(Bucket.parse(request.bucket), DueKind.SIGN_IN, request.subject_id)
        if own is None:
            return "nothing_due"
        pending = await self.sign_ins.find(own.value.subject_id)
        now = self.clock.now()
        if pending is not None and not state_is_over(pending.value, now):
            later = max(pending.value.expires_at, now)
            await self.dues.at(
                later, DueKind.SIGN_IN, own.value.subject_id, own.value.owner, "", besides=own.value.bucket
            )
            await self.dues.store.delete(own)
            return "not_yet"
        await self.sign_ins.delete(own.value.subject_id)
        await self.dues.store.delete(own)
        return "swept"


def _holds(connection: Connection, ref: SecretRef) -> bool:
    return connection.secret == ref and connection.status is not ConnectionStatus.DISCONNECTING
