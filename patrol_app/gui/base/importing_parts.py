"""Parts of the import of base data: the answers at the right, what the rehearsal found."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from patrol_app.domain.records import record_type
from patrol_app.domain.records.dataset import PATCH
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.geo.crs import CGCS2000, epsg_of, system_name
from patrol_app.geo.readers.finding import Finding
from patrol_app.gui import kit
from patrol_app.gui.base.importing_more import OldSystem, VersionCard
from patrol_app.gui.models import Column
from patrol_app.i18n import N_, _
from patrol_app.services.base.cells import HECTARE, MU, SQUARE_METRE
from patrol_app.services.base.kinds import IMPORTED, TABLES, fields_of
from patrol_app.services.base_import import landing
from patrol_app.services.base_reading import Look
from patrol_app.services.base_types import BasePlan, RowFault

MOST_RADIOS = 3  # more systems stand in a list below
ENCODINGS = (("gb18030", "GBK / GB18030"), ("utf-8", "UTF-8"), ("big5", "Big5"))
UNITS = ((MU, N_("mu (亩)")), (HECTARE, N_("hectare")), (SQUARE_METRE, N_("square metre")))
FOUND_BY = {
    "cpg": N_("stated by the .cpg file"),
    "ldid": N_("stated by the table's head"),
    "utf-8": N_("found by the text itself"),
    "gb18030": N_("found by the text itself"),
    "given": N_("as chosen"),
    "asked": N_("nothing fits: please choose"),
}
SHAPES = {
    "Polygon": N_("areas"), "MultiPolygon": N_("areas"), "Point": N_("points"),
    "MultiPoint": N_("points"), "LineString": N_("lines"), "MultiLineString": N_("lines"),
}  # fmt: skip
ZONES = range(34, 46)  # 3-degree zones over the country's forests
OTHER, OLD = 100, 101  # ids of the radio buttons for the list, and for a system to be shifted


def kind_words(kind: str) -> str:
    """How people call a kind of base data."""
    if kind == PATCH:
        return _("Inspection patches")
    term = vocabulary("dataset_kind").find(kind)
    if kind in ("person", "unit", "team"):
        return _(record_type(kind).label)
    return term.label() if term else kind


def finding_words(one: Finding) -> str:
    """A finding in the language in use."""
    return _(one.msgid).format(count=kit.spaced(one.count), **one.params)


class SystemCard(kit.Card):
    """Which coordinate system: the ones that fit with where the data would land.

    Args:
        look: the file.

    Signals:
        edited: another one was chosen.
    """

    edited = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(_("Coordinate system"), _("never assumed"))
        self._look = look
        self._group = QButtonGroup(self)
        few = len(look.proposals) <= MOST_RADIOS
        self._shown = look.proposals if few else look.proposals[:MOST_RADIOS]
        words = (
            _("The numbers fit these; the data would lie here:")
            if look.proposals
            else _("The numbers fit no known system. Please choose.")
        )
        self.put(kit.label(words, "muted", wrap=True))
        for at, one in enumerate(self._shown):
            system, _colon, where = landing(one).partition(": ")
            radio = QRadioButton(system)
            self._group.addButton(radio, at)
            stated = _("stated by the file") if one.stated else ""
            home = _("in {city}").format(city=one.home) if one.home else ""
            said = " · ".join(filter(None, (where, home, stated)))
            radio.setAccessibleDescription(said)
            self.put(radio, kit.label(said, "caption", wrap=True))
        self.list = kit.CodeCombo(self._systems())
        self.list.setAccessibleName(_("Another system"))
        other = QRadioButton(_("Another system"))
        self._group.addButton(other, OTHER)
        self.put(other, self.list)
        self.old = OldSystem()
        before = QRadioButton(_("Xian 1980 or Beijing 1954"))
        self._group.addButton(before, OLD)
        self.put(before, self.old)
        self.old.hide()
        self.old.edited.connect(self.edited)
        self._group.idClicked.connect(lambda at: self.old.setVisible(at == OLD))
        self._group.idClicked.connect(lambda _at: self.edited.emit())
        self.list.edited.connect(other.click)
        if len(self._shown) == 1 and self._shown[0].stated:
            self._group.button(0).setChecked(True)

    def choice(self) -> tuple[int, bool]:
        """EPSG code and whether northing comes first; 0 while nothing is chosen."""
        at = self._group.checkedId()
        if at == OLD:
            return self.old.choice()[0], False
        if at == OTHER:
            code, _dot, turned = (self.list.value() or "0").partition(".")
            return int(code), bool(turned)
        return (self._shown[at].epsg, self._shown[at].swapped) if at >= 0 else (0, False)

    def shift(self) -> tuple[float, ...]:
        """The bureau's parameters for an old system; empty for every other one."""
        return self.old.choice()[1] if self._group.checkedId() == OLD else ()

    def choose(self, at: int) -> None:
        """Choose a proposal as a click would."""
        self._group.button(at).click()

    def _systems(self) -> list[tuple[str, str]]:
        rest = self._look.proposals[len(self._shown) :]
        pairs = [(f"{one.epsg}{'.1' if one.swapped else ''}", landing(one)) for one in rest]
        known = {code for code, _words in pairs}
        codes = [CGCS2000, *(epsg_of(z) for z in ZONES)]
        codes += [epsg_of(z, numbered=False) for z in ZONES]
        pairs += [(str(code), system_name(code)) for code in codes if str(code) not in known]
        return pairs


