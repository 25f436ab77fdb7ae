"""What every port shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Stored[T]:
    """A row as it was read: its value and the ETag that a conditional write names."""

    value: T
    etag: str


class Clock(Protocol):
    """The time of this process. Leases are judged by the storage's clock instead."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Randomness(Protocol):
    """Where unguessable values come from."""

    def token(self, bits: int) -> str:
        """So many random bits, base64url without padding."""
        ...

    def id(self) -> str:
        """128 random bits in hex, for our own ids."""
        ...
