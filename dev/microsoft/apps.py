"""App registrations and consent: which application may ask, what people and administrators have granted it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from dev.microsoft.directory import stable_guid

OPENID_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})
# What people may consent to even where the tenant keeps the rest for administrators (A20).
ALWAYS_CONSENTABLE = OPENID_SCOPES | {"User.Read"}
# Delegated permissions of Graph that the emulator knows; a misspelt one is refused (650053).
GRAPH_SCOPES = frozenset(
    {"User.Read", "User.ReadBasic.All", "People.Read", "MailboxSettings.Read", "Mail.Read", "Contacts.Read"}
    | {"Calendars.Read", "Calendars.ReadBasic", "Calendars.ReadWrite", "Calendars.Read.Shared"}
    | {"Calendars.ReadWrite.Shared", "Contacts.ReadWrite", "Contacts.Read.Shared", "Contacts.ReadWrite.Shared"}
    | {"OnlineMeetings.Read", "OnlineMeetings.ReadWrite"}
)

APP_CLIENT_ID = stable_guid("app sally calendar")
APP_SECRET = "local-client-secret"


@dataclass
class Secret:
    value: str
    expires_at: datetime | None = None


@dataclass
class AppRegistration:
    """A confidential web application, multi-tenant. Redirect addresses match exactly, character by character."""

    client_id: str
    name: str
    secrets: list[Secret] = field(default_factory=list)
    redirect_uris: list[str] = field(default_factory=list)


class Apps:
    """Registrations by client id; ``reset`` leaves the demo application with the redirect addresses of the start."""

    def __init__(self) -> None:
        self.first_redirect_uris: list[str] = []
        self.reset()

    def reset(self) -> None:
        demo = AppRegistration(APP_CLIENT_ID, "Sally Calendar", [Secret(APP_SECRET)], list(self.first_redirect_uris))
        self._apps = {demo.client_id: demo}

    def add(self, app: AppRegistration) -> None:
        self._apps[app.client_id] = app

    def get(self, client_id: str) -> AppRegistration | None:
        return self._apps.get(client_id.lower())

    def all(self) -> list[AppRegistration]:
        return list(self._apps.values())


class Consents:
    """Granted delegated scopes (short names), by tenant administrators and by people, per application."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._by_admin: dict[tuple[str, str], set[str]] = {}
        self._by_person: dict[tuple[str, str], set[str]] = {}

    def of(self, client_id: str, tid: str, oid: str) -> frozenset[str]:
        """What this person's tokens may carry."""
        return frozenset(self._by_admin.get((client_id, tid), set()) | self._by_person.get((client_id, oid), set()))

    def of_tenant(self, client_id: str, tid: str) -> frozenset[str]:
        return frozenset(self._by_admin.get((client_id, tid), set()))

    def of_person(self, client_id: str, oid: str) -> frozenset[str]:
        return frozenset(self._by_person.get((client_id, oid), set()))

    def grant_for_tenant(self, client_id: str, tid: str, scopes: frozenset[str]) -> None:
        self._by_admin.setdefault((client_id, tid), set()).update(scopes)

    def grant_for_person(self, client_id: str, oid: str, scopes: frozenset[str]) -> None:
        self._by_person.setdefault((client_id, oid), set()).update(scopes)

    def withdraw_tenant(self, client_id: str, tid: str) -> None:
        self._by_admin.pop((client_id, tid), None)

    def withdraw_person(self, client_id: str, oid: str) -> None:
        self._by_person.pop((client_id, oid), None)
