"""An event as the app keeps it: the minimum that the list and the joining decision need.

No body is kept. Private and confidential events lose subject, people and place before they reach a store; their
join link stays (mission.md, data kept). Bounds are applied here, so that no provider can make a row too large.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from shared.domain.ids import EventHash, MeetingKey, ProviderEventId, digest, event_hash
from shared.domain.times import DAY, iso, midnight

MAX_SUBJECT = 500
MAX_PLACE = 500
MAX_LINK = 2_000
MAX_ATTENDEES = 100
MAX_NAME = 200
MAX_ADDRESS = 320


class EventKind(StrEnum):
    """Masters are never stored: they are not attended."""

    SINGLE = "single"
    OCCURRENCE = "occurrence"
    OVERRIDE = "override"


class Response(StrEnum):
    """What the person answered."""

    NONE = "none"
    ORGANIZER = "organizer"
    TENTATIVE = "tentative"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_RESPONDED = "not_responded"


class Sensitivity(StrEnum):
    """How private the event is."""

    NORMAL = "normal"
    PERSONAL = "personal"
    PRIVATE = "private"
    CONFIDENTIAL = "confidential"


class ShowAs(StrEnum):
    """What the calendar shows to others."""

    FREE = "free"
    TENTATIVE = "tentative"
    BUSY = "busy"
    OOF = "oof"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Person:
    """An organizer or attendee. ``response`` is what the copy says of this person."""

    address: str
    name: str = ""
    response: Response = Response.NONE


@dataclass(frozen=True, slots=True)
class Attendees:
    """The attendees, bounded: beyond ``MAX_ATTENDEES`` only the count and the domains remain."""

    people: tuple[Person, ...] = ()
    count: int = 0
    domains: tuple[str, ...] = ()

    @staticmethod
    def of(people: list[Person]) -> Attendees:
        """The bounded form of a full list."""
        domains = sorted({p.address.rpartition("@")[2].lower() for p in people if "@" in p.address})[:200]
        return Attendees(tuple(people[:MAX_ATTENDEES]), len(people), tuple(domains))


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a calendar inside the window.

    ``start`` and ``end`` are UTC instants, or dates when ``is_all_day`` (end exclusive). ``time_zone`` is an IANA name
    or empty; an unknown zone is kept in ``zone_hint`` and never guessed. ``original_start`` is the start an occurrence
    had before it was moved (None for single events).
    """

    provider_id: ProviderEventId
    kind: EventKind
    start: datetime | date
    end: datetime | date
    is_all_day: bool = False
    uid: str = ""
    series_id: str = ""
    original_start: datetime | date | None = None
    time_zone: str = ""
    zone_hint: str = ""
    subject: str = ""
    place: str = ""
    organizer: Person | None = None
    is_organizer: bool = False
    attendees: Attendees = field(default_factory=Attendees)
    response: Response = Response.NONE
    show_as: ShowAs = ShowAs.UNKNOWN
    sensitivity: Sensitivity = Sensitivity.NORMAL
    is_cancelled: bool = False
    join_link: str = ""
    revision: str = ""

    @property
    def hash(self) -> EventHash:
        """The event's part of its row key: stable while it moves."""
        return event_hash(self.provider_id)

    @property
    def starts_at(self) -> datetime:
        """The instant it is sorted by; an all-day date counts as its midnight in UTC."""
        return self.start if isinstance(self.start, datetime) else midnight(self.start)

    @property
    def ends_at(self) -> datetime:
        """The instant it is over; for all-day events the midnight after the last day."""
        return self.end if isinstance(self.end, datetime) else midnight(self.end)

    @property
    def is_long(self) -> bool:
        """Longer than a day: it needs a pointer, or a window that it began before would miss it."""
        return self.ends_at - self.starts_at > DAY

    @property
    def is_private(self) -> bool:
        """Stored without subject, people and place; joined only when the person says so."""
        return self.sensitivity in (Sensitivity.PRIVATE, Sensitivity.CONFIDENTIAL)

    @property
    def meeting_key(self) -> MeetingKey:
        """What makes copies of several people one meeting (without the organisation); empty UID: the copy's own id."""
        origin = "" if self.original_start is None else _moment(self.original_start)
        return MeetingKey(digest("meeting", self.uid or self.provider_id, origin))


