"""One word per thing (docs/glossary.md): words the glossary replaces never name anything of ours, nor are they misspelt."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.rules import repo

INSTEAD = {
    "appointment": "event",
    "booking": "event",
    "rsvp": "response",
    "whitelist": "server list, or listed",
    "blacklist": "bar rule",
    "workspace": "organisation",
    "login": "sign-in",
    "logout": "disconnect",
    "dead_letter": "poison",
    "sync_token": "sync state",
    "delta_token": "sync state",
    "delta_link": "sync state",
    "child_event": "occurrence",
    "parent_event": "series master",
    "watch": "subscription",
    "webhook_url": "webhook",
    "auto_join": "joining mode",
    "should_join": "join decision",
    "join_task": "join order",
    "join_job": "join order",
    "sync_job": "sync request, or sync run",
    "sync_task": "sync request, or sync run",
    "lock_id": "lease",
    "horizon": "sync window",
    "organization": "organisation",
    "organiser": "organizer",
    "canceled": "cancelled",
    "timezone": "time_zone",
    "occurance": "occurrence",
}
"""The glossary's *Not* column, as far as a word has no second meaning in this code."""

FOREIGN = {"login_hint", "delta_link", "next_link"}
"""Names a protocol gave; ``delta_link`` is Graph's word where its answer is read (shared/providers/graph)."""

CLASS_SHAPES = re.compile(r"(?:Manager|Helpers?|Utils?|(?<!Log)Handler)$|^Base[A-Z]|^I[A-Z][a-z]")

MISSPELT = re.compile(
    r"\b(?:occurr?[ea]nc(?<!occurrenc)\w*|ocurr\w*|recc?urr?anc\w*|calender\w*|reciev\w*|seperat\w*|subscribtion\w*|"
    r"conection\w*|notificaton\w*|organisator\w*|syncroni\w*|adress(?:es)?)\b",
    re.IGNORECASE,
)
PROSE = (".py", ".md", ".ts", ".tsx", ".html", "en.json")


def named(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of everything a file names: functions, classes, parameters, variables, fields."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id if isinstance(node, ast.Name) else node.attr


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def wrong_words(module: ast.Module) -> list[str]:
    problems = []
    for line, name in named(module):
        if snake(name).strip("_") in FOREIGN:
            continue
        words = f"_{snake(name)}_"
        problems += [f"{line}: {name}: say {right}" for wrong, right in INSTEAD.items() if f"_{wrong}_" in words]
        if name[:1].isupper() and CLASS_SHAPES.search(name):
            problems.append(f"{line}: {name}: name it for what it is (glossary 6.6)")
    return problems


def test_nothing_of_ours_is_named_by_a_word_the_glossary_replaces() -> None:
    problems = [
        f"{repo.name(path)}:{problem}"
        for path in repo.python_of("shared/", "function_app.py")
        for problem in wrong_words(repo.tree(path))
    ]
    assert not problems, repo.report(problems)


def test_the_fields_words_are_spelt_right_everywhere() -> None:
    problems = [
        f"{repo.name(path)}:{number}: {found.group()}"
        for path in repo.files(*PROSE)
        if path.name != "test_words.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in MISSPELT.finditer(line)
    ]
    assert not problems, repo.report(problems)


def test_the_rule_sees_wrong_words_and_misspellings() -> None:
    sample = ast.parse("class SyncManager: pass\ndef read_appointment(syncToken): self.timezone = 1\nlogin_hint = 2\n")
    assert [problem.split(":")[0] for problem in wrong_words(sample)] == ["1", "2", "2", "2"]
    for wrong in ("occurence", "Occurances", "ocurrence", "calender", "recieved", "seperate", "adress"):
        assert MISSPELT.search(wrong), wrong
    for right in ("occurrence", "occurrences", "calendar", "received", "separate", "address", "Adresse"):
        assert not MISSPELT.search(right), right
