"""The ledger of any type, from its field metadata: listed fields, own column, tally, signers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from patrol_app.domain.base import Record
from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import Instant, paper_date, paper_text
from patrol_app.domain.position import Place
from patrol_app.domain.records import record_type
from patrol_app.domain.registry import Figure, RecordType
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.geo.types import UNIT
from patrol_app.i18n import N_, translated
from patrol_app.reports.pest_reading import asked, words_of
from patrol_app.reports.table_model import Head, Ledger, Row, scaled_text
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import Clock, Queries, Stored
from patrol_app.services.privacy import shown_names

WIDTHS: Final = {"instant": 15, "date": 11, "int": 7, "decimal": 9, "position": 12, "bool": 6}
SIGNERS: Final = ("制 表 人：", "审 核 人：", "单位负责人：")
ROUGH: Final = "位置敏感的记录只列到0.01°，不列小地名。"


def build(
    queries: Queries, clock: Clock, code: str, unit: str | None, first: str, last: str
) -> Ledger:
    """The submitted records of a type in a unit and all below it, both days included.

    Every record is told as ``RecordType.guarded`` gives it, whoever asks: a paper is handed on.

    Raises:
        UserError: ``report.ledger`` (the type has none), ``report.unit``, ``field.date``.
    """
    kind = record_type(code)
    if kind.tally is None:
        raise UserError("report.ledger", N_("Records of this kind have no ledger"))
    question = asked(queries, clock, unit, first, last)
    found = question.rows(code)
    shown = [(stored, kind.guarded(stored.record)) for stored in found]
    columns = columns_of(kind, [record for _, record in shown])
    names = _names(queries, columns, [record for _, record in shown])
    rows = tuple(_row(kind, stored, record, columns, names) for stored, record in shown)
    figures = kind.tally([stored.record for stored in found])
    tally = "；".join(_figure_words(one) for one in figures)
    rough = any(record != stored.record for stored, record in shown)
    return question.ledger(
        f"T-{kind.letter}",
        f"{translated(kind.label, 'zh_CN')}台账",
        heads=_heads(kind, columns),
        rows=rows,
        total=_total(kind, columns, [record for _, record in shown]),
        signers=SIGNERS,
        notes=(f"合计：{tally}。", ROUGH) if rough else (f"合计：{tally}。",) if rows else (),
        internal=False,
    )


def _figure_words(figure: Figure) -> str:
    """A figure in Chinese, as papers are."""
    term = vocabulary(figure.vocabulary).find(figure.label) if figure.vocabulary else None
    label = term.zh if term else translated(figure.label, "zh_CN")
    unit = translated(figure.unit, "zh_CN") if figure.unit else ""
    return f"{label}{figure.text}{unit}"


def columns_of(kind: RecordType, records: Sequence[Record]) -> list[FieldSpec]:
    """The listed fields but the number, then the position where a record has one."""
    every = specs(kind.cls).values()
    listed = [one for one in every if one.ui.listed and one.name != "number"]
    places = [one for one in every if one.ui.kind == "position"]
    return [*listed, *(one for one in places if any(getattr(rec, one.name) for rec in records))]


def _heads(kind: RecordType, columns: list[FieldSpec]) -> tuple[Head, ...]:
    made = [Head("编号", 21)]
    for spec in columns:
        unit = f"（{translated(spec.ui.unit, 'zh_CN')}）" if spec.ui.unit else ""
        figure = spec.ui.kind in ("int", "decimal")
        title = f"{translated(spec.ui.label, 'zh_CN')}{unit}"
        made.append(Head(title, WIDTHS.get(spec.ui.kind, 10), figure))
    if kind.column is not None:
        unit = f"（{kind.column.unit}）" if kind.column.unit else ""
        made.append(Head(f"{translated(kind.column.head, 'zh_CN')}{unit}", 10, True))
    return tuple(made)


def _row(
    kind: RecordType,
    stored: Stored,
    record: Record,
    columns: list[FieldSpec],
    names: Mapping[str, str],
) -> Row:
    number = name_of(stored)
    cells = [number, *(_text(spec, getattr(record, spec.name), names) for spec in columns)]
    if kind.column is not None:
        cells.append(scaled_text(stored.own.get(kind.column.name), kind.column.scale))
    return Row(tuple(cells), (number,))


def _total(kind: RecordType, columns: list[FieldSpec], records: list[Record]) -> tuple[str, ...]:
    """Sums of counts and areas; empty without records."""
    if not records:
        return ()
    cells = [f"合计 {len(records)} 条"]
    for spec in columns:
        known = [value for one in records if (value := getattr(one, spec.name)) is not None]
        summed = spec.ui.kind in ("int", "decimal") and known
        cells.append(_figure(spec, sum(known)) if summed else "")
    return (*cells, "") if kind.column is not None else tuple(cells)


def _names(queries: Queries, columns: list[FieldSpec], records: list[Record]) -> Mapping[str, str]:
    """Titles of what the records refer to, by id."""
    found: dict[str, str] = {}
    for spec in columns:
        if spec.ui.kind in ("ref", "refs"):
            values = [getattr(one, spec.name) or () for one in records]
            recs = [rec for one in values for rec in ((one,) if isinstance(one, str) else one)]
            found.update(shown_names(queries, spec.ui.ref, recs))
    return found


def _text(spec: FieldSpec, value: Any, names: Mapping[str, str]) -> str:
    if value is None or value in ("", ()):
        return DASH
    kind = spec.ui.kind
    if isinstance(value, Instant):
        return paper_text(value.ms).replace(" ", "\n")
    if isinstance(value, Place):
        return f"{value.lon / UNIT:.3f}\n{value.lat / UNIT:.3f}"
    if kind == "date":
        return paper_date(value)
    if kind == "bool":
        return "是" if value else "否"
    if kind == "vocab":
        term = vocabulary(spec.ui.vocabulary).find(str(value))
        return term.zh if term else str(value)
    if kind == "vocabs":
        return words_of(spec.ui.vocabulary, value)
    if kind in ("ref", "refs"):
        recs = (value,) if isinstance(value, str) else value
        return "、".join(names.get(rec, "?") for rec in recs)
    return _figure(spec, value) if isinstance(value, int) else str(value)


def _figure(spec: FieldSpec, value: int) -> str:
    """A number as printed: 亩 with one decimal, other scaled ones with at most two, half up."""
    places = min(spec.ui.scale, 1 if spec.ui.unit == "mu" else 2)
    step = 10 ** (spec.ui.scale - places)
    return scaled_text((value + step // 2) // step, places) if places else str(value)
