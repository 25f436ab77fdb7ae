"""The app imports silently with nothing in its environment, and is exactly the functions that README names.

An exception while ``function_app.py`` is imported leaves an app of no functions, often without a trace (style.md 5.5).
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import cache
from typing import Any

from tests.rules import repo

HEAVY = ("exchangelib", "msal", "azure.identity", "azure.keyvault", "azure.data", "lxml", "requests", "aiohttp", "jwt")
"""Imported only by the function that needs them, when it needs them (design.md section 2)."""

MAY_IMPORT_AT_THE_TOP = {
    "exchangelib": "shared/providers/ews/",
    "msal": "shared/providers/graph/",
    "azure.identity": "",
    "azure.keyvault": "shared/storage/",
}
"""The adapters a heavy SDK belongs to; wiring imports an adapter inside the function that builds it."""


@cache
def inspected() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "tests/rules/inspect_app.py"],
        cwd=repo.ROOT,
        env={"PYTHONPATH": str(repo.ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def loaded(modules: list[str]) -> list[str]:
    """The heavy ones among these modules."""
    return [module for module in modules if module in HEAVY]


def heavy_at_the_top(where: str, module: ast.Module) -> list[str]:
    """Heavy SDKs that a file imports when it is imported itself, outside the adapters they belong to."""
    top = ast.Module([node for node in module.body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    problems = []
    for line, name in repo.imported(top):
        for sdk, home in MAY_IMPORT_AT_THE_TOP.items():
            if (name == sdk or name.startswith(f"{sdk}.")) and not (home and where.startswith(home)):
                problems.append(f"{where}:{line}: {sdk}")
    return problems


def test_the_app_imports_silently_with_an_empty_environment() -> None:
    assert inspected()["functions"]


def test_the_functions_are_exactly_those_that_readme_names() -> None:
    readme = (repo.ROOT / "README.md").read_text(encoding="utf-8")
    named = {(row[0], row[1]) for row in repo.table(readme, "## Functions")}
    here = {(function["name"], function["trigger"]) for function in inspected()["functions"]}
    missing = [f"README does not name {name}: {trigger}" for name, trigger in sorted(here - named)]
    gone = [f"README names {name}: {trigger}, which is not there" for name, trigger in sorted(named - here)]
    assert not missing + gone, repo.report(missing + gone)


def test_importing_the_app_loads_no_heavy_sdk() -> None:
    assert loaded(inspected()["modules"]) == []


def test_heavy_sdks_are_imported_at_the_top_only_by_their_adapters() -> None:
    problems = [
        problem
        for path in repo.python_of("shared/", "function_app.py")
        for problem in heavy_at_the_top(repo.name(path), repo.tree(path))
    ]
    assert not problems, repo.report(problems)


def test_a_function_takes_its_bindings_and_nothing_else() -> None:
    """A route parameter as an argument makes every function vanish (style.md 5.5)."""
    odd = [f for f in inspected()["functions"] if not set(f["arguments"]) <= {*f["bindings"], "context"}]
    assert odd == []


def test_no_timer_runs_on_start_up() -> None:
    assert [f["name"] for f in inspected()["functions"] if f["runs_on_startup"]] == []


def test_http_functions_are_open_to_the_platform_because_the_app_checks_the_bearer_itself() -> None:
    """Function keys are no user authentication (security.md 66)."""
    http = [f for f in inspected()["functions"] if "/api/" in f["trigger"]]
    assert http
    assert {f["auth"] for f in http} == {"anonymous"}


def test_function_app_holds_no_logic() -> None:
    source = (repo.ROOT / "function_app.py").read_text(encoding="utf-8")
    logic = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.If | ast.Try | ast.FunctionDef)]
    assert not logic
    assert len(source.splitlines()) <= 40


def test_the_rules_see_a_heavy_import() -> None:
    assert loaded(["json", "msal", "azure.functions"]) == ["msal"]
    assert heavy_at_the_top("shared/flows/x.py", ast.parse("import msal\ndef f():\n    import exchangelib\n")) == [
        "shared/flows/x.py:1: msal"
    ]
    assert heavy_at_the_top("shared/providers/graph/sign_in.py", ast.parse("from msal import X")) == []
