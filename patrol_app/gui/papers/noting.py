"""A row of use for every paper and list that leaves the program: what, how many, who."""

from __future__ import annotations

from patrol_app.gui.context import Context

FILE, PRINTER = "file", "printer"


def note_paper(ctx: Context, paper: str, count: int, way: str) -> None:
    """Write down that a paper went out; behind the writes that were asked before.

    Args:
        ctx: see ``Context``.
        paper: code of the paper, or ``list`` and ``map``.
        count: records or papers on it.
        way: ``FILE`` or ``PRINTER``.
    """
    privacy, actor = ctx.app.privacy, ctx.actor()
    ctx.work.command(lambda: privacy.paper_out(actor, paper, count, way))
