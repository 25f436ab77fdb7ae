"""The emulators' own time and switches."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from dev.emulator.clock import Clock
from dev.emulator.knobs import Knobs

NOON = datetime(2027, 3, 28, 12, tzinfo=UTC)


def test_a_clock_tells_the_machines_time_until_it_is_set():
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_frozen_clock_stands_still_and_can_be_advanced():
    clock = Clock()
    clock.freeze(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(timedelta(minutes=5))
    assert clock.now() == NOON + timedelta(minutes=5)


def test_a_thawed_clock_runs_on_from_where_it_stood():
    clock = Clock()
    clock.freeze(NOON)
    clock.thaw()
    assert NOON <= clock.now() < NOON + timedelta(seconds=5)
    assert not clock.is_frozen


def test_a_clock_keeps_utc_whatever_zone_it_is_set_by():
    clock = Clock()
    clock.freeze(NOON.astimezone(timezone(timedelta(hours=2))))
    assert clock.now() == NOON
    assert clock.now().utcoffset() == timedelta(0)


def test_a_clock_refuses_a_time_without_a_zone():
    with pytest.raises(ValueError, match="aware"):
        Clock().set(datetime(2027, 1, 1))


def test_a_reset_clock_is_the_machines_again():
    clock = Clock()
    clock.freeze(NOON)
    clock.reset()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_misspelt_knob_is_an_error_when_read_and_when_set():
    knobs = Knobs(strict_rotation=False)
    with pytest.raises(KeyError):
        knobs["strict_rotatoin"]
    with pytest.raises(KeyError):
        knobs.set(strict_rotatoin=True)


@pytest.mark.parametrize(("name", "value"), [("flag", 1), ("number", True), ("number", "7"), ("text", None)])
def test_a_knob_takes_only_values_of_its_kind(name, value):
    knobs = Knobs(flag=False, number=7, text="a")
    with pytest.raises(TypeError):
        knobs.set(**{name: value})


def test_knobs_are_set_all_or_none():
    knobs = Knobs(flag=False, number=7)
    with pytest.raises(TypeError):
        knobs.set(flag=True, number="many")
    assert knobs.all() == {"flag": False, "number": 7}


def test_a_knob_is_declared_once_and_reset_to_its_default():
    knobs = Knobs(flag=False)
    knobs.declare(share=0.5)
    with pytest.raises(ValueError, match="twice"):
        knobs.declare(flag=True)
    knobs.set(flag=True, share=1)
    knobs.reset()
    assert knobs.all() == {"flag": False, "share": 0.5}
