"""Secret types: they print as ``***`` wherever they end up, and compare in constant time."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime


class Secret:
    """A text that must not be seen. ``reveal()`` is the one way to it; everything else prints ``***``."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Call it where it is used, keep the result in no variable that lives long."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __str__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __bool__(self) -> bool:
        return bool(self._text)


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """A secret as the vault keeps it: its text, and when this version was set (the vault's clock)."""

    text: Secret
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the identity provider gave: ``expires_at`` is the access token's end, an aware UTC instant."""

    access: Secret
    refresh: Secret | None
    expires_at: datetime
    scopes: tuple[str, ...]
