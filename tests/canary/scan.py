"""Looks for planted private things where they must not be: in texts, folders of logs, queue messages, table rows.

A hit names the kind and the place, never the value. Each value is looked for as it is, quoted for an address, escaped
for JSON, and in base64 at each of its three alignments, so that a message's encoding hides nothing.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

MARKERS: dict[str, str] = {
    "token": "kanarie-token-7d41f0a9c2",
    "password": "kanarie-password-0b93e77f1d",
    "code": "kanarie-code-c5a8210e64",
    "state": "kanarie-state-3f9d62b8a1",
    "proof": "kanarie-proof-86e0d4c17b",
    "subject": "kanarie-subject-e21b7f5a90",
    "attendee": "kanarie-attendee-4c70ad93f6@canary.example",
    "join link": "kanarie-join-link-a90c35d7e8",
}
"""What tests plant in people's calendars and sign-ins; values that arise in a run are added by ``Scanner.plant``."""

OWNERS: dict[str, frozenset[str]] = {
    "subject": frozenset({"Events"}),
    "attendee": frozenset({"Events"}),
    "join link": frozenset({"Events"}),
    "verifier": frozenset({"SignIns"}),
    "nonce": frozenset({"SignIns"}),
}
"""Which tables may hold a kind; a kind that is not named may stand in none (design.md section 3 and 6)."""

SHORTEST = 12
"""A shorter value would be found by chance."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A private thing outside its owner: what kind, and where."""

    kind: str
    place: str


def forms(value: str) -> set[str]:
    """The ways a value may be written without being hidden."""
    written = {value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]}
    raw = value.encode()
    for shift in range(3):
        # The bytes before the value decide its alignment; the characters at both ends depend on its neighbours.
        whole = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        middle = whole[(0, 2, 3)[shift] : len(whole) - (1 if (shift + len(raw)) % 3 else 0)]
        written |= {middle, middle.replace("+", "-").replace("/", "_")}
    return written


class Scanner:
    """Knows what was planted; answers where it was found."""

    def __init__(self, markers: Mapping[str, str] = MARKERS) -> None:
        self._kinds: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        for kind, value in markers.items():
            self.plant(kind, value)

    def plant(self, kind: str, value: str) -> str:
        """Look for this value from now on. Returns it, so that it can be planted where it is made."""
        if len(value) < SHORTEST:
            raise ValueError(f"a {kind} this short would be found by chance")
        self._kinds |= dict.fromkeys(forms(value), kind)
        self._pattern = None
        return value

    def kinds_in(self, text: str) -> set[str]:
        """The kinds of private things a text holds."""
        if self._pattern is None:
            self._pattern = re.compile("|".join(sorted(map(re.escape, self._kinds), key=len, reverse=True)))
        return {self._kinds[found] for found in self._pattern.findall(text)}

    def text(self, text: str, place: str) -> list[Hit]:
        """What a text holds that it must not."""
        return [Hit(kind, place) for kind in sorted(self.kinds_in(text))]

    def folder(self, folder: Path) -> list[Hit]:
        """What the files under a folder hold: logs of the stack's processes, by line."""
        return [hit for path in sorted(folder.rglob("*")) if path.is_file() for hit in self._file(path, folder)]

    def _file(self, path: Path, folder: Path) -> Iterator[Hit]:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                yield from self.text(line, f"{path.relative_to(folder)}:{number}")

    def rows(self, table: str, rows: Iterable[Mapping[str, object]]) -> list[Hit]:
        """What rows of a table hold that belongs elsewhere; keys count for every kind, owners or not."""
        hits: set[Hit] = set()
        for row in rows:
            for column, value in row.items():
                text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                is_key = column in {"PartitionKey", "RowKey"}
                hits |= {
                    Hit(kind, f"table {table}, {column}")
                    for kind in self.kinds_in(text)
                    if is_key or table not in OWNERS.get(kind, frozenset())
                }
        return sorted(hits)

    def messages(self, queue: str, bodies: Iterable[str]) -> list[Hit]:
        """What queue messages hold: ids and reasons belong there, nothing else."""
        return sorted({hit for body in bodies for hit in self.text(body, f"queue {queue}")})
