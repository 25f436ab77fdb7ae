"""The answer survives the sign-in libraries that may run beside the page: each would take a ``code`` or ``state`` of
its own out of an address, so ours travels under a name of its own (design.md section 6, the return page)."""

from __future__ import annotations

import pytest

from tests.fixtures.page import ORIGIN, Site
from tests.rules.repo import ROOT

pytestmark = pytest.mark.browser

MODULES = ROOT / "web" / "node_modules"
SCRIPTS = {
    "keycloak-js": MODULES / "keycloak-js/lib/keycloak.js",
    "oidc-client-ts": MODULES / "oidc-client-ts/dist/browser/oidc-client-ts.min.js",
    "msal": MODULES / "@azure/msal-browser/lib/msal-browser.min.js",
}
DISCOVERY = {
    "issuer": "https://issuer.test",
    "authorization_endpoint": "https://issuer.test/authorize",
    "token_endpoint": "https://issuer.test/token",
    "jwks_uri": "https://issuer.test/keys",
}
START = {
    "keycloak-js": """
        const { default: Keycloak } = await import("/neighbour.js");
        const keycloak = new Keycloak({ url: "https://issuer.test", realm: "sally", clientId: "page" });
        await keycloak.init({ checkLoginIframe: false, responseMode: "fragment" });""",
    "oidc-client-ts": """
        const manager = new oidc.UserManager({
          authority: "https://issuer.test", client_id: "page", redirect_uri: location.origin + "/", response_mode: "fragment",
        });
        await manager.getUser();
        await manager.signinCallback().catch(() => undefined);
        await manager.clearStaleState();""",
    "msal": """
        const app = new msal.PublicClientApplication({
          auth: { clientId: "11111111-1111-1111-1111-111111111111", redirectUri: location.origin + "/" },
          cache: { cacheLocation: "sessionStorage" },
        });
        await app.initialize();
        await app.handleRedirectPromise().catch(() => undefined);
        await app.clearCache().catch(() => undefined);""",
}


def run_beside(site: Site, library: str, fragment: str) -> tuple[str, str]:
    """The address's fragment and the tab's session storage after the library has started on it."""
    classic = "" if library == "keycloak-js" else '<script src="/neighbour.js"></script>'
    script = f"""<!doctype html>{classic}<script type="module">
        sessionStorage.setItem("outlook-answer", "kept");
        {START[library]}
        window.done = true;</script>"""
    site.document("/neighbour", script, {"/neighbour.js": SCRIPTS[library]})
    site.context.route("https://issuer.test/**", lambda route: route.fulfill(json=DISCOVERY))
    page = site.open(f"/neighbour{fragment}")
    page.wait_for_function("window.done")
    seen: tuple[str, str] = page.evaluate("[location.hash, sessionStorage.getItem('outlook-answer')]")
    return seen


@pytest.mark.parametrize("library", START)
def test_the_answer_survives_a_sign_in_library_beside_it(site: Site, library: str) -> None:
    address = site.lured({"state": "mine", "code": "c"})
    fragment = address[address.index("#") :]
    assert list(run_beside(site, library, fragment)) == [fragment, "kept"]


def test_the_same_answer_under_the_usual_names_would_be_eaten(site: Site) -> None:
    """Why it has a name of its own; and that the test above could fail."""
    fragment, _ = run_beside(site, "keycloak-js", "#state=mine&session_state=x&iss=y&code=c")
    assert "code=c" not in fragment


def test_the_page_finds_its_answer_under_the_address_of_its_own_origin_only(site: Site) -> None:
    """Session storage belongs to the origin: another site's page in the same tab cannot read what was kept."""
    site.context.route("https://other.test/", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    page = site.context.new_page()
    page.goto(f"{ORIGIN}/icon.svg")
    page.evaluate("sessionStorage.setItem('outlook-answer', 'kept')")
    page.goto("https://other.test/")
    assert page.evaluate("sessionStorage.getItem('outlook-answer')") is None
