"""Look, plan, act: what is known and what arrived make a plan of named actions.

The plan is what tests assert, what the log counts and what the transactions carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.domain.events import Event, bounded, content_hash, encode
from shared.domain.ids import EventHash, MeetingKey
from shared.domain.times import Window


@dataclass(frozen=True, slots=True)
class EventRef:
    """Where an event row stands: its place in time and its hash. The key grammar turns it into a row key."""

    starts_at: datetime
    hash: EventHash


@dataclass(frozen=True, slots=True)
class Known:
    """What a sync needs to know of a stored row: place, content hash, meeting, whether a pointer names it."""

    ref: EventRef
    content: str
    meeting: MeetingKey
    is_long: bool


@dataclass(frozen=True, slots=True)
class Put:
    """Write an event's row: new, changed in place, or moved from ``moved_from`` (a forwarding row is left there)."""

    event: Event
    text: str
    content: str
    was: Known | None

    @property
    def ref(self) -> EventRef:
        """Where the row will stand."""
        return EventRef(self.event.starts_at, self.event.hash)

    @property
    def moved_from(self) -> EventRef | None:
        """The place the event had before, when it moved."""
        return self.was.ref if self.was and self.was.ref != self.ref else None

    @property
    def name(self) -> str:
        """What the log counts it as."""
        if self.was is None:
            return "insert"
        return "move" if self.moved_from else "update"


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete an event's row. ``cause`` is ``gone`` (absent from a complete view) or ``expired`` (left the window)."""

    was: Known
    cause: str = "gone"

    @property
    def name(self) -> str:
        """What the log counts it as."""
        return "remove" if self.cause == "gone" else "expire"


@dataclass(frozen=True, slots=True)
class SetAside:
    """An event that could not be read: its hash and a cause code, never its content."""

    hash: EventHash
    cause: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The actions of one sub-window, and what cost nothing."""

    actions: tuple[Put | Remove, ...]
    unchanged: int = 0
    set_aside: tuple[SetAside, ...] = field(default=())

    def counts(self) -> dict[str, int]:
        """Named actions, for the log line."""
        counts: dict[str, int] = {"unchanged": self.unchanged, "set_aside": len(self.set_aside)}
        for action in self.actions:
            counts[action.name] = counts.get(action.name, 0) + 1
        return counts


def plan(
    part: Window,
    whole: Window,
    known: Mapping[EventHash, Known],
    arrived: Iterable[Event],
    *,
    set_aside: Iterable[SetAside] = (),
    decoder_version: int,
) -> Plan:
    """The plan for ``part``, one completely read sub-window of the window ``whole``.

    An event belongs to the sub-window its start lies in; one that began before the whole window belongs to the first.
    ``arrived`` may hold duplicates (the last wins) and neighbours' events (left to their sub-window): the view is asked
    wider than the part, so that rounding at its edges cannot look like absence. Known rows of this part that did not
    arrive are removed, except those set aside: unreadable is not gone. ``known`` covers the whole calendar, so that an
    event that moved here from elsewhere is a move, never a second copy.
    """
    last = {event.hash: event for event in arrived}
    puts: list[Put] = []
    kept: set[EventHash] = set()
    unchanged = 0
    for raw in last.values():
        if not whole.overlaps(raw.starts_at, raw.ends_at):
            continue  # moved out of the window: to this calendar's list it is gone
        kept.add(raw.hash)
        if not part.owns(max(raw.starts_at, whole.start)):
            continue
        event = bounded(raw)
        text = encode(event)
        content = content_hash(text, decoder_version)
        was = known.get(event.hash)
        if was is not None and was.content == content and was.ref.starts_at == event.starts_at:
            unchanged += 1
        else:
            puts.append(Put(event, text, content, was))

    aside = tuple({entry.hash: entry for entry in set_aside}.values())
    kept.update(entry.hash for entry in aside)
    removes = [
        Remove(row, "expired" if row.ref.starts_at < whole.start else "gone")
        for row in known.values()
        if row.ref.hash not in kept and part.owns(_clamped(row.ref.starts_at, whole))
    ]
    puts.sort(key=lambda put: (put.ref.starts_at, put.ref.hash))
    return Plan((*puts, *removes), unchanged, aside)


def _clamped(starts_at: datetime, whole: Window) -> datetime:
    return min(max(starts_at, whole.start), whole.end - timedelta(microseconds=1))
