"""Every exception to a check says why: ruff's ignore list, each ``noqa`` and ``nosec``, and ``type: ignore`` where mypy
looks (shared/)."""

from __future__ import annotations

import io
import re
import tokenize

from tests.rules import repo

MARK = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*|type:\s*ignore\[[^\]]+\]|nosec\s+B\d+(?:\s*,\s*B\d+)*)(?P<rest>.*)"
)
BARE = re.compile(r"#\s*(?:noqa|type:\s*ignore|nosec)\b")
REASON = re.compile(r"[^\W\d_]{2,}")
PER_FILE = re.compile(r'^"[^"]+"\s*=\s*\[.*\]')


def unreasoned_settings(pyproject: str) -> list[str]:
    """Lines of ruff's ignore lists without a comment: beside the codes, or on the line above a per-file entry."""
    problems = []
    section, above, in_ignore = "", "", False
    for line in pyproject.splitlines():
        stripped = line.strip()
        if stripped.startswith("["):
            section, in_ignore = stripped, False
        if stripped.startswith("ignore = ["):
            in_ignore = True
        elif in_ignore and stripped.startswith("]"):
            in_ignore = False
        elif (in_ignore and section == "[tool.ruff.lint]" and stripped.startswith('"') and "#" not in stripped) or (
            section.endswith("per-file-ignores]")
            and PER_FILE.match(stripped)
            and "#" not in stripped
            and not above.startswith("#")
        ):
            problems.append(stripped)
        above = stripped
    return problems


def unreasoned_marks(source: str, *, typed: bool = True) -> list[int]:
    """Lines whose ``noqa`` or ``type: ignore`` names no code or gives no reason after it."""
    lines = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        found = MARK.search(token.string)
        if not typed and "type:" in token.string:
            continue
        if BARE.search(token.string) and not (found and REASON.search(found["rest"])):
            lines.append(token.start[0])
    return lines


def test_every_ignored_ruff_rule_has_its_reason_beside_it() -> None:
    problems = unreasoned_settings((repo.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert not problems, repo.report(problems)


def test_every_exception_in_the_code_has_its_reason_beside_it() -> None:
    problems = [
        f"{repo.name(path)}:{line}"
        for path in repo.files(".py")
        if path.name != "test_reasons.py"
        for line in unreasoned_marks(path.read_text(encoding="utf-8"), typed=repo.name(path).startswith("shared/"))
    ]
    assert not problems, repo.report(problems)


def test_the_rule_sees_an_exception_without_a_reason() -> None:
    assert unreasoned_marks("a = 1  # noqa\n") == [1]
    assert unreasoned_marks("a = 1  # noqa: S105\n") == [1]
    assert unreasoned_marks("a = 1  # noqa: S105 - a kind of work\n") == []
    assert unreasoned_marks("a = 1  # type: ignore[arg-type]\n") == [1]
    assert unreasoned_marks("a = 1  # type: ignore[arg-type]  # the stub is wrong\n") == []
    assert unreasoned_marks("a = 1  # type: ignore[arg-type, misc] - the stub is wrong\n") == []
    assert unreasoned_settings('[tool.ruff.lint]\nignore = [\n"A1",\n"B2",  # why\n]\n') == ['"A1",']
    loose = '[tool.ruff.lint.per-file-ignores]\n"a/**" = ["S"]\n# why\n"b/**" = ["S"]\n'
    assert unreasoned_settings(loose) == ['"a/**" = ["S"]']