class AnswersColumn(QWidget):
    """Everything that is asked about a file.

    Args:
        look: the file.
        kind: what its rows are.
        mapping: field -> column as proposed.

    Signals:
        kind_changed: another kind of base data.
        reading_changed: another table or text encoding: the file is read again.
        edited: any other answer changed.

    Attributes:
        kind, layer, encoding, unit: the choices; layer, encoding may be None.
        system: the coordinate question, None for a table without shapes.
        version: name and day, None for what becomes records.
        columns: one choice for each field.
    """

    kind_changed = Signal(str)
    reading_changed = Signal()
    edited = Signal()

    def __init__(self, look: Look, kind: str, mapping: Mapping[str, str]) -> None:
        super().__init__()
        self.look = look
        kinds = (PATCH,) if kind == PATCH else IMPORTED
        self.kind = kit.CodeCombo([(one, kind_words(one)) for one in kinds])
        self.kind.set_value(kind)
        self.kind.edited.connect(lambda: self.kind_changed.emit(self.kind.value() or ""))
        what = kit.Card(_("What is it?"), look.format)
        what.put(kit.FormField(_("Kind"), self.kind))
        self.layer: kit.CodeCombo | None = None
        if look.layers:
            self.layer = kit.CodeCombo([(name, name) for name in look.layers])
            self.layer.set_value(look.layer)
            self.layer.edited.connect(self.reading_changed)
            what.put(kit.FormField(_("Table"), self.layer))
        self.encoding: kit.CodeCombo | None = None
        if look.encoding_by not in ("", "ascii"):
            self.encoding = kit.CodeCombo(list(ENCODINGS))
            self.encoding.set_value(look.encoding)
            self.encoding.edited.connect(self.reading_changed)
            hint = _(FOUND_BY.get(look.encoding_by, ""))
            what.put(kit.FormField(_("Text encoding"), self.encoding, hint=hint))
        self.system = SystemCard(look) if look.shapes else None
        if self.system is not None:
            self.system.edited.connect(self.edited)
        self.columns: dict[str, kit.CodeCombo] = {}
        named = kind in (*TABLES, PATCH)
        self.version = VersionCard(look, inspection=kind == PATCH) if named else None
        fields = self._columns(kind, mapping)
        asked = (what, self.system, self.version, fields)
        cards = [card for card in asked if card is not None]
        self.setLayout(kit.v(*cards, None, gap="card_gap"))

    def mapping(self) -> dict[str, str]:
        """Field -> column as chosen."""
        found = {name: combo.value() for name, combo in self.columns.items()}
        return {name: column for name, column in found.items() if column}

    def asked(self) -> bool:
        """Whether an answer is still open."""
        closed = self.system is None or self.system.choice()[0] > 0
        if self.version is not None and self.version.problem():
            return True
        return not closed or self.look.encoding_by == "asked"

    def _columns(self, kind: str, mapping: Mapping[str, str]) -> kit.Card:
        """One choice of a column for each field, those that were found first."""
        card = kit.Card(_("Columns"), _("{n} found").format(n=len(mapping)))
        pairs = [("", "—"), *((column, column) for column in self.look.columns)]
        fields = sorted(
            fields_of(kind), key=lambda one: (one.name not in mapping, not one.required)
        )
        for one in fields:
            combo = kit.CodeCombo(pairs)
            combo.set_value(mapping.get(one.name, ""))
            combo.edited.connect(self.edited)
            self.columns[one.name] = combo
            card.put(kit.FormField(one.label(), combo, required=one.required))
        self.unit = kit.CodeCombo([("", _("As found")), *((u, _(words)) for u, words in UNITS)])
        self.unit.set_value("")
        self.unit.edited.connect(self.edited)
        if "area" in mapping:
            card.put(kit.FormField(_("Unit of the areas"), self.unit))
        return card


