"""Named switches of an emulator, each with its default: behaviour that was seen both ways, or is strict on demand."""

from __future__ import annotations

from typing import Any


class Knobs:
    """Only declared names can be read or set, and only to a value of the default's type: a typo is an error.

    A knob whose default is None takes any JSON value.
    """

    def __init__(self, **defaults: Any) -> None:
        self._defaults = defaults
        self._values = dict(defaults)

    def declare(self, **defaults: Any) -> None:
        """Add knobs; every part of an emulator declares its own."""
        for name, value in defaults.items():
            if name in self._defaults:
                raise ValueError(f"knob {name} is declared twice")
            self._defaults[name] = value
            self._values[name] = value

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def set(self, **values: Any) -> None:
        """All or nothing. Raises KeyError for an unknown name, TypeError for a value of another type."""
        for name, value in values.items():
            default = self._defaults[name]
            same_kind = isinstance(value, type(default)) and isinstance(value, bool) == isinstance(default, bool)
            number = isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool)
            if default is not None and not same_kind and not number:
                raise TypeError(f"knob {name} takes {type(default).__name__}")
        self._values.update(values)

    def all(self) -> dict[str, Any]:
        return dict(self._values)

    def reset(self) -> None:
        self._values = dict(self._defaults)
