"""Nothing in the repository names a machine's paths or the package registry of the place it was built in."""

from __future__ import annotations

import json
import re

from tests.rules import repo

MACHINE_PATH = re.compile(r"(?<![\w.\-/}$\"'`*])/(?:work|root|Users)/[a-z]|(?<![\w.\-}$])/home/(?!site/)[a-z]+/")
"""Home folders and build folders. ``/home/site`` is where Azure itself puts an app."""
BINARY = (".png", ".jpg", ".ico", ".woff2", ".gz", ".zip", ".pfx")
LOCK_WORDS = ("--index-url", "--extra-index-url", "--find-links", "--trusted-host")


def machine_paths(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if MACHINE_PATH.search(line)]


def registry_lines(filename: str, text: str) -> list[str]:
    """What in a lock file ties it to a registry."""
    if filename.endswith("package-lock.json"):
        packages = json.loads(text).get("packages", {})
        return [f"{package}: resolved" for package, entry in packages.items() if "resolved" in entry]
    if filename.startswith("requirements") and filename.endswith((".txt", ".in")):
        return [line for line in text.splitlines() if line.strip().startswith(LOCK_WORDS) or "://" in line]
    return []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    problems = [
        f"{repo.name(path)}:{line}"
        for path in repo.files()
        if not path.name.endswith(BINARY) and path.name != "test_no_machine_names.py"
        for line in machine_paths(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not problems, repo.report(problems)


def test_no_lock_names_a_registry() -> None:
    problems = [
        f"{repo.name(path)}: {line}"
        for path in repo.files(".txt", ".in", "package-lock.json")
        for line in registry_lines(path.name, path.read_text(encoding="utf-8"))
    ]
    assert not problems, repo.report(problems)


def test_the_rule_sees_paths_and_registries() -> None:
    assert machine_paths("x\nopen /home/somebody/notes\ncd /work/main\n/home/site/wwwroot\nhttps://a.b/work/x") == [
        2,
        3,
    ]
    assert registry_lines("requirements.txt", "--index-url https://x.example/simple\na==1") != []
    lock = json.dumps({"packages": {"node_modules/a": {"version": "1", "resolved": "https://x.example/a.tgz"}}})
    assert registry_lines("package-lock.json", lock) == ["node_modules/a: resolved"]
