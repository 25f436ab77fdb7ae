"""What a client sees of each effect, over a real socket."""

import asyncio
import time

import aiohttp
import pytest
from aiohttp import web

from dev.emulator.faults import Fault
from dev.emulator.frame import Caller, Frame
from dev.emulator.serve import serving

BODY = {"value": list(range(200))}


@pytest.fixture
async def emulator():
    """A frame around one route that counts how often it did its work."""
    frame = Frame()
    done = []

    async def work(request):
        done.append(request.path)
        if request.path == "/refused":
            raise web.HTTPNotFound(text="no such thing")
        if request.path == "/stream":
            stream = web.StreamResponse()
            await stream.prepare(request)
            await stream.write(b"a stream")
            return stream
        return web.json_response(BODY)

    async def identify(request):
        return Caller(request.headers.get("X-User"), request.headers.get("X-Operation"))

    app = web.Application(middlewares=[frame.middleware(identify)])
    app.router.add_route("*", "/{path:.*}", work)
    async with serving(app) as base, aiohttp.ClientSession(base) as client:
        yield frame, client, done


async def test_without_rules_the_handlers_answer_comes_as_it_is(emulator):
    _, client, _ = emulator
    async with client.get("/x") as response:
        assert (response.status, await response.json()) == (200, BODY)


async def test_a_refusal_that_a_handler_raises_is_its_answer(emulator):
    _, client, _ = emulator
    async with client.get("/refused") as response:
        assert (response.status, await response.text()) == (404, "no such thing")


async def test_an_answer_rule_replaces_status_headers_and_body_and_the_handler_is_not_asked(emulator):
    frame, client, done = emulator
    frame.faults.add(Fault(status=429, body={"error": {"code": "x"}}, headers={"Retry-After": "1"}))
    async with client.get("/x") as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "1")
        assert await response.json() == {"error": {"code": "x"}}
    assert done == []


async def test_a_gateway_answers_with_its_own_html_page(emulator):
    frame, client, done = emulator
    frame.faults.add(Fault(effect="html", status=504))
    async with client.get("/x") as response:
        assert (response.status, response.content_type) == (504, "text/html")
        assert "<html" in await response.text()
    assert done == []


async def test_a_reset_cuts_the_connection_before_anything_is_done(emulator):
    frame, client, done = emulator
    frame.faults.add(Fault(effect="reset"))
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.post("/x")
    assert done == []


async def test_a_lost_answer_means_the_work_was_done(emulator):
    frame, client, done = emulator
    frame.faults.add(Fault(effect="answer_lost"))
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.post("/x")
    assert done == ["/x"]
    assert frame.log.find()[0].status == 0


async def test_a_truncated_answer_breaks_off_inside_the_body(emulator):
    frame, client, _ = emulator
    frame.faults.add(Fault(effect="truncate"))
    async with client.get("/x") as response:
        assert response.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


async def test_a_trickled_answer_is_whole_in_the_end(emulator):
    frame, client, _ = emulator
    frame.faults.add(Fault(effect="trickle", chunk=100, latency_ms=1))
    async with client.get("/x") as response:
        assert await response.json() == BODY


async def test_a_wrong_content_type_carries_the_right_body(emulator):
    frame, client, _ = emulator
    frame.faults.add(Fault(effect="content_type"))
    async with client.get("/x") as response:
        assert response.content_type == "text/html"
        assert await response.json(content_type=None) == BODY


async def test_latency_delays_the_answer(emulator):
    frame, client, _ = emulator
    frame.faults.add(Fault(effect="pass", latency_ms=60))
    began = time.perf_counter()
    async with client.get("/x") as response:
        assert response.status == 200
    assert time.perf_counter() - began >= 0.06


async def test_a_streamed_answer_cannot_be_truncated_and_passes(emulator):
    frame, client, _ = emulator
    frame.faults.add(Fault(effect="truncate"))
    async with client.get("/stream") as response:
        assert await response.read() == b"a stream"


async def test_after_a_cut_connection_the_next_request_is_served(emulator):
    frame, client, _ = emulator
    frame.faults.add(Fault(effect="reset", count=1))
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.post("/x")
    async with client.get("/x") as response:
        assert response.status == 200


async def test_a_rule_for_one_user_leaves_the_others_alone(emulator):
    frame, client, _ = emulator
    frame.faults.add(Fault(user="anna", status=503))
    async with client.get("/x", headers={"X-User": "anna"}) as hers, client.get("/x", headers={"X-User": "ben"}) as his:
        assert (hers.status, his.status) == (503, 200)


async def test_a_slow_request_does_not_hold_up_others(emulator):
    frame, client, _ = emulator
    frame.faults.add(Fault(path="/slow", effect="pass", latency_ms=2000))
    slow = asyncio.create_task(client.get("/slow"))
    async with client.get("/fast") as response:
        assert response.status == 200
    assert not slow.done()
    slow.cancel()
