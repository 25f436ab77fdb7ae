"""One emulator's clock, fault rules, knobs and request log, and the middleware that puts them around its routes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from aiohttp import web

from dev.emulator import effects
from dev.emulator.clock import Clock
from dev.emulator.faults import Faults
from dev.emulator.knobs import Knobs
from dev.emulator.requestlog import Logged, RequestLog, plain_headers, plain_query


class Caller(NamedTuple):
    """Who asks for what, as far as the unverified request shows it: for fault rules and the log only."""

    user: str | None = None
    operation: str | None = None


Identify = Callable[[web.Request], Awaitable[Caller]]
USER = web.RequestKey("user", str)  # a handler that learns who asks sets request[USER], for the log
OPERATION = web.RequestKey("operation", str)
FAULT = web.RequestKey("fault", str)  # the id of the rule that is being applied
UNANSWERED = frozenset({"reset", "answer_lost"})


@dataclass
class Frame:
    """Make one per emulator; give ``middleware`` to its application and ``admin_app(frame)`` an address of its own.

    ``on_reset`` are called by ``reset`` after the parts here: an emulator adds what it must forget or seed anew.
    """

    clock: Clock = field(default_factory=Clock)
    faults: Faults = field(default_factory=Faults)
    knobs: Knobs = field(default_factory=Knobs)
    log: RequestLog = field(default_factory=RequestLog)
    on_reset: list[Callable[[], None]] = field(default_factory=list)

    def reset(self) -> None:
        """As freshly started."""
        self.clock.reset()
        self.faults.reset()
        self.knobs.reset()
        self.log.clear()
        for forget in self.on_reset:
            forget()

    def middleware(self, identify: Identify | None = None) -> Callable[..., Awaitable[web.StreamResponse]]:
        """Log every request, and let the first fitting fault rule decide its answer."""

        @web.middleware
        async def around(request: web.Request, handler: effects.Handler) -> web.StreamResponse:
            began = time.perf_counter()
            number = self.log.next_number()
            caller = await identify(request) if identify else Caller()
            fault = self.faults.take(request.method, request.path, caller.user, caller.operation)
            status = 500
            try:
                if fault is None:
                    response = await effects.ask(handler, request)
                else:
                    request[FAULT] = fault.id
                    response = await effects.apply(fault, request, handler)
                status = 0 if fault is not None and fault.effect in UNANSWERED else response.status
                return response
            finally:
                self.log.add(
                    Logged(
                        number=number,
                        at=self.clock.now(),
                        method=request.method,
                        path=request.path,
                        query=plain_query(request.query),
                        headers=plain_headers(request.headers),
                        user=request.get(USER) or caller.user,
                        operation=request.get(OPERATION) or caller.operation,
                        status=status,
                        milliseconds=round((time.perf_counter() - began) * 1000, 3),
                        fault=fault.id if fault else None,
                    )
                )

        return around
