"""What must run next: buckets of a minute and shard, due rows in them, and the queue messages that ask for work.

The Due table is the truth; a message is only a hint that a row is there (design.md section 3).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.ids import ConnectionId, OwnerKey
from shared.domain.times import utc

NET_DELAY = timedelta(minutes=12)
"""A net is due later than any HTTP call can live: the function timeout (10 minutes) plus two (protocol.md part 0)."""


class DueKind(StrEnum):
    """What a due row asks for. Later parts of the product add theirs; an unknown kind is left for newer code."""

    SYNC = "sync"
    ERASE = "erase"
    SECRET = "secret"  # noqa: S105 - a kind of work, not a password
    SIGN_IN = "sign-in"


class Reason(StrEnum):
    """Why a sync is asked for. Only ``scheduled`` asks the detector first; the others read the view at once."""

    CONNECTED = "connected"
    SCHEDULED = "scheduled"
    NOTIFIED = "notified"
    MISSED = "missed"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, order=True)
class Bucket:
    """All due rows of one minute and shard. ``minute`` is the UTC minute in which they become due."""

    minute: datetime
    shard: int

    @property
    def name(self) -> str:
        """As keys and messages carry it."""
        return f"{self.minute:%Y%m%d%H%M}-{self.shard:02d}"

    @staticmethod
    def parse(name: str) -> Bucket:
        """The bucket of a name. Raises ValueError for anything ``name`` never produced."""
        minute, _, shard = name.partition("-")
        if len(minute) != 12 or len(shard) != 2 or not (minute + shard).isdigit():
            raise ValueError("not a bucket's name")
        return Bucket(datetime.strptime(minute + "+0000", "%Y%m%d%H%M%z"), int(shard))


@dataclass(frozen=True, slots=True)
class Due:
    """One due row. ``subject_id`` is what it is about: a connection id, a secret's name, a sign-in's hash."""

    bucket: Bucket
    kind: DueKind
    subject_id: str
    owner: OwnerKey
    reason: str = ""

    @property
    def connection(self) -> ConnectionId:
        """The subject as a connection id, for the kinds that are about one."""
        return ConnectionId(self.subject_id)


@dataclass(frozen=True, slots=True)
class Request:
    """A queue message: work asked for a due row that stands. Ids and a reason only, nothing private."""

    kind: DueKind
    bucket: str
    subject_id: str
    owner: OwnerKey
    reason: str


def bucket_at(moment: datetime, subject_id: str, shards: int, *, now: datetime) -> Bucket:
    """The bucket for something due at ``moment``: never one whose minute is past (a tick may have opened it already).

    The minute is rounded up, so that nothing runs before its time; the shard is a hash of what it is about.
    """
    earliest = max(utc(moment), utc(now))
    minute = earliest.replace(second=0, microsecond=0)
    if minute < earliest:
        minute += timedelta(minutes=1)
    return Bucket(minute, int(hashlib.sha256(subject_id.encode()).hexdigest()[:8], 16) % shards)


def bucket_now(subject_id: str, shards: int, *, now: datetime) -> Bucket:
    """The bucket of the running minute: for work a message asks for at once, found again by the next tick."""
    minute = utc(now).replace(second=0, microsecond=0)
    return Bucket(minute, int(hashlib.sha256(subject_id.encode()).hexdigest()[:8], 16) % shards)


def jittered(delay: timedelta, *parts: str, spread: float = 0.1) -> timedelta:
    """The delay, moved by at most ``spread`` either way, the same for the same parts: no herd, and replayable."""
    number = int(hashlib.sha256("|".join(parts).encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return delay * (1 + spread * (2 * number - 1))


FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=6)


def backoff(failures: int, *parts: str) -> timedelta:
    """The wait after the n-th failure in a row: doubling from 30 s to 6 h, jittered by a quarter."""
    doubled = FIRST_RETRY * (2 ** min(max(failures - 1, 0), 12))
    return jittered(min(doubled, LONGEST_RETRY), *parts, str(failures), spread=0.25)
