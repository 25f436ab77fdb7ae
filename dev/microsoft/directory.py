"""Tenants and people of the emulated Entra, and what each tenant and person allows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

_NAMES = uuid.UUID("5d0a6f0e-5f4c-4a53-9a6a-3b1f0c2d7e11")

UserConsent = Literal["allowed", "needs_admin", "workflow"]
"""Whether people of a tenant may consent for themselves (A20): yes; no, 90094; no, but they may ask for it, 90095."""

Scenario = Literal[
    "normal",
    "declines",
    "partial",
    "revoked",
    "not_assigned",
    "ca_blocked",
    "ca_blocked_later",
    "mfa",
    "disabled",
    "no_refresh",
]
"""How a sign-in or a refresh of one person goes; see ``entra_scenarios``."""


def stable_guid(name: str) -> str:
    """The same GUID for the same name, in every run."""
    return str(uuid.uuid5(_NAMES, name))


OPERATOR_TENANT = stable_guid("tenant sally")


@dataclass
class Tenant:
    tid: str
    name: str
    domain: str
    user_consent: UserConsent = "allowed"
    app_missing: bool = False
    scope_echo: Literal["short", "prefixed"] = "short"


@dataclass
class Person:
    """``tokens_valid_from``: refresh tokens issued before are revoked (50173). No ``mailbox``: no Exchange licence."""

    oid: str
    tid: str
    upn: str
    name: str
    given_name: str
    surname: str
    mailbox: str | None
    is_admin: bool = False
    scenario: Scenario = "normal"
    tokens_valid_from: datetime | None = None
    withheld_scopes: frozenset[str] = field(default_factory=frozenset)


def demo_tenants() -> list[Tenant]:
    """Two customers whose people may consent, one in Microsoft's default state, where only an admin may (A20), and the
    operator's own tenant, which holds the vault and nobody's mailbox."""
    return [
        Tenant(stable_guid("tenant nordlicht"), "Nordlicht GmbH", "nordlicht.test"),
        Tenant(stable_guid("tenant suedwind"), "Südwind AG", "suedwind.test", scope_echo="prefixed"),
        Tenant(stable_guid("tenant ostsee"), "Ostsee Werke KG", "ostsee.test", user_consent="needs_admin"),
        Tenant(OPERATOR_TENANT, "Sally", "sally.test"),
    ]


def demo_people() -> list[Person]:
    """anna and ben of Nordlicht (ben is its administrator), carla of Südwind, and one person for each scenario."""
    return [
        _person("Anna", "Albers", "nordlicht"),
        _person("Ben", "Brandt", "nordlicht", is_admin=True),
        _person("Carla", "Conrad", "suedwind", is_admin=True),
        _person("Dora", "Dietz", "ostsee"),
        _person("Erik", "Ehlers", "ostsee", is_admin=True),
        _person("Fanny", "Falk", "suedwind", scenario="declines"),
        _person("Georg", "Gruber", "suedwind", scenario="partial", withheld=("Calendars.ReadWrite.Shared",)),
        _person("Hanna", "Hansen", "suedwind", scenario="revoked"),
        _person("Ivo", "Iversen", "suedwind", scenario="not_assigned"),
        _person("Jana", "Jung", "suedwind", scenario="ca_blocked"),
        _person("Karl", "Krause", "suedwind", scenario="mfa"),
        _person("Lena", "Lorenz", "suedwind", scenario="disabled"),
        _person("Max", "Maurer", "suedwind", has_mailbox=False),
    ]


def _person(
    given: str,
    surname: str,
    company: str,
    *,
    is_admin: bool = False,
    scenario: Scenario = "normal",
    withheld: tuple[str, ...] = (),
    has_mailbox: bool = True,
) -> Person:
    address = f"{given.lower()}@{company}.test"
    return Person(
        oid=stable_guid(f"person {address}"),
        tid=stable_guid(f"tenant {company}"),
        upn=address,
        name=f"{given} {surname}",
        given_name=given,
        surname=surname,
        mailbox=address if has_mailbox else None,
        is_admin=is_admin,
        scenario=scenario,
        withheld_scopes=frozenset(withheld),
    )


class Directory:
    """Look-ups over tenants and people; ``reset`` brings the demo ones back."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.tenants = {tenant.tid: tenant for tenant in demo_tenants()}
        self.people = {person.oid: person for person in demo_people()}

    def tenant(self, name: str) -> Tenant | None:
        """By tid or domain, as a path segment names it."""
        return self.tenants.get(name.lower()) or next(
            (t for t in self.tenants.values() if t.domain == name.lower()), None
        )

    def person(self, oid: str) -> Person | None:
        return self.people.get(oid)

    def by_name(self, name: str) -> Person | None:
        """By user principal name or mailbox address, in any case, or by the short name of a demo person."""
        low = name.lower()
        for person in self.people.values():
            if low in (person.upn.lower(), (person.mailbox or "").lower(), person.upn.split("@", 1)[0].lower()):
                return person
        return None

    def change(self, oid: str, **members: object) -> Person:
        """Replace members of a person. Raises KeyError for an unknown person, TypeError for an unknown member."""
        changed = replace(self.people[oid], **members)  # type: ignore[arg-type]
        self.people[oid] = changed
        return changed
