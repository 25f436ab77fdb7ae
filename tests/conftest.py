"""Plugins of the whole run. Fixtures of services stand in ``tests/fixtures``, one file per service."""

from __future__ import annotations

from tests.rules.repo import ROOT

pytest_plugins = [
    "tests.canary.plugin",
    *(f"tests.fixtures.{path.stem}" for path in sorted((ROOT / "tests" / "fixtures").glob("*.py"))),
]
