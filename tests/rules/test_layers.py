"""Who may import whom (design.md section 2): the contracts of pyproject.toml, kept by import-linter."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.rules import repo

LINTER = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
NEVER_IMPORTED = ("dev", "tests", "bench")
"""They may import anything; nothing of the app imports them."""


def misplaced(module: ast.Module) -> list[int]:
    return [line for line, name in repo.imported(module) if name.split(".")[0] in NEVER_IMPORTED]


def test_the_layers_are_kept() -> None:
    done = subprocess.run(LINTER, cwd=repo.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_of_the_app_imports_dev_tests_or_bench() -> None:
    problems = [
        f"{repo.name(path)}:{line}"
        for path in repo.python_of("shared/", "function_app.py")
        for line in misplaced(repo.tree(path))
    ]
    assert not problems, repo.report(problems)


def test_the_rule_sees_a_domain_that_imports_storage_and_an_app_that_imports_dev(tmp_path: Path) -> None:
    package = tmp_path / "shared"
    for folder in ("domain", "ports", "flows", "providers", "storage", "triggers"):
        (package / folder).mkdir(parents=True)
        (package / folder / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    for single in ("wiring", "settings"):
        (package / f"{single}.py").write_text("")
    (package / "domain" / "events.py").write_text("import shared.storage\n")
    (tmp_path / "pyproject.toml").write_text((repo.ROOT / "pyproject.toml").read_text())
    done = subprocess.run(LINTER, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "domain is pure" in done.stdout
    assert misplaced(ast.parse("import dev.host\nfrom tests.twins import x\nimport developer")) == [1, 2]
