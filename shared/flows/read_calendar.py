"""Bringing one calendar in step: look (detector, view), plan, act. Step numbers are those of protocol.md part 2.

The change feed is the detector, the view is the truth. The new sync state is taken before the view, so that a change
in between is seen next time; it is saved with the last rows, never before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from shared.domain.changes import EventRef, Known, Plan, Put, Remove, SetAside, plan
from shared.domain.connections import Calendar
from shared.domain.due import jittered
from shared.domain.events import Event
from shared.domain.failures import Conflict, Deposed, FailureClass, ProviderFailure
from shared.domain.ids import CalendarKey, EventHash
from shared.domain.sync_state import CalendarState, Round, SyncState
from shared.domain.times import DAY, Window, sync_window
from shared.ports import Access, CalendarProvider, Clock, Detection, EventStore, Randomness, Stored

PART_BYTES = 6 * 1024 * 1024
"""What one sub-window may bring; beyond it the sub-window is cut. Decoded events take about three times as much."""
PART_ENTRIES = 3_000
"""A fresh round that brought more entries than this per sub-window is cut before anything is read twice."""
SMALL = 3
"""A calendar of so few events may become empty at once, after a second look."""
CONFIRM_AFTER = timedelta(minutes=4)
"""An emptied calendar is believed when it is still empty this long after it was first seen so."""
KEEP_LOG = timedelta(days=30)

Beat = Callable[[], Awaitable[None]]
"""Called between pages and commits: extends the lease, and raises Deposed when it is lost."""


@dataclass(frozen=True, slots=True)
class CalendarResult:
    """What one run did with one calendar. ``is_complete`` is false when sub-windows are left for the next run."""

    is_changed: bool
    is_complete: bool
    counts: dict[str, int]
    causes: dict[str, int]


@dataclass(slots=True)
class CalendarReader:
    """One run's hands. ``wants_view``: a person or a notice asked, so the view is read without asking the feed."""

    events: EventStore
    provider: CalendarProvider
    clock: Clock
    random: Randomness
    beat: Beat
    days_back: int
    days_ahead: int
    deadline: datetime

    async def read(
        self, key: CalendarKey, calendar: Calendar, access: Access, generation: int, *, wants_view: bool
    ) -> CalendarResult:
        """Bring the calendar in step. Raises Deposed (stop at once), Conflict, or ProviderFailure."""
        for attempt in (1, 2):
            seen = await self.events.find_state(key)
            if seen is not None and seen.value.generation >= generation:
                raise Deposed
            detection: Detection | None = None
            if seen is not None and not wants_view and self._can_poll(key, seen.value):
                detection = await self._detect(access, calendar, seen.value)
                if detection is not None and not detection.is_changed:
                    try:
                        return await self._note_unchanged(key, seen, detection.state, generation)
                    except Conflict:
                        if attempt == 2:
                            raise
                        continue
            try:
                stamped = await self.events.stamp(key, generation, seen)
            except Deposed:
                raise
            except Conflict:
                if attempt == 2:
                    raise
                continue
            return await self._read_view(key, calendar, access, stamped, detection, wants_view=wants_view)
        raise Conflict

    def _can_poll(self, key: CalendarKey, state: CalendarState) -> bool:
        return (
            state.sync_state is not None
            and state.round is None
            and not state.is_erased
            and not state.suspicious_since
            and state.decoder == self.provider.capabilities.decoder_version
            and state.anchor == self._anchor(key, state)
        )

    def _anchor(self, key: CalendarKey, state: CalendarState | None) -> date:
        """The day the window hangs on. A calendar keeps its day until its own jittered hour of the next one: the
        daily full read that catches what every feed loses (graph.md D12, D15, D20).
        """
        now = self.clock.now()
        if state is not None and state.anchor is not None and not state.is_erased:
            moves_at = datetime.combine(state.anchor, datetime.min.time(), now.tzinfo) + DAY
            moves_at += jittered(timedelta(hours=2), key.connection, key.calendar, spread=1.0)
            if now < moves_at:
                return state.anchor
        return now.date()

    async def _detect(self, access: Access, calendar: Calendar, state: CalendarState) -> Detection | None:
        """Ask the feed from the stored state; None where it refuses that state: a fresh round follows."""
        assert state.anchor is not None
        window = sync_window(state.anchor, days_back=self.days_back, days_ahead=self.days_ahead)
        try:
            return await self.provider.detect(access, calendar, window, state.sync_state)
        except ProviderFailure as failure:
            if failure.kind is not FailureClass.RESYNC:
                raise
            return None

    async def _note_unchanged(
        self, key: CalendarKey, seen: Stored[CalendarState], state: SyncState, generation: int
    ) -> CalendarResult:
        """Step 9: one write, If-Match of the read before the detector; the ETag stands for the stamp."""
        now = self.clock.now()
        noted = replace(seen.value, generation=generation, sync_state=state, synced_at=now, reason="")
        await self.events.commit(key, seen, noted, Plan(()), at=now)
        return CalendarResult(is_changed=False, is_complete=True, counts={"polls": 1}, causes={})

    async def _read_view(
        self,
        key: CalendarKey,
        calendar: Calendar,
        access: Access,
        stamped: Stored[CalendarState],
        detection: Detection | None,
        *,
        wants_view: bool,
    ) -> CalendarResult:
        state = stamped.value
        anchor = self._anchor(key, state)
        whole = sync_window(anchor, days_back=self.days_back, days_ahead=self.days_ahead)
        known = await self.events.list_known(key)  # step 3: after the stamp
        unfinished = state.round
        if unfinished is None or unfinished.anchor != anchor or unfinished.whole != whole:
            unfinished = await self._begin(access, calendar, state, anchor, whole, detection, wants_view=wants_view)
        run = _Round(self, key, calendar, access, stamped, unfinished, known)
        return await run.work()

    async def _begin(
        self,
        access: Access,
        calendar: Calendar,
        state: CalendarState,
        anchor: date,
        whole: Window,
        detection: Detection | None,
        *,
        wants_view: bool,
    ) -> Round:
        """Step 4: the sync state the round will save. A read asked for by a person or a notice keeps the old one
        (step 8); a poll that saw a change keeps what that very answer gave (docs/decisions/0002).
        """
        entries = state.count
        bookmark: SyncState | None
        if detection is not None and state.anchor == anchor:
            bookmark = detection.state
        elif wants_view and state.sync_state is not None and state.anchor == anchor:
            bookmark = state.sync_state
        else:
            fresh = await self.provider.detect(access, calendar, whole, None)
            bookmark, entries = fresh.state, max(entries, fresh.entries)
            await self.beat()
        pieces = min(-(-entries // PART_ENTRIES) or 1, (whole.end - whole.start).days)
        return Round(bookmark, anchor, tuple((part, False) for part in whole.cut(pieces)))


@dataclass(slots=True)
class _Round:
    """The reading of a round's sub-windows, as far as this run gets."""

    reader: CalendarReader
    key: CalendarKey
    calendar: Calendar
    access: Access
    stamped: Stored[CalendarState]
    round: Round
    known: dict[EventHash, Known]
    aside: int = 0

    async def work(self) -> CalendarResult:
        counts: dict[str, int] = {"views": 0}
        causes: dict[str, int] = {}
        is_changed = False
        before = self.stamped.value.anchor
        while self.round.todo:
            part = self.round.todo[0]
            if counts["views"] and self.reader.clock.now() >= self.reader.deadline:
                return CalendarResult(is_changed, is_complete=False, counts=counts, causes=causes)
            read = await self._read_part(part)
            counts["views"] += 1
            if read is None:
                continue
            arrived, aside = read
            todo = self._plan(part, arrived, aside)
            if self._is_suspicious(arrived, aside, todo):
                arrived, aside = await self._look_again(part)
                todo = self._plan(part, arrived, aside)
            is_changed |= bool(todo.actions)
            self.aside += len(todo.set_aside)
            for name, number in todo.counts().items():
                counts[name] = counts.get(name, 0) + number
            for entry in aside:
                causes[entry.cause] = causes.get(entry.cause, 0) + 1
            await self._commit(part, todo)
        if self.stamped.value.anchor != before:
            now = self.reader.clock.now()
            self.stamped = await self.reader.events.prune(self.key, self.stamped, now - KEEP_LOG)
        return CalendarResult(is_changed, is_complete=True, counts=counts, causes=causes)

    async def _read_part(self, part: Window) -> tuple[list[Event], list[SetAside]] | None:
        """Everything of one sub-window, asked a day wider on both sides; None when it was cut for its size."""
        events: list[Event] = []
        aside: list[SetAside] = []
        size = 0
        async for page in self.reader.provider.view(self.access, self.calendar, part.padded(DAY)):
            events += page.events
            aside += page.set_aside
            size += page.size
            if size > PART_BYTES and part.end - part.start > 2 * DAY:
                self.round = self.round.split(part, 4)
                return None
            await self.reader.beat()
        return events, aside

    def _plan(self, part: Window, arrived: list[Event], aside: list[SetAside]) -> Plan:
        return plan(
            part,
            self.round.whole,
            self.known,
            arrived,
            set_aside=aside,
            decoder_version=self.reader.provider.capabilities.decoder_version,
        )

    def _is_suspicious(self, arrived: list[Event], aside: list[SetAside], todo: Plan) -> bool:
        """Nothing at all came, in a calendar that is read in one piece, and something stood there."""
        gone = [a for a in todo.actions if isinstance(a, Remove) and a.cause == "gone"]
        return not arrived and not aside and bool(gone) and len(self.round.parts) == 1

    async def _look_again(self, part: Window) -> tuple[list[Event], list[SetAside]]:
        """Make sure before believing that everything is gone. Raises SUSPICIOUS, rows kept, until it is believed."""
        await self.reader.provider.confirm(self.access, self.calendar)
        again = await self._read_part(part) or ([], [])
        now = self.reader.clock.now()
        since = self.stamped.value.suspicious_since
        is_settled = len(self.known) <= SMALL or (since is not None and now - since >= CONFIRM_AFTER)
        if any(again) or is_settled:
            return again
        noted = replace(self.stamped.value, suspicious_since=since or now)
        self.stamped = await self.reader.events.commit(self.key, self.stamped, noted, Plan(()), at=now)
        raise ProviderFailure(FailureClass.SUSPICIOUS, "empty_over_known", retry_after=CONFIRM_AFTER)

    async def _commit(self, part: Window, todo: Plan) -> None:
        """Step 6: rows and ``!state`` together. Removals wait for the round's end, where a move shows itself."""
        puts = tuple(action for action in todo.actions if isinstance(action, Put))
        removes = {action.was.ref: action for action in todo.actions if isinstance(action, Remove)}
        after = self.round.done(part, removes)
        now = self.reader.clock.now()
        if after.todo:
            state = replace(self.stamped.value, round=after, suspicious_since=None)
            actions: tuple[Put | Remove, ...] = puts
        else:
            state = self._finished(after, now)
            moved = {put.event.hash for put in puts}
            actions = (*puts, *(r for r in self._due_removals(after, removes) if r.was.ref.hash not in moved))
        self.stamped = await self.reader.events.commit(
            self.key, self.stamped, state, Plan(actions, todo.unchanged, todo.set_aside), at=now
        )
        self.round = after
        for put in puts:
            self.known[put.event.hash] = Known(put.ref, put.content, put.event.meeting_key, is_long=put.event.is_long)
        await self.reader.beat()

    def _finished(self, after: Round, now: datetime) -> CalendarState:
        return replace(
            self.stamped.value,
            round=None,
            sync_state=after.state,
            anchor=after.anchor,
            decoder=self.reader.provider.capabilities.decoder_version,
            synced_at=now,
            read_at=now,
            reason="",
            suspicious_since=None,
            set_aside=self.aside,
        )

    def _due_removals(self, after: Round, fresh: dict[EventRef, Remove]) -> list[Remove]:
        """What is still absent where it stood, once every part of the round was read."""
        removals = []
        for ref in after.removals:
            row = self.known.get(ref.hash)
            if row is not None and row.ref == ref:
                removals.append(fresh.get(ref) or Remove(row))
        return removals
