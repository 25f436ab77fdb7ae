"""Scopes as requests spell them and as answers echo them."""

from __future__ import annotations

from dev.microsoft.apps import ALWAYS_CONSENTABLE, GRAPH_SCOPES, OPENID_SCOPES
from dev.microsoft.directory import Person, Tenant
from dev.microsoft.tokens import GRAPH, GRAPH_APP_ID
from dev.microsoft.world import World

_CANONICAL = {name.lower(): name for name in GRAPH_SCOPES | OPENID_SCOPES}


class BadScope(Exception):
    """A scope that Entra refuses: the AADSTS number and its details."""

    def __init__(self, number: int, **details: str) -> None:
        super().__init__(f"AADSTS{number}")
        self.number = number
        self.details = details


def parse(text: str) -> frozenset[str]:
    """Canonical short names of delegated scopes of Graph and OpenID. Raises BadScope."""
    if not text.strip():
        raise BadScope(900144, name="scope")
    found = set()
    for written in text.split():
        resource, _, name = written.rpartition("/")
        if resource not in ("", GRAPH, GRAPH_APP_ID):
            raise BadScope(500011, resource=resource)
        if name.lower() == ".default":
            continue
        if name.lower() not in _CANONICAL:
            raise BadScope(650053, scope=name)
        found.add(_CANONICAL[name.lower()])
    return frozenset(found)


def consented(world: World, client_id: str, person: Person) -> frozenset[str]:
    """The scopes of Graph that this person's tokens carry: all that was ever consented, less what is withheld."""
    granted = world.entra.consents.of(client_id, person.tid, person.oid)
    return (granted & GRAPH_SCOPES) - person.withheld_scopes


def needing_consent(world: World, client_id: str, person: Person, asked: frozenset[str]) -> frozenset[str]:
    """Asked scopes that nobody has consented to yet."""
    return asked - OPENID_SCOPES - world.entra.consents.of(client_id, person.tid, person.oid)


def may_consent(person: Person, tenant: Tenant, scopes: frozenset[str]) -> bool:
    """Whether this person may grant these for themselves (A20)."""
    return person.is_admin or tenant.user_consent == "allowed" or scopes <= ALWAYS_CONSENTABLE


def echo(tenant: Tenant, scopes: frozenset[str]) -> str:
    """The ``scope`` member of a token answer: short or prefixed by the resource (A9); never ``offline_access``."""
    if tenant.scope_echo == "prefixed":
        return " ".join(["email", "openid", "profile", *(f"{GRAPH}/{name}" for name in sorted(scopes))])
    return " ".join([*sorted(scopes), "profile", "openid", "email"])
