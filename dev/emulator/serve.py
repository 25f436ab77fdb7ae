"""Start an aiohttp application on loopback and stop it cleanly; as a program of its own, or in a thread of a test."""

from __future__ import annotations

import asyncio
import json
import signal
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any

from aiohttp import web

LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def serving(
    app: web.Application, *, port: int = 0, tls: ssl.SSLContext | None = None, host: str | None = None
) -> AsyncIterator[str]:
    """Serve ``app`` on 127.0.0.1 and give its base address; port 0 takes a free one. Stops when the block ends.

    With TLS the address names ``localhost`` (or ``host``), without it 127.0.0.1.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, port, ssl_context=tls)
        await site.start()
        bound = runner.addresses[0][1]
        yield f"https://{host or 'localhost'}:{bound}" if tls else f"http://{host or LOOPBACK}:{bound}"
    finally:
        open_transports = [handler.transport for handler in runner.server.connections] if runner.server else []
        await runner.cleanup()
        # A TLS connection would wait half a minute for its peer's farewell: a stopping emulator does not.
        for transport in open_transports:
            if transport is not None:
                transport.abort()
        await asyncio.sleep(0)  # connection_lost is called in the next turns of the loop
        await asyncio.sleep(0)


async def until_stopped(ready: dict[str, Any]) -> None:
    """Print ``READY {json}`` and wait for SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    print("READY " + json.dumps(ready), flush=True)
    await stop.wait()


@contextmanager
def in_thread[T](start: Callable[[], AbstractAsyncContextManager[T]]) -> Iterator[T]:
    """Run an async context manager in a loop and thread of its own; for fixtures that outlive a test's loop."""
    started = threading.Event()
    value: list[T] = []
    failed: list[BaseException] = []
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def main() -> None:
        try:
            async with start() as running:
                value.append(running)
                started.set()
                await stop.wait()
        except BaseException as failure:
            failed.append(failure)
        finally:
            started.set()

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    started.wait()
    try:
        if failed:
            raise failed[0]
        yield value[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
    if failed:
        raise failed[0]
