"""Everything the Microsoft emulator knows, in one place that its Entra and Graph routes share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from dev.emulator.frame import Frame
from dev.microsoft.directory import Directory
from dev.microsoft.tokens import Tokens


@dataclass
class World:
    """``frame`` (clock, faults, knobs, log), the directory, the tokens, and by address the mailboxes of Graph.

    ``mailboxes`` belongs to the Graph part, which sets it.
    """

    frame: Frame = field(default_factory=Frame)
    directory: Directory = field(default_factory=Directory)
    mailboxes: Any = None
    tokens: Tokens = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.frame.clock.now)


WORLD = web.AppKey("world", World)
