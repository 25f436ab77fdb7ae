"""``python -m dev.microsoft``: the Microsoft emulator as a process of its own, until SIGINT or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from dev.emulator.serve import until_stopped
from dev.microsoft.server import microsoft


async def main() -> None:
    options = argparse.ArgumentParser(prog="python -m dev.microsoft", description="Entra and the Graph calendar")
    options.add_argument("--port", type=int, default=0, help="TLS port on 127.0.0.1; 0 takes a free one")
    options.add_argument("--admin-port", type=int, default=0, help="plain http port of the admin address")
    options.add_argument("--data", type=Path, default=Path(".local"), help="folder for the local CA")
    options.add_argument("--redirect-uri", action="append", default=[], help="of the demo application; repeatable")
    given = options.parse_args()
    async with microsoft(
        given.data / "tls", port=given.port, admin_port=given.admin_port, redirect_uris=given.redirect_uri
    ) as running:
        await until_stopped(running.as_json())


if __name__ == "__main__":
    asyncio.run(main())
