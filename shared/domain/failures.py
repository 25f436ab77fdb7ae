"""The failure classes everyone branches on. The adapter that understands a failure picks the class.

    Failure
    ├── ProviderFailure   the calendar world refused or broke (Graph, Exchange, Entra, the vault)
    ├── Conflict          an ETag moved: somebody else owns the row now
    │   └── Deposed       a generation as high as ours stands there: stop
    ├── Refused           our caller asked for something we refuse, with a stable code
    └── NotThere          missing, or not the caller's: the same answer

No failure carries library text, an address, a token or an event's content: ``str()`` of each is safe to log.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class FailureClass(StrEnum):
    """What to do about it; the table of ``docs/failures.md`` says who does what."""

    REAUTH = "reauth"
    FORBIDDEN = "forbidden"
    THROTTLED = "throttled"
    TRANSIENT = "transient"
    RESYNC = "resync"
    GONE = "gone"
    CONFLICT = "conflict"
    SUSPICIOUS = "suspicious"
    INVALID = "invalid"
    BUG = "bug"


class Failure(Exception):
    """Root of what we raise on purpose."""


class ProviderFailure(Failure):
    """The provider refused or broke. ``reason`` is a stable code of ours, ``retry_after`` a wait the provider stated.

    ``detail`` is for support: the provider's own error code or request id, never its message.
    """

    def __init__(
        self, kind: FailureClass, reason: str, *, retry_after: timedelta | None = None, detail: str = ""
    ) -> None:
        super().__init__(f"{kind.value}: {reason}" + (f" ({detail})" if detail else ""))
        self.kind = kind
        self.reason = reason
        self.retry_after = retry_after
        self.detail = detail


class Conflict(Failure):
    """A conditional write lost: the row moved since it was read."""


class Deposed(Conflict):
    """A newer or equal generation stands in the row: this worker stops and writes nothing more."""


class NotThere(Failure):
    """Missing, or another person's; the two are never told apart."""


class Refused(Failure):
    """The caller's request is refused. ``code`` is stable and has a text in each language.

    ``status`` is the HTTP status its answer gets; ``facts`` are values the text may name (bounded, never private).
    """

    def __init__(self, code: str, *, status: int = 422, retry_after: int | None = None, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.facts = facts
