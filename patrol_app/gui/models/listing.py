"""Pages of records for a table: keyset cursors behind numbered pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Signal

from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.instant import minute_text, paper_text
from patrol_app.domain.records import record_type
from patrol_app.domain.registry import OwnColumn, RecordType
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.forms.items import headed
from patrol_app.gui.forms.values import state_of, words
from patrol_app.gui.models.columns import Cell, Column, chip, toned
from patrol_app.gui.models.paged import PagedTableModel, PageRequest
from patrol_app.gui.problem.listed import HEADS, stands
from patrol_app.i18n import N_, _, language
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import EVERY_STATE, Listing, Stored
from patrol_app.services.privacy import shown_names
from patrol_app.services.travel import EXPORTED, LOCAL, TravelQueries, stages
from patrol_app.services.value_words import show_scaled

OWN_COLUMNS: Mapping[str, tuple[str, str, int]] = {
    # type -> own value, head, width
    "pest": ("abnormal", N_("Abnormal trees"), 96),
    "grazing": ("heads", N_("Heads in all"), 88),
    "drill": ("present", N_("Present"), 72),
    "training": ("minutes", N_("Minutes"), 72),
    "fitness": ("passed", N_("Passed"), 72),
}
OnStep = Callable[[int, int], None]
AREA = "mu"  # unit of areas in lists
FAR = 4  # pages that are read through rather than counted
STEP = 500  # rows read at a time for export and print
SHORT_INSTANT = 120  # px at 100 %: 2026-04-09 10:05
WIDTHS = {"instant": 168, "date": 120, "bool": 72, "int": 80, "decimal": 104, "ref": 112}


@dataclass(frozen=True)
class Line:
    """One row: the record, its words by field, and how far it has come (``services.travel``).

    Attributes:
        more: cells that follow from other records, by the key of their column.
    """

    stored: Stored
    cells: Mapping[str, str]
    stage: str = ""
    more: Mapping[str, Cell] = field(default_factory=dict)


def columns_of(kind: RecordType) -> list[Column]:
    """Columns of a type's list from its field metadata: name, listed fields, state."""
    first = _("Number") if not kind.key else _(specs(kind.cls)[kind.key].ui.label)
    width = 208 if not kind.key else 136
    order = "number" if not kind.key else kind.key
    made = [Column("_name", first, width, kind="link", value=_name, sort_key=order)]
    listed = [s for s in specs(kind.cls).values() if s.ui.listed]
    free = [s for s in listed if s.name not in ("number", kind.key)]
    for spec in free:
        made.append(_column(spec, spec.ui.kind in ("text", "vocabs", "longtext")))
    if (own := OWN_COLUMNS.get(kind.code)) is not None:
        made.append(Column(own[0], _(own[1]), own[2], "right", value=_own(own[0])))
    if (one := kind.column) is not None:
        head = f"{_(one.head)} ({_(one.unit)})" if one.unit else _(one.head)
        made.append(Column(one.name, head, one.width, "right", value=_scaled(one)))
    if kind.code == "problem":
        made += [Column(key, _(head), px, value=_more(key)) for key, head, px in HEADS]
    if kind.submit:
        made.append(travel_column())
        made.append(Column("_state", _("State"), 120, value=_state))
    return made


def travel_column() -> Column:
    """How far a row has come; drafts travel too, so they have a word as well."""
    width = 80 if language() == "zh_CN" else 104
    return Column("_stage", _("Sent up"), width, value=lambda line: stage_words(line.stage))


def stage_words(stage: str) -> Cell:
    """A stage of ``services.travel`` in words."""
    words = {
        EXPORTED: ("info", _("Exported")),
        "county": ("ok", _("At county")),
        "city": ("ok", _("At city")),
        "province": ("ok", _("At province")),
    }
    if stage == LOCAL:
        return Cell(_("Not exported"))
    return toned(*words[stage]) if stage in words else Cell("")


def _width(kind: str) -> int:
    """Px at 100 %; a moment is written shorter in English, a column head longer."""
    return SHORT_INSTANT if kind == "instant" and language() == "en" else WIDTHS.get(kind, 128)


def _word_width(spec: FieldSpec) -> int:
    """Px at 100 % of the longest word of a vocabulary, within what its column may take."""
    words = (term.label() for term in vocabulary(spec.ui.vocabulary).terms if not term.retired)
    longest = max(
        (sum(14 if ord(char) > 0xFF else 8 for char in word) for word in words), default=0
    )
    return min(WIDTHS.get("vocab", 128), max(80, longest + 32))


