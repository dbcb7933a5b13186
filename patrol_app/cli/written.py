"""How a command answers that wrote a paper: its file, its notes, the records behind each cell."""

from __future__ import annotations

from dataclasses import asdict

from patrol_app.cli.output import Output
from patrol_app.services.report_types import Paper


def tell_paper(output: Output, done: Paper) -> None:
    """Name the file and what the paper notes; the document holds every cell."""
    output.path(done.path)
    for note in done.notes:
        output.note(note)
    output.document(
        {
            "title": done.title,
            "pages": done.pages,
            "cells": [asdict(cell) for cell in done.cells],
            "notes": list(done.notes),
        }
    )
