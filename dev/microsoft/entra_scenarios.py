"""What goes wrong for whom: AADSTS numbers per scenario, at sign-in and at the token endpoint. Data, not code."""

from __future__ import annotations

from dataclasses import dataclass

from dev.microsoft.directory import Person, Tenant


@dataclass(frozen=True)
class Course:
    """``sign_in`` is shown on Microsoft's page and does not come back to the app, except with ``prompt=none``.

    ``consent`` comes back to the app whatever the person presses; ``refresh`` is the token endpoint's answer to a
    refresh token.
    """

    sign_in: int | None = None
    consent: int | None = None
    refresh: int | None = None
    gives_refresh_token: bool = True


COURSES: dict[str, Course] = {
    "normal": Course(),
    "partial": Course(),  # the person's withheld scopes are never granted
    "declines": Course(consent=65004),
    "revoked": Course(refresh=50173),
    "not_assigned": Course(sign_in=50105, refresh=50105),
    "ca_blocked": Course(sign_in=53003, refresh=53003),
    "ca_blocked_later": Course(refresh=53003),
    "mfa": Course(refresh=50076),
    "disabled": Course(sign_in=50057, refresh=50057),
    "no_refresh": Course(gives_refresh_token=False),
}


def course(person: Person) -> Course:
    return COURSES[person.scenario]


def sign_in_refusal(person: Person, tenant: Tenant) -> int | None:
    """The number that stops this person's sign-in on Microsoft's page."""
    return 700016 if tenant.app_missing else course(person).sign_in


def refresh_refusal(person: Person, tenant: Tenant) -> int | None:
    """The number that answers this person's refresh token, apart from what the token itself causes."""
    return 700016 if tenant.app_missing else course(person).refresh