def _column(spec: FieldSpec, stretch: bool) -> Column:
    number = spec.ui.kind in ("int", "decimal")
    sortable = spec.ui.kind not in ("vocabs", "refs", "ref", "items", "position")
    return Column(
        spec.name,
        headed(spec),
        0 if stretch else _word_width(spec) if spec.ui.kind == "vocab" else _width(spec.ui.kind),
        "right" if number else "left",
        value=lambda line: line.cells.get(spec.name, ""),
        sort_key=spec.name if sortable else "",
    )


def _name(line: Line) -> Cell:
    return Cell(name_of(line.stored), "link")


def _own(key: str) -> Any:
    return lambda line: line.stored.own.get(key)


def _more(key: str) -> Callable[[Line], Cell]:
    """The cell of a row under ``key``; empty for a row that has none."""
    return lambda line: line.more.get(key, Cell(""))


def _scaled(column: OwnColumn) -> Callable[[Line], str]:
    """The words of an own value; empty where it has none."""

    def value(line: Line) -> str:
        """Words of one row."""
        found = line.stored.own.get(column.name)
        return "" if found is None else show_scaled(found, column.scale)

    return value


def _state(line: Line) -> Cell:
    stored = line.stored
    if stored.conflicts:
        return chip("conflict", _("{n} conflicts").format(n=stored.conflicts))
    if stored.incomplete:
        return chip("due", _("Incomplete"))
    tone, text = state_of(stored)
    return chip(tone, text)


def selected_sums(kind: RecordType, lines: Sequence[Line]) -> list[str]:
    """Sums of what can be added up in selected rows, in words: ``头数 12``."""
    parts = []
    own = OWN_COLUMNS.get(kind.code)
    if own is not None:
        total = sum(line.stored.own.get(own[0]) or 0 for line in lines)
        parts.append(f"{_(own[1])} {total}")
    for spec in specs(kind.cls).values():
        if spec.ui.listed and spec.ui.kind in ("int", "decimal") and not spec.ui.private:
            total = sum(getattr(line.stored.record, spec.name) or 0 for line in lines)
            parts.append(f"{headed(spec)} {words(spec, total, {}, private=False)}")
    return parts


def lines_of(
    queries: TravelQueries,
    kind: RecordType,
    rows: tuple[Stored, ...],
    *,
    private: bool,
    day: str,
) -> list[Line]:
    """Rows with their words; referred names are read once a page (run it in a query).

    ``day`` is the Beijing day on which limits are told.
    """
    shown = [s for s in specs(kind.cls).values() if s.ui.listed]
    names: dict[str, str] = {}
    for spec in shown:
        if spec.ui.ref:
            recs = {one for row in rows for one in _ids(getattr(row.record, spec.name))}
            names |= shown_names(queries, spec.ui.ref, recs) if recs else {}
    made = []
    come = stages(queries, [row.record.id for row in rows]) if kind.submit else {}
    more = stands(queries, rows, day) if kind.code == "problem" else {}
    for row in rows:
        cells = {s.name: _cell_words(s, row, names, private) for s in shown}
        said = {name: _one_line(text) for name, text in cells.items()}
        rec = row.record.id
        made.append(Line(row, said, come.get(rec, ""), more.get(rec, {})))
    return made


