"""The pages a person sees at the emulated Microsoft sign-in: plain HTML, usable by keyboard and without scripts."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from html import escape

from aiohttp import web

from dev.microsoft.directory import Person
from dev.microsoft.entra_errors import entra_headers

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 "Segoe UI",system-ui,sans-serif;margin:0;background:#eef1f5;color:#1b1b1b;display:grid;
 min-height:100vh}
main{background:#fff;margin:auto;padding:2.5rem;width:min(26rem,calc(100vw - 2rem));box-sizing:border-box;
 box-shadow:0 2px 6px #0003}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 1rem;font-weight:600}
.mark{font-weight:600;color:#505050}.small{font-size:.85rem;color:#505050}
ul{padding:0;list-style:none;margin:0 0 1rem}li{margin:0}
button,input[type=email],textarea{font:inherit}
.account{display:block;width:100%;text-align:left;padding:.7rem .8rem;border:1px solid #0000;background:none;
 color:inherit;cursor:pointer}
.account:hover{background:#f2f2f2}.account b{display:block}
input[type=email],textarea{display:block;width:100%;box-sizing:border-box;padding:.5rem;margin:.25rem 0 1rem;
 border:1px solid #666}
.row{display:flex;gap:.75rem;justify-content:flex-end;flex-wrap:wrap}
.primary,.secondary{padding:.5rem 1.5rem;border:1px solid #0067b8;cursor:pointer}
.primary{background:#0067b8;color:#fff}.secondary{background:#fff;color:#1b1b1b;border-color:#8a8a8a}
:focus-visible{outline:3px solid #000;outline-offset:2px}
details{margin:.3rem 0}.scopes li{padding:.3rem 0}
@media (prefers-color-scheme:dark){body{background:#1b1b1b;color:#eee}main{background:#2b2b2b}
 .mark,.small{color:#bbb}.account:hover{background:#3a3a3a}.secondary{background:#2b2b2b;color:#eee}
 input,textarea{background:#1b1b1b;color:#eee}:focus-visible{outline-color:#fff}}
"""

SCOPE_TEXTS = {
    "User.Read": "Sign in and read your profile",
    "Calendars.Read": "Read your calendars",
    "Calendars.ReadWrite.Shared": "Read and write your and shared calendars",
    "Contacts.ReadWrite.Shared": "Read and write your and shared contacts",
    "OnlineMeetings.ReadWrite": "Read and create your online meetings",
    "offline_access": "Maintain access to data you have given it access to",
    "openid": "Sign you in",
    "profile": "View your basic profile",
    "email": "View your email address",
}


def page(title: str, body: str, *, status: int = 200, scripted: str = "") -> web.Response:
    """One page of the sign-in; ``scripted`` is the one script it may run."""
    nonce = secrets.token_urlsafe(12)
    script = f'<script nonce="{nonce}">{scripted}</script>' if scripted else ""
    html = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head>'
        f'<body><main><div class="mark">Microsoft (local emulator)</div>{body}</main>{script}</body></html>\n'
    )
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'; frame-ancestors 'none'"
    headers = entra_headers() | {"Content-Security-Policy": policy, "X-Frame-Options": "DENY"}
    return web.Response(status=status, text=html, content_type="text/html", headers=headers)


def _hidden(fields: Mapping[str, str]) -> str:
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in fields.items()
    )


def choose_account(ctx: str, people: Iterable[Person], *, hint: str = "", problem: str = "") -> web.Response:
    """Pick an account, or type one. Posts ``ctx`` with ``account`` (an address) or ``cancel`` to ``login``."""
    items = "".join(
        f'<li><button class="account" name="account" value="{escape(p.upn)}"><b>{escape(p.name)}</b>'
        f'<span class="small">{escape(p.upn)}</span></button></li>'
        for p in people
    )
    told = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    return page(
        "Sign in to your account",
        f'<h1>Pick an account</h1>{told}<form method="post" action="login">{_hidden({"ctx": ctx})}<ul>{items}</ul>'
        "</form>"
        f'<form method="post" action="login">{_hidden({"ctx": ctx})}<label for="account">Use another account</label>'
        f'<input id="account" type="email" name="account" value="{escape(hint)}" autocomplete="username" required>'
        '<div class="row"><button class="primary">Next</button></div></form>'
        f'<form method="post" action="login">{_hidden({"ctx": ctx, "cancel": "1"})}'
        '<div class="row"><button class="secondary">Back</button></div></form>',
    )


