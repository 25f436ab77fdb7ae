"""The canary itself: what it must find, and that a run in which something came out is red."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.canary.scan import MARKERS, Hit, Scanner
from tests.rules.repo import ROOT

PASSWORD = "correct horse/battery+staple"


@pytest.fixture
def scanner() -> Scanner:
    found = Scanner({})
    found.plant("password", PASSWORD)
    found.plant("subject", "Übernahme der Südwind AG")
    return found


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
def test_a_value_is_found_in_base64_wherever_it_stands(scanner: Scanner, before: str) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for after in ("", "x", "xy"):
            text = encode((before + PASSWORD + after).encode()).decode()
            assert scanner.kinds_in(f"message={text}") == {"password"}, (before, after)


def test_a_value_is_found_quoted_and_escaped(scanner: Scanner) -> None:
    assert scanner.kinds_in(f"https://x.example/?p={quote(PASSWORD, safe='')}") == {"password"}
    assert scanner.kinds_in(json.dumps({"t": "Übernahme der Südwind AG"})) == {"subject"}
    assert scanner.kinds_in("nothing of that kind") == set()


def test_a_value_short_enough_to_be_found_by_chance_is_refused(scanner: Scanner) -> None:
    with pytest.raises(ValueError, match="by chance"):
        scanner.plant("code", "abc")


def test_a_row_may_hold_only_what_its_table_owns(scanner: Scanner) -> None:
    row = {"PartitionKey": "a", "RowKey": "b", "t": "Übernahme der Südwind AG", "x": PASSWORD}
    assert scanner.rows("Events", [row]) == [Hit("password", "table Events, x")]
    assert scanner.rows("Activity", [row]) == [
        Hit("password", "table Activity, x"),
        Hit("subject", "table Activity, t"),
    ]
    in_key = {"PartitionKey": "Übernahme der Südwind AG", "RowKey": ""}
    assert scanner.rows("Events", [in_key]) == [Hit("subject", "table Events, PartitionKey")]


def test_a_folder_of_logs_is_read_to_the_last_line(scanner: Scanner, tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    (tmp_path / "host" / "stdout.log").write_text(f"fine\nfine\nsigned in with {PASSWORD}\n")
    assert scanner.folder(tmp_path) == [Hit("password", "host/stdout.log:3")]


def test_messages_may_hold_nothing_private(scanner: Scanner) -> None:
    body = base64.b64encode(json.dumps({"v": 1, "reason": PASSWORD}).encode()).decode()
    assert scanner.messages("sync-requests", [body, "fine"]) == [Hit("password", "queue sync-requests")]


LEAKS = {
    "a log line": "logging.getLogger('shared.x').info('got %s', MARKERS['token'])",
    "a log line's extra": "logging.getLogger('shared.x').info('got', extra={'detail': MARKERS['subject']})",
    "an exception in the log": "\n    try: raise ValueError(MARKERS['password'])\n"
    "    except ValueError: logging.getLogger('shared.x').exception('odd')",
    "a watched folder": "(tmp_path / 'a.log').write_text(MARKERS['code']); canary.watch(tmp_path)",
    "an exception that the test swallows": "\n    from shared.domain.failures import Failure\n"
    "    from shared.domain.due import Bucket\n    canary.plant('state', 'not a bucket')\n"
    "    with pytest.raises(ValueError): Bucket.parse('x')",
}


def run(folder: Path, body: str, *options: str) -> subprocess.CompletedProcess[str]:
    """A test run of its own, with one test of this body."""
    (folder / "test_it.py").write_text(
        "import logging, pytest\nfrom tests.canary.scan import MARKERS\n"
        f"def test_it_does_something(tmp_path, canary):\n    {body}\n"
    )
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.canary.plugin",
            "-p",
            "no:cacheprovider",
            *options,
            str(folder),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("leak", LEAKS)
def test_a_run_in_which_something_came_out_is_red(tmp_path: Path, leak: str) -> None:
    done = run(tmp_path, LEAKS[leak])
    assert "1 passed" in done.stdout, done.stdout
    assert "private things came out" in done.stdout
    assert done.returncode == 1
    summary = done.stdout.partition("private things came out")[2]
    assert not any(marker in summary for marker in MARKERS.values())


def test_what_a_worker_process_found_makes_the_run_red_too(tmp_path: Path) -> None:
    done = run(tmp_path, LEAKS["a log line"], "-p", "xdist", "-n", "1")
    assert (done.returncode, "token: log shared.x" in done.stdout) == (1, True), done.stdout


def test_a_clean_run_is_green(tmp_path: Path) -> None:
    done = run(tmp_path, "logging.getLogger('shared.x').info('synced %d events', 3)")
    assert done.returncode == 0, done.stdout