def preview_table(look: Look) -> kit.Table:
    """The first rows of a file."""
    columns = [
        Column(str(at), name, 120, value=operator.itemgetter(at))
        for at, name in enumerate(look.columns)
    ]
    if columns:
        columns[-1] = replace(columns[-1], width=0)  # the last one takes the room that is left
    table = kit.Table(columns or [Column("0", "—")], name=_("First rows"), hug=True)
    table.set_rows(look.rows)
    return table


def look_words(look: Look) -> str:
    """Rows, and kinds of shape, in one line."""
    shapes = ", ".join(
        f"{_(SHAPES.get(name, name))} {kit.spaced(count)}" for name, count in look.shapes.items()
    )
    rows = _("{n} rows").format(n=kit.spaced(look.count))
    return " · ".join(filter(None, (look.format, rows, shapes)))


def rehearsal(plan: BasePlan) -> QWidget:
    """Counts, what a person should know, and each refused row."""
    tiles = [kit.CountTile("ok", "table-check", kit.spaced(plan.count), _("rows taken"))]
    bad = "overdue" if plan.fault_count else ""
    refused = kit.spaced(plan.fault_count)
    tiles.append(kit.CountTile(bad, "table-remove", refused, _("rows refused")))
    if plan.area_m2:
        area = kit.spaced(round(plan.area_m2 * 15 / 10_000))
        tiles.append(kit.CountTile("info", "vector-polygon", area, _("mu by the shapes")))
    if plan.new or plan.changed or plan.same:
        words = _("{changed} changed, {same} as they are").format(
            changed=plan.changed, same=plan.same
        )
        tiles.append(kit.CountTile("info", "plus", str(plan.new), _("new records"), words))
    said = kit.v(gap="x1")
    if plan.fault_count:
        said.add(
            kit.Note(
                "overdue", _("Nothing is imported while a row is refused"),
                _("Mend these rows in the file, or give other columns, and rehearse again."),
            )
        )  # fmt: skip
    for one in plan.findings:
        said.add(kit.Note("info", finding_words(one)))
    if plan.left_out:
        names = ", ".join(plan.left_out)
        said.add(kit.Note("info", _("Not taken: {names}").format(names=names)))
    table, title = _sample(plan), _("The first rows as they will be")
    if plan.fault_count:
        table, title = _faults(plan), _("Refused rows")
    elif plan.changes:
        table, title = _changes(plan), _("What changes")
    card = kit.Card(title, flush=True).put((table, 1))
    counts = kit.holder(kit.Tiles(*tiles))
    made = kit.holder(kit.v(counts, kit.holder(said), (card, kit.SHARE), None, gap="card_gap"))
    made.setFocusProxy(table.view)
    return made


def _faults(plan: BasePlan) -> kit.Table:
    labels = {one.name: one.label() for one in fields_of(plan.answers.kind)}

    def field_of(row: RowFault) -> str:
        """The field by its label."""
        return labels.get(row.field, row.field)

    table = kit.Table(
        [
            Column("row", _("Row"), 80, "right"),
            Column("field", _("Field"), 160, value=field_of),
            Column("reason", _("Reason"), value=RowFault.message),
        ],
        name=_("Refused rows"),
        hug=True,
    )
    table.set_rows(plan.faults)
    return table


def _changes(plan: BasePlan) -> kit.Table:
    table = kit.Table(
        [
            Column("name", _("Record"), 320, value=operator.itemgetter(0)),
            Column("words", _("Fields"), value=operator.itemgetter(1)),
        ],
        name=_("What changes"),
        hug=True,
    )
    table.set_rows(plan.changes)
    return table


def _sample(plan: BasePlan) -> kit.Table:
    table = kit.Table(
        [
            Column("code", _("Code"), 240, value=operator.itemgetter(0)),
            Column("name", _("Name"), value=operator.itemgetter(1)),
        ],
        name=_("The first rows as they will be"),
        hug=True,
    )
    table.set_rows(plan.sample)
    return table
