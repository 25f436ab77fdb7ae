"""The browser's part of Entra: authorize, account chooser, consent, tenant-wide consent, sign-out.

Forms: ``login`` (ctx, account | cancel | again), ``consent`` (ctx, decision, for_organisation), ``approval`` (ctx,
justification), ``return`` (ctx). A script walks them by plain form posts; ``scripted_browser`` does.
"""

from __future__ import annotations

import secrets

from aiohttp import web

from dev.microsoft import entra_answers, entra_pages
from dev.microsoft.directory import Person, Tenant
from dev.microsoft.entra_errors import described
from dev.microsoft.entra_requests import ALIASES, Answered, find_tenant, once, read_adminconsent, read_authorize, stop
from dev.microsoft.entra_scenarios import course, sign_in_refusal
from dev.microsoft.entra_scopes import may_consent, needing_consent
from dev.microsoft.entra_state import CODE_LIFE, Code, Interaction
from dev.microsoft.world import WORLD, World

SESSION_COOKIE = "ESTSAUTHPERSISTENT"


class Visit:
    """One request of a browser with what belongs to it."""

    def __init__(self, request: web.Request) -> None:
        self.request = request
        self.world: World = request.config_dict[WORLD]
        self.entra = self.world.entra
        self.tenant = request.match_info["tenant"].lower()

    async def fields(self) -> dict[str, str]:
        given = self.request.query if self.request.method == "GET" else await self.request.post()
        return once(self.world, given)

    def resume(self, fields: dict[str, str]) -> Interaction:
        """The interaction a form belongs to. An unknown one (used up, or of another browser's time) stops here."""
        it = self.entra.interactions.get(fields.get("ctx", ""))
        if it is None:
            stop(self.world, 900144, name="ctx")
        return it

    @property
    def signed_in(self) -> list[Person]:
        """Accounts of this browser's session that still exist."""
        oids = self.entra.sessions.get(self.request.cookies.get(SESSION_COOKIE, ""), [])
        return [person for oid in oids if (person := self.world.directory.person(oid))]

    def remember(self, response: web.Response, person: Person) -> web.Response:
        """Keep the account in the browser's session (single sign-on)."""
        name = self.request.cookies.get(SESSION_COOKIE, "")
        if name not in self.entra.sessions:
            name = secrets.token_urlsafe(32)
        oids = self.entra.sessions.setdefault(name, [])
        if person.oid not in oids:
            oids.append(person.oid)
        response.set_cookie(SESSION_COOKIE, name, path="/", secure=True, httponly=True, samesite="None")
        return response

    def app_name(self, it: Interaction) -> str:
        app = self.entra.apps.get(it.client_id)
        return app.name if app else it.client_id

    def chooser(self, it: Interaction, problem: str = "") -> web.Response:
        """The accounts of this browser first, then the demo people of the tenant or domain that was asked for."""
        people = {person.oid: person for person in self.signed_in}
        people |= {person.oid: person for person in self.world.directory.people.values()}
        tenant = None if it.tenant in ALIASES else self.world.directory.tenant(it.tenant)
        domain = it.domain_hint.lower() if it.domain_hint not in ("", "organizations", "consumers") else ""
        shown = [
            person
            for person in people.values()
            if (tenant is None or person.tid == tenant.tid) and person.upn.lower().endswith(domain)
        ]
        return entra_pages.choose_account(it.ctx, shown, hint=it.login_hint, problem=problem)


async def authorize(request: web.Request) -> web.StreamResponse:
    visit = Visit(request)
    try:
        it = read_authorize(visit.world, visit.tenant, await visit.fields())
        hint = visit.world.directory.by_name(it.login_hint) if it.login_hint else None
        known = [person for person in visit.signed_in if hint is None or person.oid == hint.oid]
        if it.prompt == "none":
            if len(known) != 1:
                return entra_answers.send_error(visit.world, it, 50058)
            return _proceed(visit, it, known[0])
        if it.prompt in ("", "consent") and len(known) == 1:
            return _proceed(visit, it, known[0])
        return visit.chooser(it)
    except Answered as answered:
        return answered.response


