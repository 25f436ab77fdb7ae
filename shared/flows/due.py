"""Putting due rows: the one way any flow writes down what must run next (protocol.md parts 0 and 1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.domain.due import NET_DELAY, Bucket, Due, DueKind, Request, bucket_at, bucket_now
from shared.domain.ids import OwnerKey
from shared.ports import Clock, DueStore


@dataclass(frozen=True, slots=True)
class Dues:
    """Due rows by what they are for. ``shards`` spreads one minute over so many buckets."""

    store: DueStore
    clock: Clock
    shards: int

    async def net(self, kind: DueKind, subject_id: str, owner: OwnerKey, reason: str) -> None:
        """Step 0 of a hand-over by an HTTP call: a row later than the call can live. It is left to find nothing."""
        await self.at(self.clock.now() + NET_DELAY, kind, subject_id, owner, reason)

    async def now(self, kind: DueKind, subject_id: str, owner: OwnerKey, reason: str) -> Request:
        """A due row for the running minute, and the message that asks for it at once."""
        due = Due(bucket_now(subject_id, self.shards, now=self.clock.now()), kind, subject_id, owner, reason)
        await self.store.upsert(due)
        return request_for(due)

    async def at(
        self,
        moment: datetime,
        kind: DueKind,
        subject_id: str,
        owner: OwnerKey,
        reason: str,
        *,
        besides: Bucket | None = None,
    ) -> Due:
        """A due row for a moment. ``besides``: never in this bucket, a successor must not be one's own row."""
        now = self.clock.now()
        bucket = bucket_at(moment, subject_id, self.shards, now=now)
        if bucket == besides:
            bucket = bucket_at(bucket.minute.replace(second=1), subject_id, self.shards, now=now)
        due = Due(bucket, kind, subject_id, owner, reason)
        await self.store.upsert(due)
        return due


def request_for(due: Due) -> Request:
    """The message that asks for a due row's work."""
    return Request(due.kind, due.bucket.name, due.subject_id, due.owner, due.reason)
