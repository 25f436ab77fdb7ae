"""The activity log: who did what, under which instruction (S16, S17). Codes and ids only, no content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ActorKind(StrEnum):
    """Who causes a write to our own state. Every write names one."""

    USER = "user"
    ADMIN = "admin"
    SCHEDULE = "schedule"
    MICROSOFT = "microsoft"
    SERVICE = "service"


class Action(StrEnum):
    """What was done. Each has a text per language under ``activity.<value>``."""

    CONNECTED = "connected"
    RECONNECTED = "reconnected"
    DISCONNECTED = "disconnected"
    PAUSED = "paused"
    RESUMED = "resumed"
    SYNC_ASKED = "sync_asked"
    CALENDAR_SELECTED = "calendar_selected"
    CALENDAR_DESELECTED = "calendar_deselected"
    FIRST_SYNC_DONE = "first_sync_done"
    NEEDS_RECONNECT = "needs_reconnect"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    SYNC_FAILED = "sync_failed"


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """One line. ``instruction`` names the standing instruction it ran under: the connect of that time.

    ``actor`` is the acting person's subject where somebody acted for ``affected``; both are subjects, never addresses.
    """

    at: datetime
    action: Action
    actor_kind: ActorKind
    actor: str = ""
    affected: str = ""
    instruction: str = ""
    reason: str = ""
    detail: str = ""
