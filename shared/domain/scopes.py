"""The delegated scopes: one source for the authorize request and for the statement the API serves (S7, S8).

The texts stand in the message catalogue under ``scope.<name>.microsoft`` and ``scope.<name>.sally``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ScopeSet(StrEnum):
    """Which set the operator chose. ``help-page`` is what Sally's help page publishes and the default."""

    HELP_PAGE = "help-page"
    READ_ONLY = "read-only"


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope as the request spells it. ``is_openid`` ones are added by MSAL itself and must not be passed."""

    name: str
    is_openid: bool = False

    @property
    def text_key(self) -> str:
        """The stem of its two texts."""
        return f"scope.{self.name}"


_OFFLINE = Scope("offline_access", is_openid=True)
_OPENID = Scope("openid", is_openid=True)
_PROFILE = Scope("profile", is_openid=True)
_USER = Scope("User.Read")

SCOPES: dict[ScopeSet, tuple[Scope, ...]] = {
    ScopeSet.HELP_PAGE: (
        _OFFLINE,
        _OPENID,
        _PROFILE,
        _USER,
        Scope("Calendars.ReadWrite.Shared"),
        Scope("Contacts.ReadWrite.Shared"),
        Scope("OnlineMeetings.ReadWrite"),
    ),
    ScopeSet.READ_ONLY: (_OFFLINE, _OPENID, _PROFILE, _USER, Scope("Calendars.Read")),
}
"""In the order of the help page. The read-only set is a named departure from the page (mission.md, scopes)."""

SCOPE_SET_VERSION = 1
"""Grows when a scope is added; a connection remembers the version it was granted under."""


def missing(requested: ScopeSet, granted: tuple[str, ...]) -> tuple[str, ...]:
    """Requested scopes that were not granted.

    Granted names may be short or prefixed with a resource, in any case (graph.md A9). The OpenID scopes are not echoed
    by every issuer: ``offline_access`` is judged by the refresh token, the others by the ID token.
    """
    have = {name.rsplit("/", 1)[-1].lower() for name in granted}
    return tuple(s.name for s in SCOPES[requested] if not s.is_openid and s.name.lower() not in have)
