"""Deeds of review as commands: what was done is said in a toast that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context
from patrol_app.i18n import _
from patrol_app.services.reviews import Said, Seen

Done = Callable[[], None]


def approve(
    ctx: Context, owner: QWidget, type: str, seen: Sequence[Seen], own: int, then: Done
) -> None:
    """Approve records and what hangs on them.

    Args:
        ctx: see ``Context``.
        owner: outcome is dropped when it is gone.
        type: record type code of those that name none.
        seen: records as they were shown, the findings of a patrol behind it.
        own: how many of them are counted in words (without findings).
        then: called when it is done.
    """
    app, actor = ctx.app, ctx.actor()

    def told(said: Said) -> None:
        """How many, and why not the others."""
        main = sum(1 for code, _rec in said.done if code == type)
        words = _("Approved {n}").format(n=main)
        if main < own or said.refused:
            first = next(iter(said.refused.values()), None)
            left = _("{n} left: {why}").format(
                n=len(said.refused), why=first.message() if first else ""
            )
            words = f"{words} · {left}"
        _toast(ctx, words, said)
        then()

    ctx.work.command(lambda: app.reviews.approve(actor, type, seen), told, owner=owner)


def lock(ctx: Context, owner: QWidget, type: str, seen: Sequence[Seen], then: Done) -> None:
    """Lock approved records."""
    app, actor = ctx.app, ctx.actor()

    def told(said: Said) -> None:
        """How many, and why not the others."""
        words = _("Locked {n}").format(n=len(said.done))
        if said.refused:
            first = next(iter(said.refused.values()))
            left = _("{n} left: {why}").format(n=len(said.refused), why=first.message())
            words = f"{words} · {left}"
        _toast(ctx, words, said)
        then()

    ctx.work.command(lambda: app.reviews.lock(actor, type, seen), told, owner=owner)


def give_back(
    ctx: Context,
    owner: QWidget,
    type: str,
    seen: Seen,
    number: str,
    reasons: Mapping[str, str],
    then: Done,
) -> None:
    """Return one record with its reasons."""
    app, actor = ctx.app, ctx.actor()

    def told(said: Said) -> None:
        """Which one."""
        _toast(ctx, _("Sent back {number}").format(number=number), said)
        then()

    ctx.work.command(
        lambda: app.reviews.give_back(actor, type, seen.rec, reasons, heads=seen.heads),
        told,
        owner=owner,
    )


def unlock(
    ctx: Context, owner: QWidget, type: str, rec: str, number: str, reason: str, then: Done
) -> None:
    """Take the lock off one record."""
    app, actor = ctx.app, ctx.actor()

    def told(_said: Said) -> None:
        """Which one."""
        ctx.toast(_("Unlocked {number}").format(number=number), None)
        then()

    ctx.work.command(lambda: app.reviews.unlock(actor, type, rec, reason), told, owner=owner)


def withdraw(ctx: Context, type: str, rec: str) -> None:
    """Take a submission back; the undo of its toast."""
    app, actor = ctx.app, ctx.actor()
    ctx.work.command(lambda: app.reviews.withdraw(actor, type, [rec]))


def _toast(ctx: Context, words: str, said: Said) -> None:
    app, actor = ctx.app, ctx.actor()

    def undo() -> None:
        """Called by the toast."""
        ctx.work.command(lambda: app.reviews.undo(actor, said.written))

    ctx.toast(words, undo if said.written else None)
