"""What we need from the world: one Protocol per conversation.

Verbs carry promises: ``get_`` raises NotThere when absent, ``find_`` gives None, ``list_`` gives nothing when empty,
``delete_`` succeeds when already gone unless it is given an ETag, ``upsert_`` creates or replaces.
A write that is given a ``Stored`` is If-Match of its ETag and raises Conflict when the row moved.
Every method here is one named storage operation of protocol.md, or says which ones it makes, in order.
"""

from __future__ import annotations

from shared.ports.common import Clock, Randomness, Stored
from shared.ports.events import ChangeEntry, ChangesPage, EventStore, WindowPage
from shared.ports.state import (
    ActivityStore,
    CalendarStore,
    ConnectionStore,
    DueStore,
    Lease,
    LeaseStore,
    Notes,
    OpenBucket,
    SignInStore,
)
from shared.ports.world import (
    MAX_RUN,
    Access,
    BearerVerifier,
    CalendarProvider,
    Caller,
    Capabilities,
    Credentials,
    Detection,
    ProviderRegistry,
    SecretStore,
    SignInProvider,
    ViewPage,
)

__all__ = [
    "MAX_RUN",
    "Access",
    "ActivityStore",
    "BearerVerifier",
    "CalendarProvider",
    "CalendarStore",
    "Caller",
    "Capabilities",
    "ChangeEntry",
    "ChangesPage",
    "Clock",
    "ConnectionStore",
    "Credentials",
    "Detection",
    "DueStore",
    "EventStore",
    "Lease",
    "LeaseStore",
    "Notes",
    "OpenBucket",
    "ProviderRegistry",
    "Randomness",
    "SecretStore",
    "SignInProvider",
    "SignInStore",
    "Stored",
    "ViewPage",
    "WindowPage",
]
