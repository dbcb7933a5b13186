"""The month of the acting ranger on Today: three lines with a bar each."""

from __future__ import annotations

from patrol_app.gui.kit import Card, h, holder, label
from patrol_app.gui.kit.cards import bar
from patrol_app.i18n import _
from patrol_app.services.month_progress import Progress

CM_PER_KM = 100_000
WHOLE_E2 = 10_000  # hundredths of a percent


class MonthCard(Card):
    """Hidden while the person has no patrol in the month."""

    def __init__(self) -> None:
        super().__init__("", hug=True)
        self.hide()

    def show_progress(self, progress: Progress | None) -> None:
        """Show another month."""
        while (item := self.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.setVisible(progress is not None)
        if progress is None:
            return
        self.set_title(_("Month {n}: progress").format(n=int(progress.month[5:])))
        asked = progress.required
        days = str(progress.valid_days) if asked is None else f"{progress.valid_days} / {asked}"
        self.body.add(holder(bar(_("Valid days"), progress.valid_days, asked or 1, days)))
        # a length has no goal: words alone, no bar
        km = f"{progress.inside_cm / CM_PER_KM:.2f} km"
        length = h(label(_("Inside the area"), "table"), None, label(km, "table"))
        self.body.add(holder(length))
        share = progress.coverage_e2
        words = "—" if share is None else f"{share / 100:.1f} %"
        self.body.add(holder(bar(_("Grid covered"), share or 0, WHOLE_E2, words)))