async def adminconsent(request: web.Request) -> web.StreamResponse:
    visit = Visit(request)
    try:
        return visit.chooser(read_adminconsent(visit.world, visit.tenant, await visit.fields()))
    except Answered as answered:
        return answered.response


async def login(request: web.Request) -> web.StreamResponse:
    visit = Visit(request)
    try:
        fields = await visit.fields()
        it = visit.resume(fields)
        if "cancel" in fields:
            return entra_answers.send_cancel(visit.world, it)
        if "again" in fields:
            return visit.chooser(it)
        person = visit.world.directory.by_name(fields.get("account", ""))
        if person is None:
            return visit.chooser(it, "This username may be incorrect. Make sure that you typed it correctly.")
        return visit.remember(_proceed(visit, it, person), person)
    except Answered as answered:
        return answered.response


def _proceed(visit: Visit, it: Interaction, person: Person) -> web.Response:
    """After the account is known: what stops it, consent, or the code."""
    world = visit.world
    tenant = world.directory.tenants[person.tid]
    it.oid = person.oid
    details = {"client_id": it.client_id, "app": visit.app_name(it), "tenant": tenant.name}
    asked_tenant = find_tenant(world, it.tenant)
    if asked_tenant is not None and asked_tenant.tid != person.tid:
        return _foreign(visit, it, asked_tenant, person)
    refusal = sign_in_refusal(person, tenant)
    if refusal is not None:
        if it.prompt == "none":
            return entra_answers.send_error(world, it, refusal, error="interaction_required", **details)
        return entra_pages.stopped(described(world, refusal, **details))
    if it.kind == "adminconsent":
        return _ask_admin(visit, it, person)
    missing = needing_consent(world, it.client_id, person, it.scopes)
    if not missing and it.prompt != "consent":
        return _give_code(visit, it, person)
    if it.prompt == "none":
        return entra_answers.send_error(world, it, 65001, error="interaction_required", **details)
    if not may_consent(person, tenant, missing):
        return _need_admin(visit, it, person, tenant)
    return entra_pages.ask_consent(it.ctx, visit.app_name(it), person, it.scopes)


def _foreign(visit: Visit, it: Interaction, tenant: Tenant, person: Person) -> web.Response:
    """A person of another tenant: on the page for a sign-in, back to the app for a tenant's consent (captures)."""
    details = {
        "client_id": it.client_id,
        "app": visit.app_name(it),
        "tenant": tenant.name,
        "provider": f"https://sts.windows.net/{person.tid}/",
    }
    if it.kind == "adminconsent" or it.prompt == "none":
        return entra_answers.send_error(visit.world, it, 50020, **details)
    return entra_pages.stopped(described(visit.world, 50020, **details))


def _need_admin(visit: Visit, it: Interaction, person: Person, tenant: Tenant) -> web.Response:
    may_request = tenant.user_consent == "workflow"
    number = 90095 if may_request else 90094
    text = described(visit.world, number, app=visit.app_name(it))["error_description"]
    return entra_pages.needs_admin(it.ctx, visit.app_name(it), person, text, may_request=may_request)


def _ask_admin(visit: Visit, it: Interaction, person: Person) -> web.Response:
    if not person.is_admin:
        return _need_admin(visit, it, person, visit.world.directory.tenants[person.tid])
    return entra_pages.ask_consent(it.ctx, visit.app_name(it), person, it.scopes, for_tenant=True)


async def consent(request: web.Request) -> web.StreamResponse:
    visit = Visit(request)
    try:
        fields = await visit.fields()
        it = visit.resume(fields)
        person = visit.world.directory.person(it.oid)
        accepted = fields.get("decision") == "accept"
        if person is None or (it.kind == "adminconsent" and not person.is_admin):
            stop(visit.world, 50058)
        if it.kind == "adminconsent":
            return _tenant_decision(visit, it, person, accepted=accepted)
        refusal = course(person).consent
        if not accepted or refusal is not None:
            if visit.world.frame.knobs["declined_consent_is_bare"]:
                return entra_answers.send_cancel(visit.world, it)
            return entra_answers.send_error(visit.world, it, refusal or 65004)
        tenant = visit.world.directory.tenants[person.tid]
        missing = needing_consent(visit.world, it.client_id, person, it.scopes)
        if not may_consent(person, tenant, missing):
            return _need_admin(visit, it, person, tenant)
        if fields.get("for_organisation") == "on" and person.is_admin:
            visit.entra.consents.grant_for_tenant(it.client_id, person.tid, it.scopes)
        else:
            visit.entra.consents.grant_for_person(it.client_id, person.oid, it.scopes)
        return _give_code(visit, it, person)
    except Answered as answered:
        return answered.response


