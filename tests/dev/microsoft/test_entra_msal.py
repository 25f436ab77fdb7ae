"""Unmodified MSAL through the emulated Entra, as the sign-in adapter uses it."""

import jwt
import pytest

from dev.microsoft.directory import stable_guid
from dev.microsoft.scripted_browser import Answer
from tests.dev.microsoft.entra_client import SCOPES, browse, msal_app
from tests.fixtures.microsoft import REDIRECT_URI

ANNA = stable_guid("person anna@nordlicht.test")
NORDLICHT = stable_guid("tenant nordlicht")


async def begin(microsoft, app, person="anna", **options):
    flow = app.initiate_auth_code_flow(
        SCOPES, redirect_uri=REDIRECT_URI, prompt="select_account", **{"response_mode": "form_post", **options}
    )
    seen = await browse(microsoft, flow["auth_uri"], person)
    assert isinstance(seen, Answer), seen.text
    return flow, seen


@pytest.mark.parametrize("tenant", ["organizations", "common", NORDLICHT, "nordlicht.test"])
async def test_msal_signs_a_person_in_by_form_post(microsoft, tenant):
    app = msal_app(microsoft, tenant)
    flow, answer = await begin(microsoft, app)
    assert (answer.method, answer.address) == ("POST", REDIRECT_URI)
    result = app.acquire_token_by_auth_code_flow(flow, answer.fields)
    assert result["id_token_claims"]["oid"] == ANNA
    assert result["id_token_claims"]["tid"] == NORDLICHT
    assert result["refresh_token"]
    assert set(SCOPES) <= set(result["scope"].split())
    [account] = app.get_accounts()
    assert account["home_account_id"] == f"{ANNA}.{NORDLICHT}"
    assert account["username"] == "anna@nordlicht.test"


@pytest.mark.filterwarnings("ignore:.*response_mode")
async def test_msal_signs_a_person_in_by_query(microsoft):
    app = msal_app(microsoft)
    flow, answer = await begin(microsoft, app, response_mode=None)
    assert answer.method == "GET"
    assert answer.address.startswith(f"{REDIRECT_URI}?")
    assert "id_token_claims" in app.acquire_token_by_auth_code_flow(flow, answer.fields)


async def test_msal_gets_the_next_token_from_its_cache_and_then_by_refresh(microsoft):
    app = msal_app(microsoft)
    flow, answer = await begin(microsoft, app)
    first = app.acquire_token_by_auth_code_flow(flow, answer.fields)
    [account] = app.get_accounts()
    assert app.acquire_token_silent(SCOPES, account)["access_token"] == first["access_token"]
    newer = app.acquire_token_silent(SCOPES, account, force_refresh=True)
    assert newer["access_token"] != first["access_token"]
    assert newer["token_source"] == "identity_provider"


async def test_msal_refreshes_a_stored_refresh_token(microsoft):
    app = msal_app(microsoft)
    flow, answer = await begin(microsoft, app)
    stored = app.acquire_token_by_auth_code_flow(flow, answer.fields)["refresh_token"]
    fresh = msal_app(microsoft).acquire_token_by_refresh_token(stored, SCOPES)
    assert fresh["refresh_token"] != stored
    assert fresh["id_token_claims"]["oid"] == ANNA


async def test_msal_refuses_an_answer_to_another_state(microsoft):
    app = msal_app(microsoft)
    flow, answer = await begin(microsoft, app)
    with pytest.raises(ValueError, match="state"):
        app.acquire_token_by_auth_code_flow(flow, {**answer.fields, "state": "another"})


async def test_msal_refuses_an_id_token_of_another_nonce(microsoft):
    app = msal_app(microsoft)
    flow, answer = await begin(microsoft, app)
    with pytest.raises((ValueError, RuntimeError), match="nonce"):
        app.acquire_token_by_auth_code_flow({**flow, "nonce": "another"}, answer.fields)


async def test_msal_is_told_when_the_verifier_is_wrong(microsoft):
    app = msal_app(microsoft)
    flow, answer = await begin(microsoft, app)
    result = app.acquire_token_by_auth_code_flow({**flow, "code_verifier": "w" * 64}, answer.fields)
    assert (result["error"], result["error_codes"]) == ("invalid_grant", [501481])


async def test_msal_is_told_when_a_code_comes_twice(microsoft):
    app = msal_app(microsoft)
    flow, answer = await begin(microsoft, app)
    app.acquire_token_by_auth_code_flow(flow, answer.fields)
    result = msal_app(microsoft).acquire_token_by_auth_code_flow(flow, answer.fields)
    assert (result["error"], result["error_codes"]) == ("invalid_grant", [70002, 54005])


async def test_msal_is_told_when_its_secret_is_wrong(microsoft):
    flow, answer = await begin(microsoft, msal_app(microsoft))
    result = msal_app(microsoft, client_credential="wrong").acquire_token_by_auth_code_flow(flow, answer.fields)
    assert (result["error"], result["error_codes"]) == ("invalid_client", [7000215])


async def test_msal_sees_why_a_revoked_token_failed(microsoft):
    app = msal_app(microsoft)
    flow, answer = await begin(microsoft, app, "hanna")
    assert app.acquire_token_by_auth_code_flow(flow, answer.fields)["refresh_token"]
    [account] = app.get_accounts()
    result = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
    assert (result["error"], result["error_codes"]) == ("invalid_grant", [50173])


async def test_msal_gets_an_applications_token_for_the_vault(microsoft):
    operator = stable_guid("tenant sally")
    result = msal_app(microsoft, operator).acquire_token_for_client(["https://vault.azure.net/.default"])
    claims = jwt.decode(result["access_token"], options={"verify_signature": False})
    assert (claims["aud"], claims["tid"]) == ("https://vault.azure.net", operator)
    assert "scp" not in claims


async def test_msal_may_declare_its_capabilities(microsoft):
    app = msal_app(microsoft, client_capabilities=["CP1"])
    flow, answer = await begin(microsoft, app)
    result = app.acquire_token_by_auth_code_flow(flow, answer.fields)
    assert jwt.decode(result["access_token"], options={"verify_signature": False})["xms_cc"] == ["cp1"]