def ask_consent(ctx: str, app: str, person: Person, scopes: Iterable[str], *, for_tenant: bool = False) -> web.Response:
    """The permissions asked for. Posts ``ctx``, ``decision`` and, for an administrator, ``for_organisation``."""
    items = "".join(
        f"<li><details><summary>{escape(SCOPE_TEXTS.get(name, name))}</summary><code>{escape(name)}</code></details>"
        "</li>"
        for name in sorted(scopes)
    )
    choice = ""
    if person.is_admin and not for_tenant:
        choice = (
            '<p><label><input type="checkbox" name="for_organisation" value="on"> '
            "Consent on behalf of your organization</label></p>"
        )
    title = "Permissions requested" + (" – accept for your organization" if for_tenant else "")
    return page(
        title,
        f'<p class="small">{escape(person.upn)}</p><h1>{title}</h1><p><b>{escape(app)}</b> would like to:</p>'
        f'<ul class="scopes">{items}</ul><form method="post" action="consent">{_hidden({"ctx": ctx})}{choice}'
        '<div class="row"><button class="secondary" name="decision" value="cancel">Cancel</button>'
        '<button class="primary" name="decision" value="accept">Accept</button></div></form>',
    )


def needs_admin(ctx: str, app: str, person: Person, text: str, *, may_request: bool) -> web.Response:
    """The page "Need admin approval" (90094), or with a request form "Approval required" (90095)."""
    title = "Approval required" if may_request else "Need admin approval"
    request = ""
    if may_request:
        request = (
            f'<form method="post" action="approval">{_hidden({"ctx": ctx})}<label for="why">Enter justification for '
            'requesting this app</label><textarea id="why" name="justification" required></textarea>'
            '<div class="row"><button class="primary">Request approval</button></div></form>'
        )
    return page(
        title,
        f'<p class="small">{escape(person.upn)}</p><h1>{title}</h1><p><b>{escape(app)}</b></p><p>{escape(text)}</p>'
        f'{request}<form method="post" action="login">{_hidden({"ctx": ctx, "again": "1"})}'
        '<div class="row"><button class="secondary">Have an admin account? Sign in with that account</button></div>'
        f'</form><form method="post" action="return">{_hidden({"ctx": ctx})}<div class="row">'
        '<button class="secondary">Return to the application without granting consent</button></div></form>',
    )


def request_sent(ctx: str) -> web.Response:
    return page(
        "Request sent",
        "<h1>Request sent</h1><p>Your request was sent to your administrators. You will be told when they decide.</p>"
        f'<form method="post" action="return">{_hidden({"ctx": ctx})}'
        '<div class="row"><button class="secondary">Back to the application</button></div></form>',
    )


def stopped(body: Mapping[str, object]) -> web.Response:
    """An error that stays on Microsoft's page; its number and ids for the person's administrator."""
    return page(
        "Sign in to your account",
        "<h1>Sorry, but we’re having trouble signing you in.</h1>"
        f'<p role="alert">{escape(str(body["error_description"]))}</p>',
    )


def post_answer(redirect_uri: str, fields: Mapping[str, str]) -> web.Response:
    """The answer by form_post: sends itself, or by a button where scripts are off."""
    return page(
        "Working...",
        f'<form method="post" name="hiddenform" action="{escape(redirect_uri)}">{_hidden(fields)}'
        "<noscript><p>Script is disabled. Click Submit to continue.</p>"
        '<button class="primary">Submit</button></noscript></form>',
        scripted="document.forms[0].submit();",
    )


def signed_out() -> web.Response:
    return page("Sign out", "<h1>You signed out of your account</h1><p>It’s a good idea to close all windows.</p>")
