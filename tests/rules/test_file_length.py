"""Files stay short: 400 lines are the hard stop (design.md section 2)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.rules import repo

LIMIT = 400
COUNTED = (".py", ".ts", ".tsx", ".mjs", ".js", ".css", ".bicep", ".html")


def too_long(paths: Iterable[Path]) -> list[str]:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [f"{path}: {lines} lines; split it along a seam" for path, lines in lengths.items() if lines > LIMIT]


def test_no_file_is_longer_than_400_lines() -> None:
    problems = too_long(repo.files(*COUNTED))
    assert not problems, repo.report(problems)


def test_the_rule_sees_a_file_of_401_lines(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * 401)
    (tmp_path / "short.py").write_text("x = 1\n" * 400)
    assert [line.split(":")[0] for line in too_long(tmp_path.iterdir())] == [str(tmp_path / "long.py")]
