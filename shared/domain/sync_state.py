"""What ``!state`` of a calendar says: whose generation stands there, how far it is, and what is unfinished."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.domain.changes import EventRef
from shared.domain.ids import EventHash
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
    removals: tuple[EventRef, ...] = ()
    """Rows absent from a finished part. They go when the round ends, unless another part shows they only moved."""

    @property
    def todo(self) -> tuple[Window, ...]:
        """The sub-windows still to be read."""
        return tuple(window for window, is_done in self.parts if not is_done)

    @property
    def whole(self) -> Window:
        """The window of the round: from the first part's start to the last one's end."""
        return Window(self.parts[0][0].start, self.parts[-1][0].end)

    def split(self, window: Window, pieces: int) -> Round:
        """The round with this sub-window cut into so many. Raises ValueError when it is too short to cut."""
        parts: list[tuple[Window, bool]] = []
        for part, is_done in self.parts:
            cut = part.cut(pieces) if part == window else (part,)
            parts += [(piece, is_done) for piece in cut]
        return replace(self, parts=tuple(parts))

    def done(self, window: Window, removals: Iterable[EventRef]) -> Round:
        """The round with this sub-window read and what was absent from it noted."""
        return replace(
            self,
            parts=tuple((part, is_done or part == window) for part, is_done in self.parts),
            removals=(*self.removals, *removals),
        )

    def encode(self) -> str:
        """The round as the text a store keeps."""
        return json.dumps(
            {
                "state": None if self.state is None else [self.state.text, self.state.format],
                "anchor": self.anchor.isoformat(),
                "parts": [[part.start.isoformat(), part.end.isoformat(), is_done] for part, is_done in self.parts],
                "removals": [[ref.starts_at.isoformat(), ref.hash] for ref in self.removals],
            },
            separators=(",", ":"),
        )

    @staticmethod
    def decode(text: str) -> Round:
        """The round of a text made by ``encode``."""
        raw = json.loads(text)
        moment = datetime.fromisoformat
        return Round(
            state=None if raw["state"] is None else SyncState(*raw["state"]),
            anchor=date.fromisoformat(raw["anchor"]),
            parts=tuple((Window(moment(start), moment(end)), bool(is_done)) for start, end, is_done in raw["parts"]),
            removals=tuple(EventRef(moment(at), EventHash(hash_)) for at, hash_ in raw["removals"]),
        )


@dataclass(frozen=True, slots=True)
class CalendarState:
    """The ``!state`` row. ``incarnation`` is random and new whenever the row is made; with ``sequence`` it is a cursor.

    ``anchor`` is the day the sync window hangs on. ``synced_at`` is when the list was last known to be right,
    ``read_at`` when the view was last read in full. ``reason`` says why this calendar alone cannot be read.
    ``is_erased`` makes it a tombstone.
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
    reason: str = ""
    suspicious_since: datetime | None = None
    set_aside: int = 0
    is_erased: bool = False
