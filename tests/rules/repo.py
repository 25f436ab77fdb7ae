"""What the rules of the house look at: the files of the repository, and Python files as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Made, fetched or private to a machine; none of it is the project's text.
SKIPPED = {
    ".git", ".venv", ".local", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache",
    "__pycache__", "node_modules", "build", "dist", "mutants", "generated", "test-results",
}  # fmt: skip


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Every file of the repository that ends in one of the suffixes (none given: every file), sorted."""
    return tuple(sorted(path for path in _walk(ROOT) if not suffixes or path.name.endswith(suffixes)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            if path.name not in SKIPPED and not path.name.endswith(".egg-info"):
                yield from _walk(path)
        elif path.is_file():
            yield path


def name(path: Path) -> str:
    """The path as people write it: from the top of the repository."""
    return path.relative_to(ROOT).as_posix()


def python_of(*folders: str) -> tuple[Path, ...]:
    """The Python files under these folders (or the named files) of the repository."""
    return tuple(path for path in files(".py") if name(path).startswith(folders))


@cache
def tree(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=name(path))


def imported(module: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything a tree imports, at any depth."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def table(markdown: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading of a Markdown page, without its head; code marks are taken off.

    Raises AssertionError where the page has no such heading or no table under it.
    """
    _, found, rest = markdown.partition(f"\n{heading}\n")
    assert found, f"there is no heading {heading!r}"
    rows: list[list[str]] = []
    for line in rest.splitlines():
        if line.startswith("|"):
            rows.append([cell.strip().strip("`") for cell in line.strip().strip("|").split("|")])
        elif rows or line.startswith("#"):
            break
    assert len(rows) > 2, f"there is no table under {heading!r}"
    return rows[2:]


def report(problems: Iterable[str]) -> str:
    """The problems as the text of a failed assertion, one to a line."""
    return "\n".join(["", *problems])
