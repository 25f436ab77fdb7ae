"""The time an emulator believes in: the machine's by default; set, advanced or frozen from outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Aware UTC instants. ``set`` and ``advance`` keep it running; ``freeze`` stops it where it stands."""

    def __init__(self) -> None:
        self._offset = timedelta(0)
        self._frozen_at: datetime | None = None

    def now(self) -> datetime:
        return self._frozen_at or datetime.now(UTC) + self._offset

    @property
    def is_frozen(self) -> bool:
        return self._frozen_at is not None

    def set(self, at: datetime) -> None:
        """Make it ``at`` now. Raises ValueError for a time without a zone."""
        if at.tzinfo is None:
            raise ValueError("a clock is set to an aware time")
        at = at.astimezone(UTC)
        self._offset = at - datetime.now(UTC)
        if self._frozen_at is not None:
            self._frozen_at = at

    def advance(self, by: timedelta) -> None:
        self._offset += by
        if self._frozen_at is not None:
            self._frozen_at += by

    def freeze(self, at: datetime | None = None) -> None:
        if at is not None:
            self.set(at)
        self._frozen_at = self.now() if at is None else at.astimezone(UTC)

    def thaw(self) -> None:
        """Run again from where it stood."""
        if self._frozen_at is not None:
            self._offset = self._frozen_at - datetime.now(UTC)
            self._frozen_at = None

    def reset(self) -> None:
        self._offset = timedelta(0)
        self._frozen_at = None
