"""Every setting is documented in ``local.settings.json.example`` and in README's table, and nothing else is."""

from __future__ import annotations

import ast
import json

from shared.settings import PREFIX, QUEUE_CONNECTION, Settings, load
from tests.rules import repo

PLATFORM = {"FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", QUEUE_CONNECTION}
"""Read by the Functions host, not by us: the queue triggers name the last one."""


def known() -> set[str]:
    return {PREFIX + field.upper() for field in Settings.model_fields} | PLATFORM


def example() -> dict[str, str]:
    values: dict[str, str] = json.loads((repo.ROOT / "local.settings.json.example").read_text(encoding="utf-8"))[
        "Values"
    ]
    return values


def differences(left: set[str], right: set[str], where: str) -> list[str]:
    return [f"{name} is missing in {where}" for name in sorted(left - right)] + [
        f"{name} stands in {where} and is no setting" for name in sorted(right - left)
    ]


def environment_reads(module: ast.Module) -> list[int]:
    """Lines that read the environment past the settings model."""
    return [
        node.lineno
        for node in ast.walk(module)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv", "os.environb"})
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {"environ", "getenv"} & {a.name for a in node.names}
        )
    ]


def test_every_setting_stands_in_the_example() -> None:
    assert not differences(known(), set(example()), "local.settings.json.example")


def test_the_examples_values_are_settings_the_app_starts_with() -> None:
    load(example())


def test_every_setting_stands_in_readme() -> None:
    readme = (repo.ROOT / "README.md").read_text(encoding="utf-8")
    rows = repo.table(readme, "## Settings")
    assert not differences(known(), {row[0] for row in rows}, "README.md")
    assert all(row[-1] for row in rows), "a setting without a word of explanation"


def test_only_wiring_and_telemetry_read_the_environment() -> None:
    problems = [
        f"{repo.name(path)}:{line}"
        for path in repo.python_of("shared/", "function_app.py")
        if repo.name(path) not in {"shared/wiring.py", "shared/telemetry.py"}
        for line in environment_reads(repo.tree(path))
    ]
    assert not problems, repo.report(problems)


def test_the_rule_sees_differences_and_hidden_reads() -> None:
    assert differences({"A", "B"}, {"B", "C"}, "x") == ["A is missing in x", "C stands in x and is no setting"]
    assert sorted(
        environment_reads(ast.parse("import os\nos.environ['A']\nfrom os import getenv\nos.path.join('a')"))
    ) == [
        2,
        3,
    ]
