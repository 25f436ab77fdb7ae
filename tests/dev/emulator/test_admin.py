"""The admin address and the request log, as a test of another process uses them."""

import aiohttp
import pytest
from aiohttp import web

from dev.emulator.admin import admin_app
from dev.emulator.frame import USER, Frame
from dev.emulator.serve import serving


@pytest.fixture
async def emulator():
    frame = Frame()
    frame.knobs.declare(strict=False)

    async def whoever(request):
        request[USER] = "anna@nordlicht.test"
        return web.json_response({})

    app = web.Application(middlewares=[frame.middleware()])
    app.router.add_route("*", "/{path:.*}", whoever)
    async with (
        serving(app) as base,
        serving(admin_app(frame)) as admin_base,
        aiohttp.ClientSession(base) as client,
        aiohttp.ClientSession(admin_base) as admin,
    ):
        yield frame, client, admin


async def told(response):
    assert response.status < 300, await response.text()
    return await response.json()


async def test_the_clock_is_read_set_frozen_and_advanced(emulator):
    frame, _, admin = emulator
    await told(await admin.post("/clock", json={"freeze": "2027-03-28T00:59:59+00:00"}))
    await told(await admin.post("/clock", json={"advance_seconds": 1}))
    assert await told(await admin.get("/clock")) == {"now": "2027-03-28T01:00:00+00:00", "is_frozen": True}
    await told(await admin.post("/clock", json={"thaw": True}))
    assert not frame.clock.is_frozen


async def test_faults_are_added_listed_and_removed(emulator):
    _, client, admin = emulator
    name = (await told(await admin.post("/faults", json={"path": "/me", "status": 503, "count": 1})))["id"]
    assert (await client.get("/me")).status == 503
    assert [(rule["id"], rule["fired"]) for rule in await told(await admin.get("/faults"))] == [(name, 1)]
    await admin.delete(f"/faults/{name}")
    assert await told(await admin.get("/faults")) == []


async def test_knobs_are_listed_and_set(emulator):
    frame, _, admin = emulator
    assert (await told(await admin.patch("/knobs", json={"strict": True})))["strict"] is True
    assert frame.knobs["strict"] is True


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/knobs", {"strickt": True}),
        ("PATCH", "/knobs", {"strict": "yes"}),
        ("POST", "/faults", {"pth": "/"}),
        ("POST", "/faults", {"path": "("}),
        ("POST", "/clock", {"sett": "2027-01-01T00:00:00Z"}),
        ("POST", "/clock", {"set": "yesterday"}),
        ("POST", "/clock", []),
    ],
)
async def test_what_an_admin_misspells_is_told_with_400(emulator, method, path, body):
    _, _, admin = emulator
    async with admin.request(method, path, json=body) as response:
        assert response.status == 400
        assert (await response.json())["error"]


async def test_requests_are_found_by_method_path_user_and_status(emulator):
    _, client, admin = emulator
    await client.get("/v1.0/me")
    await client.post("/token")
    found = await told(await admin.get("/requests", params={"method": "GET", "path": "^/v1.0", "status": "200"}))
    assert [(entry["method"], entry["path"], entry["user"]) for entry in found] == [
        ("GET", "/v1.0/me", "anna@nordlicht.test")
    ]
    assert await told(await admin.get("/requests", params={"user": "ben@nordlicht.test"})) == []
    later = await told(await admin.get("/requests", params={"after": str(found[0]["number"])}))
    assert [entry["path"] for entry in later] == ["/token"]


async def test_the_request_log_keeps_no_secret(emulator):
    _, client, admin = emulator
    secret = "planted-secret"
    await client.post(
        f"/x?code={secret}&$select=id&%24deltatoken={secret}",
        data={"password": secret},
        headers={"Authorization": f"Bearer {secret}", "Cookie": f"a={secret}", "Prefer": 'outlook.timezone="UTC"'},
    )
    text = await (await admin.get("/requests")).text()
    assert secret not in text
    [entry] = await told(await admin.get("/requests"))
    assert entry["query"] == {"code": "…", "$select": "id", "$deltatoken": "…"}
    assert entry["headers"]["Prefer"] == 'outlook.timezone="UTC"'


async def test_a_reset_forgets_everything_and_tells_the_emulators_parts(emulator):
    frame, client, admin = emulator
    forgotten = []
    frame.on_reset.append(lambda: forgotten.append(True))
    await client.get("/x")
    await admin.post("/faults", json={"status": 503})
    await admin.patch("/knobs", json={"strict": True})
    await admin.post("/clock", json={"freeze": True})
    await admin.post("/reset")
    assert (frame.faults.rules, frame.log.find(), frame.knobs["strict"], frame.clock.is_frozen) == (
        [],
        [],
        False,
        False,
    )
    assert forgotten == [True]
