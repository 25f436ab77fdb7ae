"""Which request a fault rule takes."""

import re

import pytest

from dev.emulator.faults import Fault, Faults


def test_the_first_rule_that_fits_wins():
    faults = Faults()
    first = faults.add(Fault(path="/calendarView"))
    faults.add(Fault())
    assert faults.take("GET", "/v1.0/me/calendarView", None).id == first
    assert faults.take("GET", "/v1.0/me", None).id != first


@pytest.mark.parametrize(
    "rule",
    [
        {"method": "POST"},
        {"path": "^/token$"},
        {"user": "ben@nordlicht.test"},
        {"operation": "refresh_token"},
        {"method": "GE"},
    ],
)
def test_a_rule_that_names_something_else_leaves_a_request_alone(rule):
    faults = Faults()
    faults.add(Fault(**rule))
    assert faults.take("GET", "/v1.0/me", "anna@nordlicht.test", "SyncFolderItems") is None


def test_a_rule_of_a_user_takes_that_users_requests():
    faults = Faults()
    faults.add(Fault(user="anna@nordlicht.test", method="GET|POST", operation="Sync.*"))
    assert faults.take("POST", "/EWS/Exchange.asmx", "anna@nordlicht.test", "SyncFolderItems")


def test_a_counted_rule_fires_so_often_and_then_never():
    faults = Faults()
    faults.add(Fault(count=2))
    assert [bool(faults.take("GET", "/", None)) for _ in range(4)] == [True, True, False, False]
    assert faults.rules[0].fired == 2


def test_a_rule_that_skips_begins_with_the_request_after():
    faults = Faults()
    faults.add(Fault(skip=2, count=1))
    assert [bool(faults.take("GET", "/", None)) for _ in range(4)] == [False, False, True, False]


def test_chance_is_the_same_in_every_run():
    runs = []
    for _ in range(2):
        faults = Faults(seed=7)
        faults.add(Fault(probability=0.5))
        runs.append([bool(faults.take("GET", "/", None)) for _ in range(40)])
    assert runs[0] == runs[1]
    assert 5 < sum(runs[0]) < 35


def test_a_rule_with_an_unknown_member_or_a_broken_pattern_is_refused():
    with pytest.raises(TypeError):
        Faults().add_json({"paths": "/me"})
    with pytest.raises(re.error):
        Faults().add_json({"path": "("})


def test_a_removed_rule_no_longer_fires():
    faults = Faults()
    name = faults.add(Fault())
    faults.remove(name)
    assert faults.take("GET", "/", None) is None
