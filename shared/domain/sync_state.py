"""What ``!state`` of a calendar says: whose generation stands there, how far it is, and what is unfinished."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.domain.times import Window

SCHEMA = 1
"""Version of the stored shapes. A row or message of a newer schema is left for newer code (docs/failures.md)."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """The provider's opaque bookmark for one calendar and window. Never parsed; a format version stands beside it."""

    text: str
    format: int = 1


@dataclass(frozen=True, slots=True)
class Round:
    """An unfinished full read: the sync state it began with, its sub-windows, which are done (protocol.md 2.6).

    Whoever continues uses this state, never a fresh one, or begins the round anew.
    """

    state: SyncState | None
    anchor: date
    parts: tuple[tuple[Window, bool], ...]

    @property
    def todo(self) -> tuple[Window, ...]:
        """The sub-windows still to be read."""
        return tuple(window for window, is_done in self.parts if not is_done)

    def split(self, window: Window) -> Round:
        """The round with this sub-window cut in two."""
        parts: list[tuple[Window, bool]] = []
        for part, is_done in self.parts:
            if part == window:
                first, second = part.halves()
                parts += [(first, False), (second, False)]
            else:
                parts.append((part, is_done))
        return replace(self, parts=tuple(parts))

    def done(self, window: Window) -> Round:
        """The round with this sub-window read."""
        return replace(self, parts=tuple((part, is_done or part == window) for part, is_done in self.parts))


@dataclass(frozen=True, slots=True)
class CalendarState:
    """The ``!state`` row. ``incarnation`` is random and new whenever the row is made; with ``sequence`` it is a cursor.

    ``anchor`` is the day the sync window hangs on. ``synced_at`` is when the list was last known to be right,
    ``read_at`` when the view was last read in full. ``is_erased`` makes it a tombstone.
    """

    generation: int
    incarnation: str
    sequence: int = 0
    count: int = 0
    longest_seconds: int = 0
    decoder: int = 0
    anchor: date | None = None
    sync_state: SyncState | None = None
    round: Round | None = None
    synced_at: datetime | None = None
    read_at: datetime | None = None
    not_before: datetime | None = None
    failures: int = 0
    reason: str = ""
    suspicious_since: datetime | None = None
    set_aside: int = 0
    is_erased: bool = False
