"""The Events partition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.changes import EventRef, Known, Plan
from shared.domain.events import Event
from shared.domain.ids import CalendarKey, EventHash
from shared.domain.sync_state import CalendarState
from shared.domain.times import Window
from shared.ports.common import Stored


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One touched event as the change log names it: where it stands now, or where it stood when it was removed."""

    ref: EventRef
    is_removed: bool
    moved_from: EventRef | None = None


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What changed after a sequence: entries in order, and the sequence they reach. ``is_last``: nothing newer."""

    entries: tuple[ChangeEntry, ...]
    sequence: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class WindowPage:
    """Events of one calendar in order of start, and from where to go on (None: that was all)."""

    events: tuple[Event, ...]
    after: EventRef | None


class EventStore(Protocol):
    """An Events partition: ``!state``, the change log, the events in order of time, pointers, forwarding rows."""

    async def find_state(self, calendar: CalendarKey) -> Stored[CalendarState] | None:
        """The ``!state`` row, tombstones included."""
        ...

    async def stamp(
        self, calendar: CalendarKey, generation: int, seen: Stored[CalendarState] | None
    ) -> Stored[CalendarState]:
        """Write the generation into ``!state`` If-Match of ``seen`` (or insert it where nothing was seen).

        Raises Deposed when the stored generation is as high, Conflict when the row moved since ``seen``. A tombstone is
        overwritten by a higher generation and begins a new incarnation.
        """
        ...

    async def list_known(self, calendar: CalendarKey) -> dict[EventHash, Known]:
        """What stands there: place, content hash, meeting. Keys and three columns only."""
        ...

    async def commit(
        self, calendar: CalendarKey, was: Stored[CalendarState], state: CalendarState, plan: Plan, *, at: datetime
    ) -> Stored[CalendarState]:
        """Carry out the plan in transactions of ``!state`` If-Match, one change-log row and at most 98 others.

        Sequence and counts are the store's; the rest of ``state`` is written by the last transaction, so that sync
        state and round are never ahead of the rows. An empty plan writes ``!state`` alone. Raises Conflict.
        """
        ...

    async def note(
        self, calendar: CalendarKey, was: Stored[CalendarState], state: CalendarState
    ) -> Stored[CalendarState]:
        """Write ``!state`` alone, If-Match. Raises Conflict."""
        ...

    async def find_event(self, calendar: CalendarKey, ref: EventRef) -> Event | None:
        """The event at this place, following forwarding rows."""
        ...

    async def get_many(self, calendar: CalendarKey, refs: Sequence[EventRef]) -> dict[EventHash, Event]:
        """The events that still stand at these places."""
        ...

    async def read_window(
        self, calendar: CalendarKey, window: Window, *, after: EventRef | None, limit: int
    ) -> WindowPage:
        """Events that overlap the window, in order of start, at most ``limit``; storage requests do not grow with the
        calendar.
        """
        ...

    async def read_changes(self, calendar: CalendarKey, after: int, *, limit: int) -> ChangesPage:
        """What the change log says after a sequence. Raises NotThere when that part was pruned."""
        ...

    async def prune(self, calendar: CalendarKey, was: Stored[CalendarState], before: datetime) -> Stored[CalendarState]:
        """Drop change-log and forwarding rows older than ``before``, fenced by ``!state``."""
        ...

    async def entomb(self, calendar: CalendarKey, generation: int) -> Stored[CalendarState] | None:
        """Put a tombstone with this generation in the place of ``!state``, its sync state cleared.

        None where no row stands. Raises Deposed when a generation as high stands there.
        """
        ...

    async def delete_rows(self, calendar: CalendarKey, tombstone: Stored[CalendarState]) -> None:
        """Delete every other row, each transaction together with the tombstone If-Match. Raises Conflict."""
        ...

    async def delete_tombstone(self, calendar: CalendarKey, tombstone: Stored[CalendarState]) -> None:
        """The last step of the repeated erase, If-Match."""
        ...
