"""Columns of the ledger's list that follow from a problem's steps: where it stands, its limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from patrol_app.gui.models.columns import Cell, chip
from patrol_app.gui.problem.words import TONES, limit_words, state_word
from patrol_app.i18n import N_
from patrol_app.services.ports import Queries, Stored
from patrol_app.services.problems import lines_for

# key, head, px at 100 %
HEADS: Final = (("_stands", N_("Where it stands"), 104), ("_limit", N_("Limit"), 112))


def stands(queries: Queries, rows: Sequence[Stored], day: str) -> dict[str, Mapping[str, Cell]]:
    """Cells by record id and key of ``HEADS`` on the Beijing day ``day``; drafts have none."""
    return {
        line.problem.id: {
            "_stands": chip(TONES.get(line.now.state, "info"), state_word(line.now.state)),
            "_limit": chip(*limit_words(line)) if line.due_on else Cell(""),
        }
        for line in lines_for(queries, rows, day)
    }
