"""Fault rules: which requests go wrong, and how. The first rule that fits wins; a rule may fire a counted time."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Effect = Literal["answer", "html", "reset", "truncate", "trickle", "content_type", "answer_lost", "pass"]


@dataclass
class Fault:
    """One rule. What is None fits everything; ``method``, ``path`` and ``operation`` are regular expressions.

    ``effect``:
      answer        ``status`` with ``body`` (text, or JSON data) and ``headers``; the handler is not asked
      html          a gateway's error page with ``status`` (502), text/html; the handler is not asked
      reset         the connection is cut before the handler is asked
      answer_lost   the handler does its work, then the connection is cut
      truncate      the handler's answer breaks off half-way through the body
      trickle       the handler's answer in ``chunk`` byte pieces, ``latency_ms`` between them
      content_type  the handler's answer under the name ``content_type``
      pass          the handler's answer as it is (with ``latency_ms``: late)
    ``latency_ms`` also delays every other effect.
    """

    effect: Effect = "answer"
    method: str | None = None
    path: str | None = None
    user: str | None = None
    operation: str | None = None
    skip: int = 0
    count: int | None = None
    probability: float = 1.0
    status: int = 0
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/html"
    latency_ms: int = 0
    chunk: int = 16
    id: str = ""
    fired: int = 0

    def fits(self, method: str, path: str, user: str | None, operation: str | None) -> bool:
        return (
            (self.method is None or re.fullmatch(self.method, method) is not None)
            and (self.path is None or re.search(self.path, path) is not None)
            and (self.user is None or self.user == user)
            and (
                self.operation is None
                or (operation is not None and re.fullmatch(self.operation, operation) is not None)
            )
        )

    def as_json(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self)}


class Faults:
    """The ordered rules of one emulator. Chance comes from a seed, so that a run can be repeated."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        self.reset()

    def reset(self) -> None:
        self.rules: list[Fault] = []
        self._count = 0
        self._chance = random.Random(self._seed)  # noqa: S311 - repeatable chance for tests, nothing secret

    def add(self, fault: Fault) -> str:
        """Append a rule and name it. Raises re.error for a pattern that is none."""
        for pattern in (fault.method, fault.path, fault.operation):
            re.compile(pattern or "")
        self._count += 1
        fault.id = fault.id or f"fault-{self._count}"
        self.rules.append(fault)
        return fault.id

    def add_json(self, rule: dict[str, Any]) -> str:
        """As ``add``; raises TypeError for a member that is unknown."""
        return self.add(Fault(**rule))

    def remove(self, fault_id: str) -> None:
        self.rules = [rule for rule in self.rules if rule.id != fault_id]

    def take(self, method: str, path: str, user: str | None, operation: str | None = None) -> Fault | None:
        """The rule for this request, counted as fired; None where all goes well."""
        for rule in self.rules:
            if rule.count is not None and rule.fired >= rule.count:
                continue
            if not rule.fits(method, path, user, operation):
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.probability < 1.0 and self._chance.random() >= rule.probability:
                continue
            rule.fired += 1
            return rule
        return None
