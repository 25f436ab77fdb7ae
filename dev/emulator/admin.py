"""The admin address of an emulator: JSON over plain http on loopback, never mounted beside the emulated routes.

    GET  /clock                 {"now", "is_frozen"}
    POST /clock                 {"set": time} | {"advance_seconds": n} | {"freeze": true | time} | {"thaw": true}
    GET  /faults                the rules in order, with how often each fired
    POST /faults                one rule (members of ``faults.Fault``) -> {"id"};  DELETE /faults[/{id}]
    GET  /knobs                 names and values;  PATCH /knobs {name: value}
    GET  /requests              ?method&path&user&operation&status&after;  DELETE /requests
    POST /reset                 as freshly started

An emulator adds routes of its own beside these.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from dev.emulator.effects import Handler
from dev.emulator.frame import Frame


@web.middleware
async def wrong_input_is_400(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An admin caller is told what was wrong with what it sent."""
    try:
        return await handler(request)
    except (KeyError, TypeError, ValueError, re.error) as wrong:
        return web.json_response({"error": f"{type(wrong).__name__}: {wrong}"}, status=400)


async def json_body(request: web.Request) -> dict[str, Any]:
    """The request's JSON object; empty for an empty body. Raises ValueError for anything else."""
    text = await request.text()
    value = json.loads(text) if text.strip() else {}
    if not isinstance(value, dict):
        raise TypeError("a JSON object is wanted")
    return value


class _Admin:
    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    async def get_clock(self, _: web.Request) -> web.Response:
        clock = self.frame.clock
        return web.json_response({"now": clock.now().isoformat(), "is_frozen": clock.is_frozen})

    async def post_clock(self, request: web.Request) -> web.Response:
        clock, wanted = self.frame.clock, await json_body(request)
        for name, value in wanted.items():
            if name == "set":
                clock.set(datetime.fromisoformat(value))
            elif name == "advance_seconds":
                clock.advance(timedelta(seconds=value))
            elif name == "freeze":
                clock.freeze(None if value is True else datetime.fromisoformat(value))
            elif name == "thaw":
                clock.thaw()
            else:
                raise KeyError(name)
        return await self.get_clock(request)

    async def get_faults(self, _: web.Request) -> web.Response:
        return web.json_response([rule.as_json() for rule in self.frame.faults.rules])

    async def post_fault(self, request: web.Request) -> web.Response:
        return web.json_response({"id": self.frame.faults.add_json(await json_body(request))}, status=201)

    async def delete_fault(self, request: web.Request) -> web.Response:
        self.frame.faults.remove(request.match_info["id"])
        return web.Response(status=204)

    async def delete_faults(self, _: web.Request) -> web.Response:
        self.frame.faults.reset()
        return web.Response(status=204)

    async def get_knobs(self, _: web.Request) -> web.Response:
        return web.json_response(self.frame.knobs.all())

    async def patch_knobs(self, request: web.Request) -> web.Response:
        self.frame.knobs.set(**await json_body(request))
        return await self.get_knobs(request)

    async def get_requests(self, request: web.Request) -> web.Response:
        asked: dict[str, Any] = dict(request.query)
        for number in ("status", "after"):
            if number in asked:
                asked[number] = int(asked[number])
        return web.json_response([entry.as_json() for entry in self.frame.log.find(**asked)])

    async def delete_requests(self, _: web.Request) -> web.Response:
        self.frame.log.clear()
        return web.Response(status=204)

    async def reset(self, _: web.Request) -> web.Response:
        self.frame.reset()
        return web.Response(status=204)


def admin_app(frame: Frame) -> web.Application:
    """The routes above for one emulator; serve it on an address of its own."""
    admin = _Admin(frame)
    app = web.Application(middlewares=[wrong_input_is_400], client_max_size=64 * 1024**2)
    app.add_routes(
        [
            web.get("/clock", admin.get_clock),
            web.post("/clock", admin.post_clock),
            web.get("/faults", admin.get_faults),
            web.post("/faults", admin.post_fault),
            web.delete("/faults", admin.delete_faults),
            web.delete("/faults/{id}", admin.delete_fault),
            web.get("/knobs", admin.get_knobs),
            web.patch("/knobs", admin.patch_knobs),
            web.get("/requests", admin.get_requests),
            web.delete("/requests", admin.delete_requests),
            web.post("/reset", admin.reset),
        ]
    )
    return app
