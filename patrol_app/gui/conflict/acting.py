"""Settling as commands: what was done is said in a toast that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context
from patrol_app.i18n import _
from patrol_app.services.conflict_types import Choice, How, Many, RecordConflict, Row, Settled


def settle(
    ctx: Context,
    owner: QWidget,
    found: RecordConflict,
    choices: Mapping[str, Choice],
    then: Callable[[], None],
) -> None:
    """Settle one record as it was shown.

    Args:
        ctx: see ``Context``.
        owner: the outcome is dropped when it is gone.
        found: the record.
        choices: by field key.
        then: called when it is done.
    """
    app, actor = ctx.app, ctx.actor()

    def done(settled: Settled) -> None:
        """Say it and offer to take it back."""
        words = _("{number}: {n} settled").format(number=found.number, n=len(settled.keys))
        _toast(ctx, words, [settled])
        then()

    ctx.work.command(
        lambda: app.conflicts.settle(actor, found.type, found.rec, choices, found.heads),
        done,
        owner=owner,
    )


def settle_many(
    ctx: Context, owner: QWidget, rows: Sequence[Row], how: How, then: Callable[[], None]
) -> None:
    """Settle several records alike; those that do not take it are told."""
    app, actor = ctx.app, ctx.actor()
    targets = [(row.type, row.rec) for row in rows]

    def done(many: Many) -> None:
        """How many, and why not the others."""
        words = _("{n} records settled").format(n=len(many.done))
        if many.refused:
            why = next(iter(many.refused.values())).message()
            words += " · " + _("{n} left: {why}").format(n=len(many.refused), why=why)
        _toast(ctx, words, many.done)
        then()

    ctx.work.command(lambda: app.conflicts.settle_many(actor, targets, how), done, owner=owner)


def _toast(ctx: Context, words: str, settled: Sequence[Settled]) -> None:
    app, actor = ctx.app, ctx.actor()

    def undo() -> None:
        """Called by the toast."""
        ctx.work.command(lambda: app.conflicts.undo(actor, settled))

    ctx.toast(words, undo if settled else None)