def _cell_words(spec: FieldSpec, row: Stored, names: dict[str, str], private: bool) -> str:
    """The words of one cell; areas have one decimal so that a column can be compared."""
    value = getattr(row.record, spec.name)
    if spec.ui.unit == AREA and value is not None and (private or not spec.ui.private):
        return f"{Decimal(value).scaleb(-spec.ui.scale):.1f}"
    return words(spec, value, names, private=private)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _ids(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


class RecordSource(QObject):
    """Answers a table's page requests from the store.

    Keyset pages have no numbers: the cursor after each page is remembered, and a short jump
    reads forward from the last known one. Before a far jump the cursors of all pages are read
    once, from the index alone.

    Args:
        ctx: see ``Context``.
        type: record type code.
        parent: the page.

    Signals:
        counted: number of rows of the present filter.
        failed: ``PatrolError`` of a read.
    """

    counted = Signal(int)
    failed = Signal(object)

    def __init__(self, ctx: Context, type: str, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._kind = ctx, record_type(type)
        self.listing = Listing(type, (), EVERY_STATE)
        self.model: PagedTableModel | None = None
        self._cursors: dict[int, tuple[Any, str] | None] = {0: None}
        self._generation = self._surveyed = -1
        self._waiting: list[PageRequest] = []

    def show(self, listing: Listing) -> None:
        """Filter anew."""
        self.listing = listing
        if self.model is not None:
            self.model.reload()

    def ask(self, request: PageRequest) -> None:
        """Provider of the table model."""
        if request.generation < self._generation:
            return
        if request.generation != self._generation:
            self._generation = request.generation
            self._cursors = {0: None}
        number = request.start // request.count
        if self._survey(request, number):
            return
        known = max(place for place in self._cursors if place <= number)
        after = self._cursors[known]
        listing = replace(self._ordered(request), limit=request.count, after=after)
        queries, kind = self._ctx.app.store.queries, self._kind
        private = False  # a list never shows personal data; the form does, and notes it
        first, day = request.start == 0, self._ctx.app.session.today

        def read() -> tuple[list[Line], dict[int, tuple[Any, str] | None], int]:
            """Walk to the page; its lines, the cursors passed, the count of a short list."""
            cursors: dict[int, tuple[Any, str] | None] = {}
            here = listing
            for step in range(known, number + 1):
                page = queries.page(here)
                cursors[step + 1] = page.next
                if step == number:
                    break
                if page.next is None:
                    return [], cursors, -1
                here = replace(here, after=page.next)
            total = len(page.rows) if first and page.next is None else -1
            lines = lines_of(queries, kind, page.rows, private=private, day=day)
            return lines, cursors, total

        self._ctx.work.query(
            read, lambda found: self._take(request, *found), self.failed.emit, owner=self
        )

    def _survey(self, request: PageRequest, number: int) -> bool:
        """Before a far jump: ask where every page begins; whether the request has to wait."""
        if self._surveyed == request.generation or number - max(self._cursors) <= FAR:
            return False
        self._waiting.append(request)
        if len(self._waiting) > 1:
            return True
        listing, queries = self._ordered(request), self._ctx.app.store.queries

        def known(found: list[tuple[Any, str]]) -> None:
            """Answer what waited; a request of another filter is dropped by the model."""
            waiting, self._waiting = self._waiting, []
            if request.generation == self._generation:
                self._surveyed = request.generation
                self._cursors.update(dict(enumerate(found, 1)))
            for one in waiting:
                if one.generation == self._generation:
                    self.ask(one)

        def lost(fault: PatrolError) -> None:
            """Say it; the rows can be asked for again."""
            self._waiting = []
            self.failed.emit(fault)

        self._ctx.work.query(
            lambda: queries.landmarks(listing, request.count), known, lost, owner=self
        )
        return True

    def _ordered(self, request: PageRequest) -> Listing:
        """The listing in the order of a request."""
        if not request.sort_key:
            return self.listing
        return replace(self.listing, order=request.sort_key, descending=request.descending)

    def whole(self) -> Callable[[OnStep, Callable[[], bool]], Iterator[Line]]:
        """How to read every row of the present filter and order, page by page, in a thread.

        The function takes (progress, cancelled) and raises ``PatrolError`` ``work.cancelled``.
        """
        listing = replace(self.listing, limit=STEP, after=None)
        if self.model is not None and self.model.sort_key:
            order, down = self.model.sort_key, self.model.descending
            listing = replace(listing, order=order, descending=down)
        queries, kind = self._ctx.app.store.queries, self._kind
        private = not kind.private or self._ctx.actor().may("private")
        day = self._ctx.app.session.today

        def read(progress: OnStep, cancelled: Callable[[], bool]) -> Iterator[Line]:
            """The rows one by one."""
            total, done, here = queries.count(listing), 0, listing
            while True:
                page = queries.page(here)
                yield from lines_of(queries, kind, page.rows, private=private, day=day)
                done += len(page.rows)
                progress(done, total)
                if cancelled():
                    raise PatrolError("work.cancelled", N_("Cancelled"))
                if page.next is None or not page.rows:
                    return
                here = replace(here, after=page.next)

        return read

    def stamp(self) -> str:
        """The moment in words, by the folder's own clock, for papers made of the list."""
        now = self._ctx.app.clock.now_ms()
        return paper_text(now) if language() == "zh_CN" else minute_text(now)

    def _take(
        self,
        request: PageRequest,
        lines: list[Line],
        cursors: Mapping[int, tuple[Any, str] | None],
        total: int,
    ) -> None:
        if self.model is None or request.generation != self._generation:
            return
        self._cursors.update({n: c for n, c in cursors.items() if c is not None})
        if total >= 0:
            self._counted(total, request.generation)
        self.model.put_page(request.start, lines, request.generation)
        if total < 0 and request.start == 0:
            # the rows are on the screen; how many there are may take longer
            queries, listing, asked = self._ctx.app.store.queries, self.listing, request.generation
            self._ctx.work.query(
                lambda: queries.count(listing),
                lambda found: self._counted(found, asked),
                self.failed.emit,
                owner=self,
            )

    def _counted(self, total: int, generation: int) -> None:
        if self.model is None or generation != self._generation:
            return
        self.model.set_total(total, generation)
        self.counted.emit(total)
