"""Delete to the recycle bin, and take it back by the toast."""

from __future__ import annotations

from collections.abc import Sequence

from patrol_app.gui.context import Context
from patrol_app.i18n import N_, _
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import Stored

REASON = N_("Deleted in the window")


def delete_records(ctx: Context, type: str, rows: Sequence[Stored], origin: str = "") -> None:
    """Void records; the toast offers to restore them.

    Args:
        ctx: see ``Context``.
        type: record type code.
        rows: what to delete.
        origin: of the page, so that it skips its echo.
    """
    app, actor = ctx.app, ctx.actor()
    recs = [row.record.id for row in rows]
    reason = _(REASON)

    def delete() -> None:
        """One after the other; each is its own entry in the journal."""
        for rec in recs:
            app.records.delete(type, rec, reason, actor)

    def restore() -> None:
        """Out of the recycle bin again."""
        for rec in recs:
            app.records.restore(type, rec, actor)

    def undo() -> None:
        """Called by the toast."""
        ctx.work.command(restore)

    if len(rows) == 1:
        words = _("Deleted {number}").format(number=name_of(rows[0]))
    else:
        words = _("Deleted {n} records").format(n=len(rows))
    ctx.work.command(delete, lambda _none: ctx.toast(words, undo), origin=origin)
