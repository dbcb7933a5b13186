"""The log's text: sentences that the records say themselves, each with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records.patrol import Patrol
from patrol_app.gui import kit
from patrol_app.gui.patrol.loading import Loaded
from patrol_app.i18n import _
from patrol_app.services.patrols import Sentence, drafted_log


class SentenceCard(kit.Card):
    """日志正文.

    Signals:
        redraft_asked: draft again from the form as it stands.
    """

    redraft_asked = Signal()

    def __init__(self) -> None:
        again = kit.Button(_("Draft again"), "quiet", "refresh")
        super().__init__(_("Text of the log"), _("only from recorded facts"), [again], flush=True)
        again.clicked.connect(self.redraft_asked)
        self._shown: QWidget | None = None
        self._key: object = None

    def show_text(
        self, loaded: Loaded, record: Patrol, judged: Mapping[str, Any] | None = None
    ) -> None:
        """Draft from ``record`` as it stands on the form; keeps quiet when nothing changed.

        Args:
            loaded: findings, photos and names.
            record: as it stands on the form.
            judged: what was judged of it, name -> value; nothing before.
        """
        sentences = drafted_log(
            record, loaded.finding_records, loaded.photo_records, loaded.names, judged
        )
        key = (tuple((one.text, one.evidence) for one in sentences), loaded)
        if key == self._key:
            return
        self._key = key
        column = kit.v(gap=0)
        for place, sentence in enumerate(sentences):
            last = place + 1 == len(sentences)
            column.add(_row(sentence, loaded, record, last))
        if not sentences:
            words = kit.label(_("Nothing is recorded yet that could be written"), "muted")
            column.add(kit.holder(kit.h(words, None, margins="card_pad")))
        self._replace(kit.holder(column))
        backed = sum(one.supported for one in sentences)
        self.set_caption(
            _("{n} backed · {m} without evidence").format(n=backed, m=len(sentences) - backed)
        )

    def _replace(self, shown: QWidget) -> None:
        old, self._shown = self._shown, shown
        if old is not None:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.body.addWidget(shown)


def _row(sentence: Sentence, loaded: Loaded, record: Patrol, last: bool) -> QWidget:
    """Link icon, sentence, chips of evidence; a broken link and a dashed badge without any."""
    role, icon = ("accent_text", "link-variant") if sentence.supported else ("due", "link-off")
    text = kit.label(sentence.text, "table", wrap=True)
    chips = kit.h(gap="half")
    if sentence.supported:
        chips.add(*_chips(sentence.evidence, loaded, record))
    else:
        chips.add(kit.no_evidence())
    words = kit.v(text, chips.add(None), gap="half")
    picture = kit.IconLabel(icon, role)
    row = kit.h(gap="x1", margins=("card_pad", "x1", "card_pad", "x1"))
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    row.add((words, 1))
    return kit.holder(row, "rowlast" if last else "row")


def _chips(evidence: Sequence[tuple[str, str]], loaded: Loaded, record: Patrol) -> list[QWidget]:
    """What stands behind a sentence: the track, photos, a finding by its number."""
    kinds = {kind for kind, _rec in evidence}
    out: list[QWidget] = []
    if "patrol" in kinds:
        points = sum(leg.points or 0 for leg in record.legs)
        words = _("Track {n} points").format(n=kit.spaced(points))
        out.append(kit.Chip("ok", words, "map-marker-path"))
    photos = sum(kind == "attachment" for kind, _rec in evidence)
    if photos:
        out.append(kit.Chip("ok", _("Photos {n}").format(n=photos), "camera-outline"))
    numbers = {row.record.id: row.record.number for row in loaded.findings}
    for kind, rec in evidence:
        if kind == "finding":
            words = numbers.get(rec) or _("Finding")
            out.append(kit.Chip("info", words, "map-marker-alert-outline"))
        elif kind == "task":
            out.append(kit.Chip("info", _("Patrol task"), "clipboard-check-outline"))
    return out
