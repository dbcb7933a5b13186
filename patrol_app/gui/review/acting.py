"""Deeds of review as commands: what was done is said in a toast that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context
from patrol_app.i18n import _
from patrol_app.services.reviews import Said, Seen

Done = Callable[[], None]


SLICE = 50  # records said of in one transaction: the window stays quick beside it


def approve(
    ctx: Context, owner: QWidget, type: str, seen: Sequence[Seen], own: int, then: Done
) -> None:
    """Approve records and what hangs on them.

    Args:
        ctx: see ``Context``.
        owner: outcome is dropped when it is gone.
        type: record type code of those that name none.
        seen: records as they were shown, the findings of patrols among them.
        own: how many of them are of ``type``.
        then: called when it is done.
    """
    app, actor = ctx.app, ctx.actor()

    def told(said: Said) -> None:
        """How many, and why not the others."""
        main = sum(1 for code, _rec in said.done if code == type)
        words = _("Approved {n}").format(n=main)
        _tell(ctx, words if main == own or said.refused else f"{words} / {own}", said)
        then()

    _in_slices(ctx, owner, seen, lambda part: app.reviews.approve(actor, type, part), told)


def lock(ctx: Context, owner: QWidget, type: str, seen: Sequence[Seen], then: Done) -> None:
    """Lock approved records."""
    app, actor = ctx.app, ctx.actor()

    def told(said: Said) -> None:
        """How many, and why not the others."""
        _tell(ctx, _("Locked {n}").format(n=len(said.done)), said)
        then()

    _in_slices(ctx, owner, seen, lambda part: app.reviews.lock(actor, type, part), told)


def _in_slices(
    ctx: Context,
    owner: QWidget,
    seen: Sequence[Seen],
    act: Callable[[Sequence[Seen]], Said],
    told: Callable[[Said], None],
    before: Said | None = None,
) -> None:
    """Carry ``act`` out slice by slice, one command after the other."""
    before = before or Said()
    part, rest = seen[:SLICE], seen[SLICE:]

    def go_on(said: Said) -> None:
        """The next slice, or the end."""
        both = Said(
            (*before.written, *said.written),
            (*before.done, *said.done),
            {**before.refused, **said.refused},
        )
        if rest:
            _in_slices(ctx, owner, rest, act, told, both)
        else:
            told(both)

    ctx.work.command(lambda: act(part), go_on, owner=owner)


def _tell(ctx: Context, words: str, said: Said) -> None:
    """The toast, with what was left and why."""
    if said.refused:
        first = next(iter(said.refused.values()))
        left = _("{n} left: {why}").format(n=len(said.refused), why=first.message())
        words = f"{words} · {left}"
    _toast(ctx, words, said)


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
