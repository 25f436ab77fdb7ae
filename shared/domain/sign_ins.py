"""A sign-in: the browser round trip that creates or renews a connection. Its row is found by the hash of its state."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.ids import AccountId, ConnectionId, OwnerKey, User
from shared.domain.secrets import Secret

SIGN_IN_LIFE = timedelta(minutes=10)
RESULT_LIFE = timedelta(minutes=30)
"""How long a used row keeps its result, so that the same person's repeat gets the same answer."""


def state_hash(state: str) -> str:
    """The key of a sign-in: the state itself stands in no table."""
    return hashlib.sha256(b"state|" + state.encode("utf-8", "surrogatepass")).hexdigest()


def proof_hash(proof: str) -> str:
    """What the row keeps of the proof."""
    return hashlib.sha256(b"proof|" + proof.encode("utf-8", "surrogatepass")).hexdigest()


def proves(proof: str, expected_hash: str) -> bool:
    """Whether this is the proof that ``begin`` gave out; constant time."""
    return hmac.compare_digest(proof_hash(proof), expected_hash)


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """A sign-in's row. Verifier and nonce are useless without the code; the database has neither code nor proof.

    ``connection`` is set for a reconnect; ``accepted`` names the one account a yes was given for (none: any);
    ``result`` is what the same person's repeat gets back, once used.
    """

    state_hash: str
    starter: User
    proof_hash: str
    nonce: str
    verifier: Secret
    scopes: tuple[str, ...]
    next_id: str
    created_at: datetime
    expires_at: datetime
    connection: ConnectionId | None = None
    accepted: AccountId | None = None
    is_used: bool = False
    result: dict[str, str] | None = None

    @property
    def owner(self) -> OwnerKey:
        """The starter's partition."""
        return self.starter.key


def state_is_over(pending: PendingSignIn, now: datetime) -> bool:
    """Whether the row has served: its life is over, and so is the time in which a repeat gets its result."""
    life = RESULT_LIFE if pending.is_used else SIGN_IN_LIFE
    return now >= pending.created_at + life


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """Where the browser is sent, and what has to be remembered until it comes back."""

    url: str
    nonce: str
    verifier: Secret


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a redeemed code proved: the account from the validated ID token, what was granted, and the tokens' home."""

    account: AccountId
    label: str
    """The sign-in name shown to the person (preferred_username); never used to recognise anybody."""
    name: str
    scopes: tuple[str, ...]
    refresh: Secret | None
    access: Secret
    expires_at: datetime
    is_personal: bool = False
