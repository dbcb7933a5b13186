"""Settings, records of use: who did and saw what, newest first, and whether the chain holds."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.kit import Card, EmptyState, Note, Table, spaced, v
from patrol_app.gui.models.columns import Column
from patrol_app.gui.models.paged import PageRequest
from patrol_app.i18n import _
from patrol_app.services.privacy import AuditLine


def columns() -> list[Column]:
    """Number, time, person, deed, ids and counts."""
    return [
        Column("n", _("No."), 72, "right", value=lambda line: str(line.n)),
        Column("at", _("Time"), 168, value=lambda line: short_moment(line.at_ms)),
        Column("who", _("Person"), 112, value=lambda line: line.who or "—"),
        Column("whom", _("Concerning"), 112, value=lambda line: line.whom or "—"),
        Column("deed", _("What they did"), 208, value=lambda line: line.deed),
        Column("detail", _("Ids and counts"), 0, value=_detail),
    ]


class DeedsPanel(QWidget):
    """The audit table.

    Args:
        ctx: see ``Context``.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self._ctx = ctx
        self._total = 0
        self.table = Table(columns(), self._ask, name=_("Records of use"), hug=True)
        self.table.set_empty(
            EmptyState(
                "shield-search",
                _("Nothing was noted yet"),
                _("Who signs in, sees personal data or writes it out is noted here."),
            )
        )
        self._place = v(gap=0)
        card = Card(flush=True)
        card.put((self.table, 1))
        column = v(self._place, (card, 1), gap="card_gap")
        column.addStretch(0)
        self.setLayout(column)

    def refresh(self) -> None:
        """Check the chain and read the newest rows again."""
        app, actor = self._ctx.app, self._ctx.actor()

        def read() -> tuple[int, list[int], list[str]]:
            """How many rows there are, which are broken, who has seen more of them."""
            last = app.privacy.audit(actor, limit=1)
            broken, cut = app.privacy.audit_broken(actor), app.privacy.audit_cut(actor)
            return (last[0].n if last else 0), broken, cut

        self._ctx.work.query(read, self._show, self._refused, owner=self)

    def note(self) -> Note | None:
        """What is said of the chain."""
        item = self._place.itemAt(0)
        widget = item.widget() if item else None
        return widget if isinstance(widget, Note) else None

    def _show(self, found: tuple[int, list[int], list[str]]) -> None:
        self._total, broken, cut = found
        if broken:
            numbers = ", ".join(str(n) for n in broken[:10])
            title = _("Rows were changed or taken out")
            self._say(Note("overdue", title, _("First at number {n}").format(n=numbers)))
        elif cut:
            title = _("Entries that {unit} has seen are missing here").format(unit=cut[0])
            self._say(Note("overdue", title, _("After a restore this is to be expected.")))
        else:
            count = spaced(self._total)
            self._say(Note("ok", _("The chain of {n} rows holds").format(n=count)))
        self.table.model.reload()

    def _refused(self, fault: PatrolError) -> None:
        self._say(Note("locked", fault.message()))

    def _say(self, note: Note) -> None:
        old = self.note()
        if old is not None:
            self._place.removeWidget(old)
            old.deleteLater()
        self._place.add(note)

    def _ask(self, request: PageRequest) -> None:
        """Rows are numbered without a gap: a place in the list is a number."""
        app, actor, total = self._ctx.app, self._ctx.actor(), self._total
        if not total:
            return
        below, count = total - request.start + 1, request.count
        self._ctx.work.query(
            lambda: app.privacy.audit(actor, below, count),
            lambda rows: self._take(request, total, rows),
            self._refused,
            owner=self,
        )

    def _take(self, request: PageRequest, total: int, rows: list[AuditLine]) -> None:
        self.table.model.set_total(total, request.generation)
        self.table.model.put_page(request.start, rows, request.generation)


def _detail(line: Any) -> str:
    shown = {key: value for key, value in line.detail.items() if key != "actor"}
    return json.dumps(shown, ensure_ascii=False)[1:-1].replace('"', "") if shown else "—"
