"""Instants are aware and UTC; all-day events are dates. Nothing here asks the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

DAY = timedelta(days=1)


def utc(moment: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive time: a zone is never guessed."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone is no instant")
    return moment.astimezone(UTC)


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC with a trailing Z; microseconds only where there are any."""
    return utc(moment).isoformat().replace("+00:00", "Z")


def midnight(day: date) -> datetime:
    """The instant that stands for an all-day date in keys and comparisons: its midnight in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A half-open stretch of time, start included, end not; both aware UTC instants."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a window's ends are instants")
        if self.end <= self.start:
            raise ValueError("a window ends after it starts")

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Whether something from start to end is inside. A thing of no length counts where it stands."""
        return start < self.end and (end > self.start or start >= self.start)

    def owns(self, start: datetime) -> bool:
        """Whether something that begins at ``start`` belongs to this window (and to no neighbour of it)."""
        return self.start <= start < self.end

    def padded(self, by: timedelta) -> Window:
        """This window, wider on both sides."""
        return Window(self.start - by, self.end + by)

    def cut(self, pieces: int) -> tuple[Window, ...]:
        """The window cut into so many of about the same length, at whole minutes. Raises ValueError when too short."""
        step = (self.end - self.start) / pieces
        inner = [(self.start + step * number).replace(second=0, microsecond=0) for number in range(1, pieces)]
        edges = [self.start, *inner, self.end]
        return tuple(Window(start, end) for start, end in pairwise(edges))


def sync_window(day: date, *, days_back: int, days_ahead: int) -> Window:
    """The window a sync asks for when anchored at ``day``: wider than what is served by a day and a week.

    The delta link's window is frozen (graph.md D15); the margin keeps the served window inside until the next anchor.
    """
    anchor = midnight(day)
    return Window(anchor - timedelta(days=days_back + 1), anchor + timedelta(days=days_ahead + 7))