def _moment(value: datetime | date) -> str:
    return iso(value) if isinstance(value, datetime) else value.isoformat()


def bounded(event: Event) -> Event:
    """The event with every text cut to its bound and private content removed. What a store is given is always this."""
    people = tuple(
        Person(p.address[:MAX_ADDRESS], p.name[:MAX_NAME], p.response) for p in event.attendees.people[:MAX_ATTENDEES]
    )
    attendees = Attendees(people, event.attendees.count, event.attendees.domains[:200])
    organizer = event.organizer and Person(event.organizer.address[:MAX_ADDRESS], event.organizer.name[:MAX_NAME])
    # A join link that does not fit is worth nothing cut: none is kept.
    link = event.join_link if len(event.join_link) <= MAX_LINK else ""
    if event.is_private:
        return replace(event, subject="", place="", organizer=None, attendees=Attendees(), join_link=link)
    return replace(
        event,
        subject=event.subject[:MAX_SUBJECT],
        place=event.place[:MAX_PLACE],
        organizer=organizer,
        attendees=attendees,
        join_link=link,
    )


def to_record(event: Event) -> dict[str, Any]:
    """The event as plain JSON values, short names, empty values left out. Inverse: ``from_record``."""
    record: dict[str, Any] = {
        "id": event.provider_id,
        "k": event.kind.value,
        "s": _moment(event.start),
        "e": _moment(event.end),
        "d": event.is_all_day,
        "u": event.uid,
        "sr": event.series_id,
        "o": None if event.original_start is None else _moment(event.original_start),
        "z": event.time_zone,
        "zh": event.zone_hint,
        "t": event.subject,
        "p": event.place,
        "og": None if event.organizer is None else [event.organizer.address, event.organizer.name],
        "io": event.is_organizer,
        "a": [[p.address, p.name, p.response.value] for p in event.attendees.people],
        "ac": event.attendees.count,
        "ad": list(event.attendees.domains),
        "r": event.response.value,
        "w": event.show_as.value,
        "v": event.sensitivity.value,
        "x": event.is_cancelled,
        "l": event.join_link,
        "g": event.revision,
    }
    return {name: value for name, value in record.items() if value not in (None, "", False, [], 0)}


def _read_moment(text: str) -> datetime | date:
    return datetime.fromisoformat(text).astimezone(UTC) if "T" in text else date.fromisoformat(text)


def from_record(record: dict[str, Any]) -> Event:
    """The event of a record written by ``to_record``. Raises KeyError or ValueError for anything else."""
    organizer = record.get("og")
    origin = record.get("o")
    return Event(
        provider_id=ProviderEventId(record["id"]),
        kind=EventKind(record["k"]),
        start=_read_moment(record["s"]),
        end=_read_moment(record["e"]),
        is_all_day=record.get("d", False),
        uid=record.get("u", ""),
        series_id=record.get("sr", ""),
        original_start=None if origin is None else _read_moment(origin),
        time_zone=record.get("z", ""),
        zone_hint=record.get("zh", ""),
        subject=record.get("t", ""),
        place=record.get("p", ""),
        organizer=None if organizer is None else Person(organizer[0], organizer[1]),
        is_organizer=record.get("io", False),
        attendees=Attendees(
            tuple(Person(a, n, Response(r)) for a, n, r in record.get("a", ())),
            record.get("ac", 0),
            tuple(record.get("ad", ())),
        ),
        response=Response(record.get("r", "none")),
        show_as=ShowAs(record.get("w", "unknown")),
        sensitivity=Sensitivity(record.get("v", "normal")),
        is_cancelled=record.get("x", False),
        join_link=record.get("l", ""),
        revision=record.get("g", ""),
    )


def encode(event: Event) -> str:
    """The record as the text that is stored."""
    return json.dumps(to_record(event), ensure_ascii=False, separators=(",", ":"))


def content_hash(text: str, decoder_version: int) -> str:
    """Hash over a stored text and the decoder's version: an unchanged event costs no write, a better decoder rewrites.

    The provider's revision is part of the text, so it is part of the hash.
    """
    return hashlib.blake2b(f"{decoder_version}|{text}".encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
