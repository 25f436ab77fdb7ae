"""How a fault rule is done to an aiohttp request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from dev.emulator.faults import Fault

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

GATEWAY_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html><head><title>{status} - Web server received an invalid response while acting as a gateway.</title></head>
<body><div id="header"><h1>Server Error</h1></div><fieldset><h2>{status} - The gateway gave up.</h2></fieldset></body>
</html>
"""


def plain_response(response: web.StreamResponse) -> web.StreamResponse:
    """An answer that can be returned: a raised HTTPException becomes a Response."""
    if isinstance(response, web.HTTPException):
        copy = web.Response(status=response.status, reason=response.reason, headers=response.headers)
        copy.body = response.body
        return copy
    return response


async def ask(handler: Handler, request: web.Request) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        return plain_response(refusal)


def cut(request: web.Request) -> web.Response:
    """Cut the connection; the returned answer never reaches anybody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _body(response: web.StreamResponse) -> bytes | None:
    """The whole body of an answer that was not begun yet; None for a stream."""
    if isinstance(response, web.Response) and not response.prepared and isinstance(response.body, bytes | None):
        return response.body or b""
    return None


async def apply(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    """The answer under this rule. A streamed answer cannot be truncated or trickled and passes as it is."""
    if fault.latency_ms and fault.effect != "trickle":
        await asyncio.sleep(fault.latency_ms / 1000)
    match fault.effect:
        case "answer":
            is_text = isinstance(fault.body, str)
            headers = {"Content-Type": "text/plain" if is_text else "application/json", **fault.headers}
            body = fault.body if is_text else json.dumps(fault.body)
            return web.Response(status=fault.status or 503, body=body.encode(), headers=headers)
        case "html":
            status = fault.status or 502
            page = str(fault.body) or GATEWAY_PAGE.format(status=status)
            return web.Response(status=status, text=page, content_type="text/html", headers=fault.headers)
        case "reset":
            return cut(request)
        case "answer_lost":
            await ask(handler, request)
            return cut(request)
        case "pass":
            return await ask(handler, request)
    response = await ask(handler, request)
    body = _body(response)
    if body is None:
        return response
    if fault.effect == "content_type":
        response.headers["Content-Type"] = fault.content_type
        return response
    return await _in_pieces(fault, request, response, body)


async def _in_pieces(fault: Fault, request: web.Request, full: web.StreamResponse, body: bytes) -> web.StreamResponse:
    """Send ``body`` under its full length: half of it and a cut, or all of it slowly."""
    headers = {name: value for name, value in full.headers.items() if name != "Content-Length"}
    stream = web.StreamResponse(status=full.status, reason=full.reason, headers=headers)
    stream.content_length = len(body)
    await stream.prepare(request)
    if fault.effect == "truncate":
        await stream.write(body[: len(body) // 2])
        if request.transport is not None:
            request.transport.close()
        return stream
    for at in range(0, len(body), fault.chunk):
        await stream.write(body[at : at + fault.chunk])
        await asyncio.sleep(fault.latency_ms / 1000)
    return stream
