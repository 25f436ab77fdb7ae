"""The settings page in Chromium, where the whole stack could not bring it: failures, lures, keyboard, a phone's width."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.fixtures.page import ORIGIN, Site

pytestmark = pytest.mark.browser

CODE = "the-code-of-a-sign-in"
PROOF = {"state": "mine", "proof": "the-proof", "until": 32503680000000}
CONNECTION: dict[str, Any] = {}


def keep_proof(site: Site) -> None:
    """As if this tab had started the sign-in with the state ``mine``."""
    site.store("outlook-proof", PROOF)


def test_an_answer_without_its_proof_attaches_nothing_and_ends_that_sign_in(site: Site) -> None:
    site.sign_in()
    page = site.open(site.lured({"state": "another", "code": CODE}))
    expect(page.get_by_role("alert")).to_contain_text("was not started here")
    assert site.asked == [("POST /api/sign-ins/finish", {"answer": {"state": "another"}})]


def test_an_answer_without_its_proof_is_dropped_when_nobody_is_signed_in(site: Site) -> None:
    page = site.open(site.lured({"state": "another", "code": CODE}))
    expect(page.get_by_role("alert")).to_contain_text("was not started here")
    assert site.asked == []


def test_after_the_return_page_neither_address_nor_performance_nor_referrer_holds_the_code(site: Site) -> None:
    site.sign_in()
    page = site.open(site.lured({"state": "another", "code": CODE}))
    expect(page.get_by_role("alert")).to_be_visible()
    seen = page.evaluate(
        "JSON.stringify([location.href, document.referrer, performance.getEntries(), history.length,"
        " Object.entries(sessionStorage), Object.entries(localStorage), document.cookie])"
    )
    assert CODE not in seen
    assert "outlook-answer" not in seen
    assert page.url == f"{ORIGIN}/#/settings/integrations/finish"
    page.go_back()
    assert page.url == "about:blank"


def test_the_return_page_runs_one_script_and_nothing_of_a_third_party(site: Site) -> None:
    asked: list[str] = []
    site.context.on("request", lambda request: asked.append(request.url))
    page = site.context.new_page()
    page.goto(f"{ORIGIN}/return.html")
    page.wait_for_url(re.compile("finish"))
    first = asked[: asked.index(f"{ORIGIN}/")]
    assert len(first) == 2, first
    assert re.fullmatch(rf"{ORIGIN}/assets/return-[\w-]+\.js", first[1])
    assert all(url.startswith(ORIGIN) for url in asked)
