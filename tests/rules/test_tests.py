"""Tests wait for nothing and mock nothing of ours: clocks are injected, twins are honest (style.md habit 6)."""

from __future__ import annotations

import ast

from tests.rules import repo

SLEEPS = {"time.sleep", "asyncio.sleep", "anyio.sleep", "trio.sleep"}
OURS = ("shared", "function_app")
# The one helper that polls another process for its answer sleeps between two looks; nothing waits for time to pass.
MAY_POLL = {"tests/fixtures/waiting.py"}


def sleeps(module: ast.Module) -> list[int]:
    """Calls that let time pass: a sleep of anything but nothing."""
    names = {alias for _, alias in repo.imported(module) if alias in SLEEPS}
    short = {name.rpartition(".")[2] for name in names}
    lines = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and (ast.unparse(node.func) in SLEEPS or ast.unparse(node.func) in short):
            is_yield = len(node.args) == 1 and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0
            if not is_yield:
                lines.append(node.lineno)
    return lines


def mocks(module: ast.Module) -> list[int]:
    """Imports of a mocking library, and monkeypatching of our own modules."""
    lines = [line for line, name in repo.imported(module) if name.startswith(("unittest.mock", "mock.", "pytest_mock"))]
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "monkeypatch.setattr" and node.args:
            target = ast.unparse(node.args[0]).strip("'\"")
            if target.split(".")[0] in OURS or target in _our_names(module):
                lines.append(node.lineno)
    return lines


def _our_names(module: ast.Module) -> set[str]:
    """What a module calls the things it imported from us."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in OURS:
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name for alias in node.names if alias.name.split(".")[0] in OURS}
    return names


def test_no_test_sleeps() -> None:
    problems = [
        f"{repo.name(path)}:{line}"
        for path in repo.python_of("tests/")
        if repo.name(path) not in MAY_POLL
        for line in sleeps(repo.tree(path))
    ]
    assert not problems, repo.report(problems)


def test_no_test_uses_a_mocking_library_or_patches_our_code() -> None:
    problems = [f"{repo.name(path)}:{line}" for path in repo.python_of("tests/") for line in mocks(repo.tree(path))]
    assert not problems, repo.report(problems)


def test_every_test_is_a_sentence() -> None:
    problems = [
        f"{repo.name(path)}:{node.lineno} {node.name}"
        for path in repo.python_of("tests/")
        for node in ast.walk(repo.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and node.name.count("_") < 3
    ]
    assert not problems, repo.report(problems)


def test_the_rules_see_sleeps_and_mocks() -> None:
    sample = ast.parse(
        "import time, asyncio\nfrom asyncio import sleep\nfrom unittest.mock import Mock\nfrom shared import wiring\n"
        "time.sleep(1)\nasyncio.sleep(0)\nsleep(0.1)\n"
        "monkeypatch.setattr(wiring, 'x', 1)\nmonkeypatch.setattr('shared.wiring.x', 1)\nmonkeypatch.setattr(os, 'y', 1)\n"
    )
    assert sleeps(sample) == [5, 7]
    assert mocks(sample) == [3, 8, 9]
