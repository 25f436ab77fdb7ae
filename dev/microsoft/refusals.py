"""Graph's error answers (graph.md T7): one envelope, headers with the request's ids."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

from aiohttp import web

REQUEST_ID = web.RequestKey("request_id", str)


def request_id(request: web.Request) -> str:
    """The id of this request: one per request, in its headers and in its error body alike."""
    if REQUEST_ID not in request:
        request[REQUEST_ID] = str(uuid.uuid4())
    return request[REQUEST_ID]


def graph_headers(request: web.Request) -> dict[str, str]:
    """The headers that every Graph answer carries; the caller's client-request-id is echoed."""
    own = request_id(request)
    diagnostic = {"ServerInfo": {"DataCenter": "Germany West Central", "Slice": "E", "Ring": "5", "ScaleUnit": "001"}}
    return {
        "request-id": own,
        "client-request-id": request.headers.get("client-request-id", own),
        "x-ms-ags-diagnostic": json.dumps(diagnostic),
    }


def error_body(request: web.Request, code: str, message: str, inner: Mapping[str, Any] | None = None) -> dict[str, Any]:
    headers = graph_headers(request)
    return {
        "error": {
            "code": code,
            "message": message,
            "innerError": {
                **(inner or {}),
                "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
                "request-id": headers["request-id"],
                "client-request-id": headers["client-request-id"],
            },
        }
    }


class Refused(web.HTTPException):
    """A Graph error on its way out; ``refuse`` raises it."""

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self.status_code = status
        super().__init__(text=json.dumps(body), content_type="application/json", headers=dict(headers))


def refuse(
    request: web.Request,
    status: int,
    code: str,
    message: str,
    *,
    headers: Mapping[str, str] | None = None,
    inner: Mapping[str, Any] | None = None,
) -> NoReturn:
    """Answer ``status`` with Graph's error envelope."""
    raise Refused(status, error_body(request, code, message, inner), {**graph_headers(request), **(headers or {})})
