"""The KPI strip over the map: what the record's own facts say, and the rule behind a judgement."""

from __future__ import annotations

from patrol_app.domain.records.patrol import Patrol, length_cm, minutes
from patrol_app.gui import kit
from patrol_app.gui.patrol.loading import Loaded
from patrol_app.i18n import N_, _
from patrol_app.services.patrol_judging import Judgement

NONE = "—"
CM_PER_KM = 100_000
# Why the way inside is not known, as short as a figure's unit.
WHY = {"no_track": N_("no track"), "track_absent": N_("no track"), "datum": N_("datum unsure")}


class FactStrip:
    """Length, inside length, time, stops, photos, valid patrol.

    A figure whose rule or area is not set stands as a dash, never as a zero.

    Attributes:
        card: the widget.
    """

    def __init__(self) -> None:
        self._length = kit.Figure(_("Length"), NONE, "km", card=False)
        self._inside = kit.Figure(_("In own area"), NONE, "", card=False)
        self._time = kit.Figure(_("Time spent"), NONE, "h", card=False)
        self._stops = kit.Figure(_("Stops"), NONE, "", card=False)
        self._photos = kit.Figure(_("Photos"), NONE, "", card=False)
        self._badge = kit.unverified()
        self._valid = kit.Figure(_("Valid patrol"), NONE, "", chip=self._badge, card=False)
        self.card = kit.facts(
            self._length, self._inside, self._time, self._stops, self._photos, self._valid
        )

    def show_facts(self, loaded: Loaded, record: Patrol) -> None:
        """Show ``record`` as it stands on the form."""
        length, spent = length_cm(record), minutes(record)
        km = NONE if length is None else f"{length / CM_PER_KM:.2f}"
        self._length.show_figure(km, "" if length is None else "km")
        good = spent is not None and spent >= 0
        self._time.show_figure(f"{(spent or 0) / 60:.2f}" if good else NONE, "h" if good else "")
        stops = [leg.stops for leg in record.legs if leg.stops is not None]
        self._stops.show_figure(str(sum(stops)) if stops else NONE, _("places") if stops else "")
        self._show_photos(loaded)
        self._show_valid(loaded)

    def show_judgement(self, found: Judgement) -> None:
        """What was measured in the own grid, and whether the patrol counts."""
        if found.inside_cm is None:
            why = next((WHY[code] for code in found.unknown if code in WHY), N_("no boundary"))
            self._inside.show_figure(NONE, _(why))
        else:
            self._inside.show_figure(f"{found.inside_cm / CM_PER_KM:.2f}", "km")
        if found.rule is None:
            return
        words = f"≥{found.rule.length.value / 1000:g} km · ≥{found.rule.minutes.value} min"
        told = {True: _("yes"), False: _("no"), None: NONE}[found.valid]
        self._valid.show_figure(told, words)

    def _show_photos(self, loaded: Loaded) -> None:
        timed = sum(shown.photo.taken_at is not None for shown in loaded.photos)
        words = _("{n} timed").format(n=timed) if loaded.photos else ""
        self._photos.show_figure(str(len(loaded.photos)), words)

    def _show_valid(self, loaded: Loaded) -> None:
        length = loaded.rules.get("patrol.valid.len_m")
        time = loaded.rules.get("patrol.valid.min")
        if length is None or time is None:
            self._valid.show_figure(NONE, _("no rule set"))
            self._badge.hide()
            return
        words = f"≥{length.value / 1000:g} km · ≥{time.value} min"
        self._valid.show_figure(NONE, words)
        self._badge.setVisible(length.unverified or time.unverified)
