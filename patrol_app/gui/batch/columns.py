"""What stands in the two grids: proposed patrols, and the findings that photos may show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from patrol_app.domain.instant import MINUTE_MS, Instant, date_of, day_start
from patrol_app.gui.batch import words
from patrol_app.gui.batch.grid_model import GridColumn
from patrol_app.gui.forms.values import danger_label
from patrol_app.gui.kit import reading
from patrol_app.gui.kit.reading import show_scaled
from patrol_app.gui.models.columns import Cell
from patrol_app.i18n import _
from patrol_app.services.batch.owners import Choices
from patrol_app.services.batch.types import BatchRow, Proposed

CM_PER_KM = 100_000


@dataclass(frozen=True)
class Offer:
    """A proposed finding with the row it belongs to.

    Attributes:
        row: key of the patrol's row; title: ranger and date.
        finding: as it stands.
    """

    row: int
    title: str
    finding: Proposed

    @property
    def key(self) -> int:
        """Of the finding."""
        return self.finding.key

    def edited(self, **changes: Any) -> Offer:
        """With other field values."""
        return replace(self, finding=self.finding.edited(**changes))


def patrol_columns(choices: Choices, status: Callable[[BatchRow], Cell]) -> list[GridColumn]:
    """The columns of the patrols, in the order of the paper form.

    Args:
        choices: people and grids.
        status: the cell that says how many entries need a look.
    """
    made = [
        GridColumn("take", _("Take"), 52, _tick_words, _write_take, _tick_cell, None, _tick_toggle,
                   "centre"),
        GridColumn("status", _("Check"), 118, lambda row: status(row).text, None, status),
        GridColumn("ranger_id", _("Ranger"), 92, _ref("ranger_id", choices.people),
                   _write_ranger(choices), None, lambda: choices.people),
        GridColumn("start_at", _("Date"), 104, words.show_day, words.write_day),
        GridColumn("from", _("Set out"), 76, lambda row: words.show_clock(row.start_at),
                   lambda row, text: words.write_clock(row, "start_at", text)),
        GridColumn("end_at", _("Returned"), 84, lambda row: words.show_clock(row.end_at),
                   lambda row, text: words.write_clock(row, "end_at", text)),
        GridColumn("distance_cm", "km", 76, _km, _write_km, _km_cell, align="right"),
        _vocab("weather", _("Weather"), 76),
        GridColumn("temp_c_e1", _("Temp. ℃"), 76, _degrees,
                   lambda row, text: row.edited(temp_c_e1=words.number("temp_c_e1", text)),
                   align="right"),
        GridColumn("wind_force", _("Wind"), 62, _plain("wind_force"),
                   lambda row, text: row.edited(wind_force=words.number("wind_force", text)),
                   align="right"),
        _vocab("wind_dir", _("Wind direction"), 76),
        GridColumn("danger_level", _("Fire danger"), 116, _danger_words,
                   lambda row, text: row.edited(danger_level=words.number("danger_level", text)),
                   None, lambda: words.code_pairs("danger")),
        GridColumn("route", _("Route"), 220, _plain("route"),
                   lambda row, text: row.edited(route=text)),
        GridColumn("nothing_found", _("Findings"), 92, words.nothing_words, words.write_nothing,
                   None, None,
                   lambda row: "" if row.values.get("nothing_found") else _("Nothing seen")),
        _vocab("means", _("Means"), 84),
        _vocab("patrol_type", _("Patrol type"), 116),
        GridColumn("grid_id", _("Grid"), 130, _ref("grid_id", choices.grids),
                   lambda row, text: row.edited(grid_id=words.chosen(text, choices.grids)),
                   None, lambda: choices.grids),
        GridColumn("companions", _("Companions"), 130,
                   lambda row: words.labels(row.values.get("companions", ()), choices.people),
                   lambda row, text: row.edited(companions=words.several(text, choices.people)),
                   None, lambda: choices.people),
        GridColumn("rest_min", _("Rest (min)"), 84, _plain("rest_min"),
                   lambda row, text: row.edited(rest_min=words.number("rest_min", text)),
                   align="right"),
        GridColumn("photos", _("Photos"), 64, lambda row: str(len(row.photos) or ""),
                   align="right"),
        GridColumn("source", _("From"), 220, lambda row: row.source),
    ]  # fmt: skip
    return made


def finding_columns() -> list[GridColumn]:
    """The columns of the findings."""

    def value(name: str) -> Callable[[Offer], str]:
        """Plain words of a field."""
        return lambda one: str(one.finding.values.get(name) or "")

    def text(name: str) -> Callable[[Offer, str], Offer]:
        """Set a field to words."""
        return lambda one, said: one.edited(**{name: said})

    def vocab(name: str, code: str, title: str, width: int) -> GridColumn:
        """A word of a vocabulary."""
        return GridColumn(
            name, title, width,
            lambda one: words.word_of(one.finding.values.get(name), code),
            lambda one, said: one.edited(
                **{name: words.chosen(said, words.code_pairs(code)) or ""}),
            None, lambda: words.code_pairs(code),
        )  # fmt: skip

    return [
        GridColumn("take", _("Take"), 52, lambda one: _yes(one.finding.take), _offer_take,
                   lambda one: Cell("", "check", on=one.finding.take), None,
                   lambda one: "" if one.finding.take else _("yes"), "centre"),
        GridColumn("patrol", _("Patrol"), 170, lambda one: one.title),
        GridColumn("found_at", _("Found at"), 84,
                   lambda one: words.show_clock(one.finding.values.get("found_at")),
                   lambda one, said: _at(one, "found_at", said)),
        vocab("category", "category", _("Category"), 190),
        GridColumn("description", _("Description"), 240, value("description"), text("description")),
        GridColumn("action", _("Action taken"), 130,
                   lambda one: words.labels(one.finding.values.get("action", ()),
                                            words.code_pairs("action")),
                   lambda one, said: one.edited(
                       action=words.several(said, words.code_pairs("action"))),
                   None, lambda: words.code_pairs("action")),
        GridColumn("place", _("Place"), 110, value("place"), text("place")),
        vocab("severity", "grade", _("Severity"), 84),
        GridColumn("reported_to", _("Reported to"), 110, value("reported_to"), text("reported_to")),
        GridColumn("reported_at", _("Reported at"), 96,
                   lambda one: words.show_clock(one.finding.values.get("reported_at")),
                   lambda one, said: _at(one, "reported_at", said)),
        GridColumn("position", _("Position"), 96, _where),
        GridColumn("photo", _("Photo"), 200, lambda one: one.finding.name),
    ]  # fmt: skip


def offers(rows: list[BatchRow], names: dict[str, str]) -> list[Offer]:
    """Every proposed finding of the rows that are to be taken."""
    return [
        Offer(row.key, f"{names.get(str(row.values.get('ranger_id')), '?')} {row.date}", one)
        for row in rows
        if row.take
        for one in row.findings
    ]


def _yes(on: bool) -> str:
    return _("yes") if on else ""


def _tick_words(row: BatchRow) -> str:
    return _yes(row.take)


def _tick_cell(row: BatchRow) -> Cell:
    return Cell("", "check", on=row.take)


def _tick_toggle(row: BatchRow) -> str:
    return "" if row.take else _("yes")


def _write_take(row: BatchRow, text: str) -> BatchRow:
    return replace(row, take=bool(text))


def _offer_take(one: Offer, text: str) -> Offer:
    return replace(one, finding=replace(one.finding, take=bool(text)))


def _ref(name: str, pairs: words.Pairs) -> Callable[[BatchRow], str]:
    known = dict(pairs)
    return lambda row: known.get(str(row.values.get(name) or ""), "")


def _write_ranger(choices: Choices) -> Callable[[BatchRow, str], BatchRow]:
    def write(row: BatchRow, text: str) -> BatchRow:
        """The ranger, with the own grid."""
        rec = words.chosen(text, choices.people)
        grid = choices.grid_of.get(rec or "")
        return row.edited(ranger_id=rec, grid_id=grid or row.values.get("grid_id"))

    return write


def _vocab(name: str, title: str, width: int) -> GridColumn:
    return GridColumn(
        name,
        title,
        width,
        lambda row: words.word_of(row.values.get(name), name),
        lambda row, text: row.edited(**{name: words.chosen(text, words.code_pairs(name)) or ""}),
        None,
        lambda: words.code_pairs(name),
    )


def _plain(name: str) -> Callable[[BatchRow], str]:
    def show(row: BatchRow) -> str:
        """The value as text; 0 is a value."""
        value = row.values.get(name)
        return "" if value is None else str(value)

    return show


def _degrees(row: BatchRow) -> str:
    value = row.values.get("temp_c_e1")
    return "" if value is None else show_scaled(value, 1).removesuffix(".0")


def _danger_words(row: BatchRow) -> str:
    value = row.values.get("danger_level")
    return danger_label(str(value)) if value else ""


def _km(row: BatchRow) -> str:
    length = row.track.length_cm if row.track else row.values.get("distance_cm")
    return "" if length is None else f"{length / CM_PER_KM:.2f}"


def _km_cell(row: BatchRow) -> Cell:
    return Cell(_km(row))


def _write_km(row: BatchRow, text: str) -> BatchRow:
    """Typed only where there is no track."""
    if row.track is not None:
        return row
    return row.edited(distance_cm=reading.read_scaled(text, 5, 0, None) if text else None)


def _at(one: Offer, name: str, text: str) -> Offer:
    """A time on the day of the finding."""
    base = one.finding.values.get("found_at")
    if not text or base is None:
        return one.edited(**{name: None})
    moment = day_start(date_of(base.ms)) + reading.read_clock(text) * MINUTE_MS
    return one.edited(**{name: Instant(moment, "minute")})


def _where(one: Offer) -> str:
    place = one.finding.values.get("position")
    if place is None:
        return _("none")
    return {"photo": _("by the photo"), "track": _("by the track")}.get(place.source, _("by hand"))
