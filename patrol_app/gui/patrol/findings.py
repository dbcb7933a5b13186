"""发现情况: the tick 未发现异常, the findings of the day, and the form for one more."""

from __future__ import annotations

from PySide6.QtCore import Signal

from patrol_app.domain.instant import beijing
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui import kit
from patrol_app.gui.forms.values import listed
from patrol_app.gui.patrol.drawing import finding_icon
from patrol_app.gui.patrol.finding_form import FindingForm
from patrol_app.gui.patrol.form import LogForm
from patrol_app.gui.patrol.loading import Loaded
from patrol_app.i18n import _


class FindingsCard(kit.Card):
    """The findings of one patrol.

    Attributes:
        open_form: the form of a finding while one is open.

    Signals:
        kept: (record id or "", values, photo id or "") of a finding to be kept.
        edited: something was typed into the form of a finding.
        pick_asked: the place of the open finding is to be clicked on the map.
    """

    kept = Signal(str, object, str)
    edited = Signal()
    pick_asked = Signal()

    def __init__(self, log: LogForm) -> None:
        self.add = kit.Button(_("Record a finding"), "quiet", "plus")
        super().__init__(_("Findings of the day"), "", [self.add], flush=True)
        self._log = log
        self._tick = log.form["nothing_found"]
        self._loaded: Loaded | None = None
        self._list = kit.v(gap=0)
        self._place = kit.v(gap=0, margins=("card_pad", "x1", "card_pad", "x1"))
        self.open_form: FindingForm | None = None
        self._tick_box = kit.holder(kit.v(self._tick, margins=("card_pad", "x1", "card_pad", "x1")))
        self._form_box = kit.holder(self._place)
        self._form_box.hide()
        self.put(self._tick_box, self._list, self._form_box)
        self.add.clicked.connect(lambda: self.open_finding())

    def show_findings(self, loaded: Loaded) -> None:
        """List the findings; the tick stands only while there is none."""
        self._loaded = loaded
        kit.clear_layout(self._list)
        found = loaded.finding_records
        for place, finding in enumerate(found):
            row = _row(finding)
            row.activated.connect(lambda one=finding: self.open_finding(one))
            row.set_last(place + 1 == len(found))
            self._list.add(row)
        ticked = self._log.record()
        wrong = bool(ticked and ticked.nothing_found and found)
        self._tick_box.setVisible(not found or wrong)
        self.set_caption(_("{n} recorded").format(n=len(found)) if found else "")

    def open_finding(self, finding: Finding | None = None) -> FindingForm:
        """Open the form for a new or a recorded finding."""
        self.close_form()
        assert self._loaded is not None
        form = FindingForm(self._loaded, finding)
        form.done.connect(self.kept)
        form.given_up.connect(self.close_form)
        form.edited.connect(self.edited)
        form.pick_asked.connect(self.pick_asked)
        self.open_form = form
        self._place.addWidget(form)
        self._form_box.show()
        self.add.setEnabled(False)
        form.focus_first()
        return form

    def close_form(self) -> None:
        """Close the form; what stood in it is gone."""
        form, self.open_form = self.open_form, None
        self.add.setEnabled(self._loaded is None or self._loaded.own_unit)
        if form is not None:
            self._place.removeWidget(form)
            self.add.setFocus()
            self._form_box.hide()
            form.hide()
            form.deleteLater()
            self.edited.emit()


def _row(finding: Finding) -> kit.ListRow:
    category = vocabulary("category").label(finding.category) if finding.category else "—"
    moment = f"{beijing(finding.found_at.ms):%H:%M}" if finding.found_at else ""
    done = listed(vocabulary("action").label(code) for code in finding.action)
    caption = " · ".join(part for part in (moment, finding.place, done, finding.number) if part)
    return kit.ListRow(category, caption, icon=finding_icon(finding.category), action=_("Open"))