def _give_code(visit: Visit, it: Interaction, person: Person) -> web.Response:
    code = visit.entra.new_code(
        Code(
            client_id=it.client_id,
            redirect_uri=it.redirect_uri,
            tid=person.tid,
            oid=person.oid,
            scopes=it.scopes,
            nonce=it.nonce,
            challenge=it.challenge,
            expires_at=visit.world.frame.clock.now() + CODE_LIFE,
        )
    )
    fields = {"code": code}
    if it.wants_client_info:
        fields["client_info"] = entra_answers.client_info(person)
    fields["session_state"] = secrets.token_hex(16)
    return entra_answers.send(visit.world, it, fields)


def _tenant_decision(visit: Visit, it: Interaction, person: Person, *, accepted: bool) -> web.Response:
    """The administrator's yes or no for the whole tenant (A19, captures)."""
    world = visit.world
    if accepted:
        visit.entra.consents.grant_for_tenant(it.client_id, person.tid, it.scopes)
        world.entra.interactions.pop(it.ctx, None)
        fields = {"admin_consent": "True", "tenant": person.tid}
        if it.state is not None:
            fields["state"] = it.state
        fields["scope"] = " ".join(f"https://graph.microsoft.com/{name}" for name in sorted(it.scopes))
        return entra_answers.redirect_to(it.redirect_uri, fields)
    body = described(world, 65004)
    fields = {"error": "access_denied", "error_description": body["error_description"], "error_uri": body["error_uri"]}
    fields["admin_consent"] = "True"
    if world.frame.knobs["declined_admin_consent_as_documented"]:
        fields |= {"error": "consent_required", "tenant": person.tid}
        del fields["error_uri"]
    return entra_answers.send(world, it, fields)


async def approval(request: web.Request) -> web.StreamResponse:
    visit = Visit(request)
    try:
        it = visit.resume(await visit.fields())
        visit.entra.approval_requests.append((it.client_id, it.oid))
        return entra_pages.request_sent(it.ctx)
    except Answered as answered:
        return answered.response


async def return_without_consent(request: web.Request) -> web.StreamResponse:
    visit = Visit(request)
    try:
        return entra_answers.send_cancel(visit.world, visit.resume(await visit.fields()))
    except Answered as answered:
        return answered.response


async def logout(request: web.Request) -> web.StreamResponse:
    """End the browser's session; back to the app where a registered address was given."""
    visit = Visit(request)
    visit.entra.sessions.pop(request.cookies.get(SESSION_COOKIE, ""), None)
    target = request.query.get("post_logout_redirect_uri", "")
    registered = any(target in app.redirect_uris for app in visit.entra.apps.all())
    response = web.Response(status=302, headers={"Location": target}) if registered else entra_pages.signed_out()
    response.del_cookie(SESSION_COOKIE, path="/")
    return response


def routes() -> list[web.AbstractRouteDef]:
    at = "/{tenant}/oauth2/v2.0"
    return [
        web.get(f"{at}/authorize", authorize),
        web.post(f"{at}/authorize", authorize),
        web.get("/{tenant}/v2.0/adminconsent", adminconsent),
        web.get(f"{at}/logout", logout),
        *(
            web.post(f"{folder}/{name}", handler)
            for folder in (at, "/{tenant}/v2.0")  # the pages' forms post beside themselves
            for name, handler in (
                ("login", login),
                ("consent", consent),
                ("approval", approval),
                ("return", return_without_consent),
            )
        ),
    ]
