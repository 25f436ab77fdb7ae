"""What the tests of the emulated Entra share: real MSAL on the emulator's authority, and plain requests."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import urlencode

import msal
import requests

from dev.microsoft.scripted_browser import Answer, Page, ScriptedBrowser
from dev.microsoft.server import Microsoft
from tests.fixtures.microsoft import REDIRECT_URI

SCOPES = ["User.Read", "Calendars.ReadWrite.Shared", "Contacts.ReadWrite.Shared", "OnlineMeetings.ReadWrite"]
ALL_SCOPES = " ".join([*SCOPES, "openid", "profile", "offline_access"])
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


def session(microsoft: Microsoft) -> requests.Session:
    """Trusts the emulator's authority alone, whatever the machine's environment says."""
    made = requests.Session()
    made.trust_env = False
    made.verify = str(microsoft.ca.ca_pem)
    return made


def msal_app(microsoft: Microsoft, tenant: str = "organizations", **more: Any) -> msal.ConfidentialClientApplication:
    return msal.ConfidentialClientApplication(
        microsoft.client_id,
        client_credential=more.pop("client_credential", microsoft.client_secret),
        authority=f"{microsoft.base_url}/{tenant}",
        instance_discovery=False,
        http_client=session(microsoft),
        **more,
    )


def authorize_address(microsoft: Microsoft, tenant: str = "organizations", **changes: str | None) -> str:
    """An authorize address that is right but for ``changes``; None leaves a parameter out."""
    asked: dict[str, str | None] = {
        "client_id": microsoft.client_id,
        "response_type": "code",
        "redirect_uri": REDIRECT_URI,
        "response_mode": "form_post",
        "scope": ALL_SCOPES,
        "state": "state-1",
        "nonce": "nonce-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "prompt": "select_account",
    }
    asked |= changes
    given = {name: value for name, value in asked.items() if value is not None}
    return f"{microsoft.base_url}/{tenant}/oauth2/v2.0/authorize?{urlencode(given)}"


async def browse(microsoft: Microsoft, address: str, person: str = "anna", **how: Any) -> Page | Answer:
    async with ScriptedBrowser(microsoft.ca.client_context()) as browser:
        return await browser.sign_in(address, person, **how)


async def code_of(microsoft: Microsoft, person: str = "anna", **changes: str | None) -> str:
    seen = await browse(microsoft, authorize_address(microsoft, **changes), person)
    assert isinstance(seen, Answer), seen.text
    return seen.fields["code"]


def ask_token(microsoft: Microsoft, tenant: str = "organizations", **fields: str) -> requests.Response:
    """A token request of the demo application; what is given replaces the right values, empty leaves them out."""
    whole = {"client_id": microsoft.client_id, "client_secret": microsoft.client_secret, **fields}
    given = {name: value for name, value in whole.items() if value}
    with session(microsoft) as client:
        return client.post(f"{microsoft.base_url}/{tenant}/oauth2/v2.0/token", data=given, timeout=10)


def redeem(microsoft: Microsoft, code: str, tenant: str = "organizations", **fields: str) -> requests.Response:
    right = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
        "client_info": "1",
    }
    return ask_token(microsoft, tenant, **{**right, **fields})


def refresh(microsoft: Microsoft, token: str, **fields: str) -> requests.Response:
    return ask_token(microsoft, **{"grant_type": "refresh_token", "refresh_token": token, "client_info": "1", **fields})


async def signed_in(microsoft: Microsoft, person: str = "anna", **changes: str | None) -> dict[str, Any]:
    """The token answer of a whole sign-in."""
    response = redeem(microsoft, await code_of(microsoft, person, **changes))
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def refused(response: requests.Response, number: int, status: int = 400) -> dict[str, Any]:
    """The body of a refusal with this AADSTS number as its last code."""
    body: dict[str, Any] = response.json()
    assert (response.status_code, body.get("error_codes", [None])[-1]) == (status, number), body
    return body
