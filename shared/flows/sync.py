"""A queue message starts a sync, and nothing else does. Step numbers are those of protocol.md part 1.

1 own due row, 2 the lease, 3 ``next``, 4 the successor, 5 the calendars and ``next``, 6 delete own due row, 7 release.
A run that ends without having done its work moves its row instead of deleting it; a crash anywhere leaves a due row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.activity import Action, ActivityEntry, ActorKind
from shared.domain.connections import SYNCING, Calendar, Connection, ConnectionStatus, merge_calendars
from shared.domain.due import NET_DELAY, Bucket, Due, DueKind, Reason, Request, backoff, jittered
from shared.domain.failures import Conflict, Deposed, FailureClass, NotThere, ProviderFailure
from shared.domain.ids import CalendarKey, ConnectionId
from shared.domain.times import iso
from shared.flows.due import Dues
from shared.flows.read_calendar import CalendarReader
from shared.ports import (
    MAX_RUN,
    Access,
    ActivityStore,
    CalendarProvider,
    CalendarStore,
    Clock,
    ConnectionStore,
    Credentials,
    EventStore,
    Lease,
    LeaseStore,
    Notes,
    ProviderRegistry,
    Randomness,
    Stored,
)

log = logging.getLogger(__name__)

EXTEND_AFTER = timedelta(seconds=20)
PROBE = timedelta(days=1)
KEEP_DAYS = 30


@dataclass(slots=True)
class RunReport:
    """One run, for its one log line: ids, counts and codes, nothing private."""

    outcome: str
    connection: ConnectionId
    reason: str
    generation: int = 0
    calendars: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    causes: dict[str, int] = field(default_factory=dict)
    failure: str = ""
    requests: list[Request] = field(default_factory=list)

    def add(self, counts: dict[str, int], causes: dict[str, int]) -> None:
        """Count a calendar in."""
        for total, part in ((self.counts, counts), (self.causes, causes)):
            for name, number in part.items():
                total[name] = total.get(name, 0) + number


@dataclass(slots=True)
class SyncFlow:
    """The handler of sync requests. ``registry`` knows the adapters, ``credentials`` opens accounts by provider."""

    connections: ConnectionStore
    leases: LeaseStore
    calendars: CalendarStore
    events: EventStore
    dues: Dues
    activity: ActivityStore
    registry: ProviderRegistry
    credentials: Callable[[Connection], Credentials]
    clock: Clock
    random: Randomness
    poll_interval: timedelta
    days_back: int
    days_ahead: int

    async def handle(self, request: Request) -> RunReport:
        """Serve the due row that the message names. A message without its row finds nothing to do.

        Raises only what is a bug: the host then tries again and at last puts the message into the poison queue.
        """
        report = RunReport("nothing_due", ConnectionId(request.subject_id), request.reason)
        bucket = Bucket.parse(request.bucket)
        own = await self.dues.store.find(bucket, DueKind.SYNC, request.subject_id)  # 1
        if own is None:
            return report
        report.reason = own.value.reason
        lease = await self.leases.take(own.value.connection, self.random.id())  # 2
        if lease is None:
            report.outcome = "held_by_another"
            return report
        report.generation = lease.generation
        run = _Run(self, own, lease, report)
        try:
            await run.serve()
        except Deposed:
            report.outcome = "deposed"
        except Conflict:
            report.outcome = "conflict"
            await self.leases.release(run.lease)
        return report


@dataclass(slots=True)
class _Run:
    """One run under one lease."""

    flow: SyncFlow
    own: Stored[Due]
    lease: Lease
    report: RunReport
    started: datetime = field(init=False)
    beaten: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.flow.clock.now()
        self.beaten = self.started

    async def serve(self) -> None:
        """Steps 3 to 7."""
        flow, due = self.flow, self.own.value
        try:
            stored = await flow.connections.get(due.owner, due.connection)  # after the generation
        except NotThere:
            await self._without_connection()
            return
        if stored.value.status not in SYNCING:
            await self._end_chain()
            return
        notes = self.lease.notes
        is_chain = notes.next in ("", due.bucket.name)  # 3
        if is_chain:
            successor = await self._put_successor(stored.value)  # 4
            notes = replace(notes, next=successor.bucket.name)
        if notes.not_before is not None and flow.clock.now() < notes.not_before:
            self.report.outcome = "postponed"
            await self._move_row(notes.not_before)
            await self._finish(notes)
            return
        try:
            is_complete = await self._sync(stored)  # 5
        except ProviderFailure as failure:
            await self._failed(stored, notes, failure)
            return
        self.report.outcome = "synced" if is_complete else "continues"
        if not is_complete:
            self.report.requests.append(
                await flow.dues.now(DueKind.SYNC, due.subject_id, due.owner, due.reason or Reason.ASKED)
            )
        notes = replace(notes, failures=0, not_before=None, reason="", reads=self._count_read(notes))
        await self._finish(notes)

    async def beat(self) -> None:
        """Extend the lease when a third of it is used up."""
        now = self.flow.clock.now()
        if now - self.beaten >= EXTEND_AFTER:
            self.lease = await self.flow.leases.extend(self.lease)
            self.beaten = now

    async def _finish(self, notes: Notes) -> None:
        self.lease = await self.flow.leases.write_notes(self.lease, notes)  # 5, the end of it
        await self.flow.dues.store.delete(self.own)  # 6
        await self.flow.leases.release(self.lease)  # 7

    async def _put_successor(self, connection: Connection) -> Due:
        blocked = connection.status is ConnectionStatus.BLOCKED
        wait = jittered(PROBE if blocked else self.flow.poll_interval, connection.id, self.own.value.bucket.name)
        due = self.own.value
        return await self.flow.dues.at(
            self.flow.clock.now() + wait, due.kind, due.subject_id, due.owner, Reason.SCHEDULED, besides=due.bucket
        )

    async def _without_connection(self) -> None:
        """A row for a connection that is not there yet is kept until it is older than the net (protocol.md part 0)."""
        self.report.outcome = "no_connection"
        if self.flow.clock.now() - self.own.value.bucket.minute > NET_DELAY:
            await self.flow.dues.store.delete(self.own)
        await self.flow.leases.release(self.lease)

    async def _end_chain(self) -> None:
        """Paused, waiting for a reconnect, or going: nothing is scheduled until a person acts."""
        self.report.outcome = "idle"
        await self._finish(replace(self.lease.notes, next=""))

    def _count_read(self, notes: Notes) -> tuple[tuple[str, int], ...]:
        """Background reads per day: those that no person asked for in person."""
        if self.own.value.reason in (Reason.ASKED, Reason.CONNECTED):
            return notes.reads
        today = self.flow.clock.now().date().isoformat()
        reads = dict(notes.reads)
        reads[today] = reads.get(today, 0) + 1
        return tuple(sorted(reads.items())[-KEEP_DAYS:])

    async def _sync(self, stored: Stored[Connection]) -> bool:
        """Every selected calendar in turn. False: sub-windows are left for the next message."""
        flow, connection = self.flow, stored.value
        provider = flow.registry.provider(connection.provider)
        access = await flow.credentials(connection).open(connection)
        await self.beat()
        calendars = await flow.calendars.list_of(connection.id)
        wants_view = self.own.value.reason != Reason.SCHEDULED
        if self._wants_listing(calendars):
            calendars = await self._list_calendars(connection, provider, access, calendars)
        reader = CalendarReader(
            events=flow.events,
            provider=provider,
            clock=flow.clock,
            random=flow.random,
            beat=self.beat,
            days_back=flow.days_back,
            days_ahead=flow.days_ahead,
            deadline=self.started + MAX_RUN,
        )
        is_complete = True
        for calendar in calendars:
            key = CalendarKey(connection.id, calendar.id)
            if calendar.is_gone or not calendar.is_selected:
                await self._drop(key)
                continue
            if flow.clock.now() >= reader.deadline:
                is_complete = False
                break
            try:
                result = await reader.read(key, calendar, access, self.lease.generation, wants_view=wants_view)
            except ProviderFailure as failure:
                if calendar.is_primary or failure.kind not in (FailureClass.FORBIDDEN, FailureClass.GONE):
                    raise
                await self._note_calendar_failure(key, failure)
                continue
            self.report.calendars += 1
            self.report.add(result.counts, result.causes)
            is_complete &= result.is_complete
        await self._settle(stored, is_complete=is_complete)
        return is_complete

    def _wants_listing(self, calendars: list[Calendar]) -> bool:
        """List the calendars when a person is there to see them, and with the first read of a UTC day."""
        if not calendars or self.own.value.reason in (Reason.CONNECTED, Reason.ASKED):
            return True
        return dict(self.lease.notes.reads).get(self.flow.clock.now().date().isoformat(), 0) == 0

    async def _list_calendars(
        self, connection: Connection, provider: CalendarProvider, access: Access, known: list[Calendar]
    ) -> list[Calendar]:
        """The fence first, then the provider, then the rows in a transaction with the fence (protocol.md part 2)."""
        fence = await self.flow.calendars.raise_fence(connection.id, self.lease.generation)
        listed = await provider.list_calendars(access)
        await self.beat()
        merged = merge_calendars(known, listed)
        if merged != known:
            await self.flow.calendars.replace_listed(connection.id, merged, fence)
            merged = await self.flow.calendars.list_of(connection.id)
        return merged

    async def _drop(self, key: CalendarKey) -> None:
        """A calendar that is gone or was switched off loses its rows; the tombstone keeps deposed workers out."""
        state = await self.flow.events.find_state(key)
        if state is None or (state.value.is_erased and state.value.count == 0):
            return
        tombstone = await self.flow.events.entomb(key, self.lease.generation)
        if tombstone is not None:
            await self.flow.events.delete_rows(key, tombstone)
            self.report.counts["dropped"] = self.report.counts.get("dropped", 0) + 1

    async def _note_calendar_failure(self, key: CalendarKey, failure: ProviderFailure) -> None:
        """Another's calendar that cannot be read is no reason to stop: its own state says why."""
        state = await self.flow.events.find_state(key)
        self.report.causes[failure.reason] = self.report.causes.get(failure.reason, 0) + 1
        if state is None or state.value.reason != failure.reason:
            if state is None or state.value.generation < self.lease.generation:
                state = await self.flow.events.stamp(key, self.lease.generation, state)
            await self.flow.events.note(key, state, replace(state.value, reason=failure.reason))

    async def _settle(self, stored: Stored[Connection], *, is_complete: bool) -> None:
        """Write the status only where it changes, If-Match of the row read before the secret was."""
        connection = stored.value
        if connection.status is ConnectionStatus.ACTIVE or not is_complete:
            return
        was = connection.status
        await self.flow.connections.replace(
            stored, replace(connection, status=ConnectionStatus.ACTIVE, reason="", reason_at=None)
        )
        action = Action.FIRST_SYNC_DONE if was is ConnectionStatus.CONNECTING else Action.UNBLOCKED
        await self._log(connection, action)

    async def _failed(self, stored: Stored[Connection], notes: Notes, failure: ProviderFailure) -> None:
        """What each failure class does to the connection and to the due row (design.md section 5)."""
        now = self.flow.clock.now()
        self.report.outcome = "failed"
        self.report.failure = f"{failure.kind.value}:{failure.reason}"
        if failure.kind is FailureClass.BUG:
            await self.flow.leases.release(self.lease)
            raise failure
        if failure.kind is FailureClass.REAUTH:
            await self._set_status(stored, ConnectionStatus.NEEDS_RECONNECT, failure.reason, Action.NEEDS_RECONNECT)
            # The successor stays and finds a connection that is not to be synced; the chain ends there.
            await self._finish(replace(notes, failures=0, not_before=None, reason=failure.reason))
            return
        if failure.kind in (FailureClass.FORBIDDEN, FailureClass.GONE):
            await self._set_status(stored, ConnectionStatus.BLOCKED, failure.reason, Action.BLOCKED)
            await self._finish(replace(notes, failures=0, not_before=None, reason=failure.reason))
            return
        failures = notes.failures + 1
        wait = failure.retry_after or backoff(failures, self.lease.connection)
        if failure.retry_after is not None:
            wait = max(wait, jittered(wait, self.lease.connection, str(failures)))
        not_before = now + wait
        await self._move_row(not_before)
        keeps = failure.kind in (FailureClass.THROTTLED, FailureClass.TRANSIENT)
        await self._finish(
            replace(notes, failures=failures, not_before=not_before if keeps else None, reason=failure.reason)
        )

    async def _move_row(self, moment: datetime) -> None:
        """A run without a commit puts its row where it may run next; the end of the run deletes it here (part 1)."""
        due = self.own.value
        await self.flow.dues.at(moment, due.kind, due.subject_id, due.owner, due.reason, besides=due.bucket)

    async def _set_status(
        self, stored: Stored[Connection], status: ConnectionStatus, reason: str, action: Action
    ) -> None:
        connection = stored.value
        if connection.status is status and connection.reason == reason:
            return
        changed = replace(connection, status=status, reason=reason, reason_at=self.flow.clock.now())
        await self.flow.connections.replace(stored, changed)
        await self._log(connection, action, reason)

    async def _log(self, connection: Connection, action: Action, reason: str = "") -> None:
        await self.flow.activity.append(
            connection.user.key,
            connection.id,
            ActivityEntry(
                at=self.flow.clock.now(),
                action=action,
                actor_kind=ActorKind.SCHEDULE,
                affected=connection.user.subject,
                instruction=iso(connection.accepted_at),
                reason=reason,
            ),
        )
