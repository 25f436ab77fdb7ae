"""What was asked of an emulator, for tests to read: never a token, a body, a code or an opaque link."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

# Query parameters whose values say what was asked and hold nothing private; of all others only the name is kept.
PLAIN_PARAMETERS = frozenset(
    {"$select", "$top", "$skip", "$orderby", "$filter", "$expand", "$count", "startdatetime", "enddatetime"}
    | {"api-version", "maxresults", "response_type", "response_mode", "prompt", "scope", "domain_hint", "resource"}
    | {"code_challenge_method"}
)
PLAIN_HEADERS = ("Prefer", "User-Agent", "Content-Type", "Accept", "X-AnchorMailbox")


@dataclass(frozen=True)
class Logged:
    """One answered request. ``status`` is 0 where no answer was sent (reset, answer lost)."""

    number: int
    at: datetime
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    user: str | None
    operation: str | None
    status: int
    milliseconds: float
    fault: str | None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


def plain_query(query: Mapping[str, str]) -> dict[str, str]:
    return {name: value if name.lower() in PLAIN_PARAMETERS else "…" for name, value in query.items()}


def plain_headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in PLAIN_HEADERS if name in headers}


class RequestLog:
    """The newest ``keep`` requests, in order of their answers; numbers go on through ``clear``."""

    def __init__(self, keep: int = 20_000) -> None:
        self._entries: deque[Logged] = deque(maxlen=keep)
        self._count = 0

    def next_number(self) -> int:
        self._count += 1
        return self._count

    def add(self, entry: Logged) -> None:
        self._entries.append(entry)

    def find(
        self,
        *,
        method: str | None = None,
        path: str | None = None,
        user: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        after: int = 0,
    ) -> list[Logged]:
        """Entries that fit all that is given; ``path`` is a regular expression searched in the path."""
        return [
            e
            for e in self._entries
            if e.number > after
            and (method is None or e.method == method)
            and (path is None or re.search(path, e.path))
            and (user is None or e.user == user)
            and (operation is None or e.operation == operation)
            and (status is None or e.status == status)
        ]

    def clear(self) -> None:
        self._entries.clear()
