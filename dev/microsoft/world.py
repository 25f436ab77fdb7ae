"""Everything the Microsoft emulator knows, in one place that its Entra and Graph routes share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from dev.emulator.frame import Frame
from dev.microsoft.directory import Directory
from dev.microsoft.entra_state import EntraState
from dev.microsoft.tokens import Tokens


@dataclass
class World:
    """``frame`` (clock, faults, knobs, log), the directory, the tokens, and by address the mailboxes of Graph.

    ``mailboxes`` belongs to the Graph part, which sets it, declares knobs and adds to ``frame.on_reset``.

    Knobs of Entra: ``strict_rotation`` refuses a refresh token that was replaced, ``reuse_revokes_family`` also
    revokes its successors; ``pkce_required`` refuses a code flow without S256; ``errors_by_query`` sends errors by GET
    also under form_post; ``descriptions_have_line_breaks`` as before about 2022; ``declined_…`` give the other form
    that was seen or is documented.
    """

    frame: Frame = field(default_factory=Frame)
    directory: Directory = field(default_factory=Directory)
    entra: EntraState = field(default_factory=EntraState)
    mailboxes: Any = None
    tokens: Tokens = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.frame.clock.now)
        self.frame.knobs.declare(
            descriptions_have_line_breaks=False,
            pkce_required=True,
            strict_rotation=False,
            reuse_revokes_family=False,
            errors_by_query=False,
            declined_consent_is_bare=False,
            declined_admin_consent_as_documented=False,
        )
        self.frame.on_reset += [self.directory.reset, self.entra.reset]


WORLD = web.AppKey("world", World)
