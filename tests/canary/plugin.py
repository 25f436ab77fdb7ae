"""Fails a test run in which a planted private thing came out: in a log record, an exception of ours, a watched place.

Log records are read at the root logger with everything of ours at DEBUG. Exceptions are read where our code raises
them (``sys.monitoring``), so one that a test expects and swallows is read too. Folders of process logs are given to
``canary.watch`` and read at the session's end; a storage account is read by ``canary.storage`` before it is stopped.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

import pytest

from tests.canary.scan import Hit, Scanner

OURS = f"{Path(__file__).resolve().parents[2] / 'shared'}/"
RAISES = sys.monitoring.events.RAISE
OUTPUT = "canary_hits"


class _Records(logging.Handler):
    """Reads every record that reaches the root logger, its values and its traceback included."""

    def __init__(self, canary: Canary) -> None:
        super().__init__(logging.NOTSET)
        self._canary = canary

    def emit(self, record: logging.LogRecord) -> None:
        extras = {name: value for name, value in vars(record).items() if name not in {"exc_info", "exc_text"}}
        text = f"{logging.Formatter().format(record)} {extras!r}"
        self._canary.add(self._canary.scanner.text(text, f"log {record.name} ({record.levelname}, {record.filename})"))


class Canary:
    """What was planted, what was found, and what to look through before the run ends."""

    def __init__(self) -> None:
        self.scanner = Scanner()
        self.hits: set[Hit] = set()
        self._folders: list[Path] = []
        self._handler = _Records(self)

    def plant(self, kind: str, value: str) -> str:
        """Look for a value that arose in this run; returns it."""
        return self.scanner.plant(kind, value)

    def watch(self, folder: Path) -> None:
        """Read this folder's files when the run ends."""
        self._folders.append(folder)

    def storage(self, connection: str) -> None:
        """Read a storage account's tables and queues now."""
        from tests.canary.storage import scan_storage

        self.add(scan_storage(self.scanner, connection))

    def add(self, hits: list[Hit]) -> None:
        """Remember what was found."""
        self.hits.update(hits)

    def start(self) -> None:
        """Begin to listen. A tool that took pytest's slot of sys.monitoring leaves the log and the folders."""
        logging.getLogger().addHandler(self._handler)
        logging.getLogger("shared").setLevel(logging.DEBUG)
        self._tool = next((tool for tool in (4, 3) if sys.monitoring.get_tool(tool) is None), None)
        if self._tool is not None:
            sys.monitoring.use_tool_id(self._tool, "canary")
            sys.monitoring.register_callback(self._tool, RAISES, self._raised)
            sys.monitoring.set_events(self._tool, RAISES)

    def stop(self) -> None:
        """Stop listening and read the watched folders."""
        logging.getLogger().removeHandler(self._handler)
        if self._tool is not None:
            sys.monitoring.set_events(self._tool, 0)
            sys.monitoring.register_callback(self._tool, RAISES, None)
            sys.monitoring.free_tool_id(self._tool)
        for folder in self._folders:
            self.add(self.scanner.folder(folder))

    def _raised(self, code: CodeType, _offset: int, problem: BaseException) -> None:
        if code.co_filename.startswith(OURS) and _raised_by_us(problem.__traceback__):
            self.add(self.scanner.text(f"{problem!r} {problem}", f"{type(problem).__name__} in {code.co_qualname}"))


def _raised_by_us(trace: TracebackType | None) -> bool:
    """Whether the innermost frame is ours: what a library raised is the adapter's to translate."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is None or trace.tb_frame.f_code.co_filename.startswith(OURS)


_KEY = pytest.StashKey[Canary]()


def pytest_configure(config: pytest.Config) -> None:
    canary = config.stash[_KEY] = Canary()
    canary.start()


@pytest.fixture(scope="session")
def canary(pytestconfig: pytest.Config) -> Canary:
    """The run's canary: plant values, give it folders and storage accounts to look through."""
    return pytestconfig.stash[_KEY]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what a worker process of xdist found."""
    found = getattr(node, "workeroutput", {}).get(OUTPUT, [])
    node.config.stash[_KEY].add([Hit(kind, place) for kind, place in found])


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    canary = session.config.stash[_KEY]
    canary.stop()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[OUTPUT] = [(hit.kind, hit.place) for hit in canary.hits]
    elif canary.hits and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    hits = sorted(config.stash[_KEY].hits)
    if hits:
        terminalreporter.section("canary: private things came out", red=True)
        for hit in hits:
            terminalreporter.line(f"{hit.kind}: {hit.place}")
