"""Timer -> buckets -> requests. A tick costs O(buckets); what is not due costs nothing (protocol.md part 1)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from shared.domain.due import Bucket, Request
from shared.flows.due import request_for
from shared.ports import Clock, DueStore

log = logging.getLogger(__name__)

ASK_AGAIN = (timedelta(0), timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8))
"""A bucket that still has rows is asked for again after so long; the last wait repeats."""


@dataclass(frozen=True, slots=True)
class FanOut:
    """The two handlers between the timer and the queue of requests."""

    dues: DueStore
    clock: Clock

    async def tick(self) -> list[str]:
        """The names of the buckets to open now: due, and not asked for lately.

        Running it twice, late or never in a while is harmless: the Open rows are the truth.
        """
        now = self.clock.now()
        names = []
        for stored in await self.dues.list_open():
            row = stored.value
            if row.bucket.minute > now:
                continue
            wait = ASK_AGAIN[min(row.asked, len(ASK_AGAIN) - 1)]
            if row.asked_at is not None and now < row.asked_at + wait:
                continue
            await self.dues.mark_asked(stored, now)
            names.append(row.bucket.name)
        return names

    async def open_bucket(self, name: str) -> list[Request]:
        """One request per due row of the bucket. An empty bucket loses its Open row, If-Match.

        Order: the Open row's ETag first, then the bucket to its end; the other way round a row put in between would
        never be found again.
        """
        bucket = Bucket.parse(name)
        seen = await self.dues.find_open(bucket)
        requests = [request_for(due) async for due in self.dues.list_bucket(bucket)]
        if not requests and seen is not None:
            await self.dues.delete_open(seen)
        return requests
