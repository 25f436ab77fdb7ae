"""What is private is given to no logger and put into no exception's text: a rule over names, before any test runs.

The canary (tests/canary) looks at what really came out; this rule says where it would have come from.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules import repo

PRIVATE = {
    "token", "tokens", "password", "secret", "proof", "verifier", "nonce", "bearer", "credential", "assertion",
    "subject", "attendee", "attendees", "organizer", "place", "join_link", "link", "body", "payload", "label",
    "profile_name", "login_hint", "client_state", "sync_state", "address", "mailbox", "upn", "email", "answer",
}  # fmt: skip
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGERS = {"log", "logger", "logging"}
HARMLESS = {"len", "bool", "type"}
"""What these say of a private thing is not private."""


def is_private(name: str) -> bool:
    """Whether a name is, or ends in, a private word: ``subject``, ``access_token``; not ``secret_ref``."""
    plain = name.strip("_").lower()
    return plain in PRIVATE or any(plain.endswith(f"_{word}") for word in PRIVATE)


def private_names(node: ast.AST) -> Iterator[str]:
    """The private names whose values an expression would put into a text."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HARMLESS:
        return
    if isinstance(node, ast.Attribute):
        if is_private(node.attr):
            yield node.attr
        return
    if isinstance(node, ast.Name) and is_private(node.id):
        yield node.id
    if isinstance(node, ast.keyword) and node.arg and is_private(node.arg):
        yield node.arg
    if isinstance(node, ast.Dict):
        for key in node.keys:
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and is_private(key.value):
                yield key.value
    for child in ast.iter_child_nodes(node):
        yield from private_names(child)


def is_logging(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in LEVELS:
        return False
    receiver = ast.unparse(call.func.value).rpartition(".")[2].strip("_").lower()
    return receiver in LOGGERS or receiver.endswith(("_log", "logger")) or receiver.startswith("getlogger")


def leaks(module: ast.Module) -> list[str]:
    problems = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and is_logging(node):
            given = [*node.args, *node.keywords]
            problems += [
                f"{node.lineno}: {name} is given to a logger" for part in given for name in private_names(part)
            ]
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            texts = [part for part in ast.walk(node.exc) if isinstance(part, ast.FormattedValue)]
            problems += [
                f"{node.lineno}: {name} is put into an exception's text"
                for text in texts
                for name in private_names(text.value)
            ]
    return problems


def test_no_private_word_reaches_a_logger_or_an_exceptions_text() -> None:
    problems = [
        f"{repo.name(path)}:{problem}"
        for path in repo.python_of("shared/", "function_app.py")
        for problem in leaks(repo.tree(path))
    ]
    assert not problems, repo.report(problems)


def test_the_rule_sees_what_leaks_and_leaves_what_does_not() -> None:
    leaking = (
        "log.info('x %s', event.subject)",
        "logger.warning(f'{access_token}')",
        "logging.getLogger(__name__).error('x', extra={'join_link': 1})",
        "self._log.info('x', password=1)",
        "raise ValueError(f'wrong {password}')",
    )
    harmless = (
        "log.info('x %s', connection.id)",
        "log.info('x %d', len(attendees))",
        "log.info('x', extra={'secret_ref': ref})",
        "raise ValueError(f'wrong {code}')",
        "box.log.of(password)",
    )
    assert [len(leaks(ast.parse(line))) for line in leaking] == [1] * len(leaking)
    assert [leaks(ast.parse(line)) for line in harmless] == [[]] * len(harmless)
