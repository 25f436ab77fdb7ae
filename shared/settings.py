"""Every setting, as one frozen typed model. Only ``wiring`` reads it; nothing imports a value from here.

A setting's name in the environment is ``CALENDAR_`` + the field's name in capitals. Each is documented in README and
``local.settings.json.example``; a rule of the house compares the three.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from shared.domain.scopes import ScopeSet

PREFIX = "CALENDAR_"

# Names that decorators and host.json need before any setting is read; host.json and the tests compare with these.
SYNC_QUEUE = "sync-requests"
BUCKET_QUEUE = "due-buckets"
QUEUE_CONNECTION = "CALENDAR_QUEUES"

E_MAIL_LIKE = frozenset({"email", "mail", "upn", "preferred_username", "unique_name", "username"})
"""Claims that change with a person's address; using one as subject is refused at start-up (security.md 19)."""


class TokenRotation(StrEnum):
    """When a rotated refresh token is written back to the vault."""

    SELDOM = "seldom"
    ALWAYS = "always"


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _https(value: object) -> object:
    if isinstance(value, str) and value:
        parts = urlsplit(value)
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError("must be an https address without user, query or fragment")
        return value.rstrip("/")
    return value


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
Https = Annotated[str, BeforeValidator(_https)]


class SettingsError(Exception):
    """A setting is missing or wrong. Names the setting and the problem, never the value."""


class Settings(BaseModel):
    """The settings of one deployment. Units stand in the names."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    tables_connection: SecretStr = SecretStr("")
    """Connection string of the data account. For local life; in Azure use ``tables_endpoint`` and no key."""
    tables_endpoint: str = ""
    """Address of the data account's Table service, opened by the app's managed identity."""
    vault_url: Https
    vault_verify_challenge: bool = True
    """Off only where the vault's host is not under the challenge's resource, as with an emulator."""
    identity_client_id: str = ""
    """Client id of a user-assigned managed identity; empty: the system-assigned one."""

    authority: Https = "https://login.microsoftonline.com"
    authority_tenant: str = "organizations"
    client_id: str
    client_secret: SecretStr
    graph_url: Https = "https://graph.microsoft.com/v1.0"
    ca_bundle: str = ""
    """PEM file with the only certificate authorities to trust; empty: the machine's."""
    scope_set: ScopeSet = ScopeSet.HELP_PAGE
    token_rotation: TokenRotation = TokenRotation.SELDOM
    rotation_days: Annotated[int, Field(ge=1, le=60)] = 5
    """Under ``seldom``: a rotated refresh token is written back only when the stored one is this old."""

    public_url: Https
    """The API's address as Microsoft and browsers reach it; the redirect address is built from this alone."""
    return_page: Https
    """The one page that takes the answer of a sign-in (mission.md, the finish step)."""
    page_origins: Words = ()
    """Exact origins that may call the API from a browser."""

    token_issuer: str
    token_audience: str
    token_jwks_url: Https
    organisation_claim: str = "org"
    subject_claim: str = "sub"
    roles_claim: str = "roles"
    actor_claim: str = "act"
    service_role: str = "calendar.service"
    operator_role: str = "calendar.operator"

    signing_keys: SecretStr
    """``id:base64`` pairs, comma separated, current first; at least 32 bytes each, two accepted while rotating."""

    days_back: Annotated[int, Field(ge=1, le=60)] = 7
    days_ahead: Annotated[int, Field(ge=1, le=365)] = 60
    poll_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    due_shards: Annotated[int, Field(ge=1, le=64)] = 4
    log_level: str = "INFO"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if bool(self.tables_connection.get_secret_value()) == bool(self.tables_endpoint):
            raise ValueError("exactly one of CALENDAR_TABLES_CONNECTION and CALENDAR_TABLES_ENDPOINT is needed")
        if self.subject_claim.lower() in E_MAIL_LIKE:
            raise ValueError("CALENDAR_SUBJECT_CLAIM must not be an e-mail-like claim: addresses change hands")
        for _, key in self.keys():
            if len(key) < 32:
                raise ValueError("CALENDAR_SIGNING_KEYS: each key needs at least 32 bytes")
        return self

    @property
    def poll_interval(self) -> timedelta:
        """How often a connection without notices is polled."""
        return timedelta(minutes=self.poll_minutes)

    def keys(self) -> tuple[tuple[str, bytes], ...]:
        """The signing keys, current first."""
        pairs = []
        for entry in self.signing_keys.get_secret_value().split(","):
            name, separator, text = entry.strip().partition(":")
            if not separator or not name.isalnum():
                raise ValueError("CALENDAR_SIGNING_KEYS: pairs of id:base64")
            pairs.append((name, base64.b64decode(text, validate=True)))
        if not 1 <= len(pairs) <= 2:
            raise ValueError("CALENDAR_SIGNING_KEYS: one key, or two while rotating")
        return tuple(pairs)


def load(environment: Mapping[str, str]) -> Settings:
    """The settings of this environment. Raises SettingsError listing every problem by the setting's name."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and not name.startswith(QUEUE_CONNECTION) and value != ""
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as problem:
        lines = [
            f"{PREFIX}{'.'.join(str(part) for part in error['loc']).upper()}: {error['msg']}"
            if error["loc"]
            else error["msg"]
            for error in problem.errors(include_input=False, include_url=False, include_context=False)
        ]
        raise SettingsError("; ".join(lines)) from None
