"""One line of the list of things to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One line of the list of things to do.

    Attributes:
        tone, chip: state with its words.
        title, caption: two lines.
        action: verb; key names what it does (``recovery``) or where it leads.
        go: (page key, argument) to go to, or None for a deed of the page.
    """

    tone: str
    chip: str
    title: str
    caption: str
    action: str = ""
    key: str = ""
    go: tuple[str, object] | None = None
