"""The desk of a city or county: every device below, what came of it, and what is amiss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from patrol_app.domain.instant import BEIJING, DAY_MS, beijing, day_start, to_ms
from patrol_app.domain.records.unit import unit_id
from patrol_app.i18n import N_, _
from patrol_app.services.desk_ports import CameUp
from patrol_app.services.ports import BundleIn, DeviceInfo, Queries, StreamInfo
from patrol_app.services.rules import rule_book

SILENT = "exchange.silent_days"  # rule: days without a package after which somebody asks
VERSION = "exchange.version."  # meta, + kid: program version of its newest package
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class DeskRow:
    """One device below.

    Attributes:
        kid / unit / name / device_no / level / status: who; checked: its code was compared.
        upto: entries held without a gap; last: highest entry held; missing: absent ranges.
        received_ms: newest package taken, 0 = none; package: its first and last entry.
        silent: whole days since, None while unknown; limit: days allowed, 0 = any.
        held: entries put aside; quarantined: files kept aside; frozen: its history parted.
        conflicts / incomplete: records of its unit; photos: files its unit owes.
        version: of its program, as its newest package says.
        month: records made this month (Beijing) on the device.
        receipt_ms: newest receipt written for it, 0 = none; fetched: it has read that one.
    """

    kid: str
    unit: str
    name: str
    device_no: str
    level: str = ""
    status: str = "active"
    checked: bool = True
    upto: int = 0
    last: int = 0
    missing: Spans = ()
    received_ms: int = 0
    package: tuple[int, int] | None = None
    silent: int | None = None
    limit: int = 0
    held: int = 0
    quarantined: int = 0
    frozen: bool = False
    conflicts: int = 0
    incomplete: int = 0
    photos: int = 0
    version: str = ""
    month: int = 0
    receipt_ms: int = 0
    fetched: bool = False

    @property
    def late(self) -> bool:
        """Whether it has been silent for too long."""
        return self.silent is not None and bool(self.limit) and self.silent >= self.limit

    @property
    def weight(self) -> int:
        """How many reasons there are to look."""
        return len(self.looks())

    def looks(self) -> tuple[str, ...]:
        """Why somebody should look: words by weight, empty when all is well."""
        found = []
        if self.frozen:
            found.append(_("Two histories"))
        if self.quarantined:
            found.append(_("Quarantined {n}").format(n=self.quarantined))
        if self.missing:
            count = sum(last - first + 1 for first, last in self.missing)
            found.append(_("{n} entries missing").format(n=count))
        if self.conflicts:
            found.append(_("{n} conflicts").format(n=self.conflicts))
        if self.held:
            found.append(_("On hold {n}").format(n=self.held))
        if self.incomplete:
            found.append(_("{n} incomplete").format(n=self.incomplete))
        if self.photos:
            found.append(_("{n} photos missing").format(n=self.photos))
        if self.late:
            found.append(_("Silent for {n} days").format(n=self.silent))
        if not self.checked:
            found.append(_("Not checked"))
        return tuple(found)


def silent_limit(queries: Queries) -> int:
    """Days without a package after which a device counts as silent; 0 = never."""
    rule = rule_book(queries).find(SILENT)
    return rule.value if rule else 0


def unit_names(queries: Queries, codes: set[str]) -> dict[str, str]:
    """Name of each unit code; the code itself where the unit is not known here."""
    ids = {unit_id(code): code for code in codes if code}
    named = queries.names("unit", ids)
    found = {code: named.get(rec) or code for rec, code in ids.items()}
    return {code: found.get(code, code) for code in codes}


def senders(queries: Queries, now_ms: int) -> list[DeskRow]:
    """Enrolled devices below with what came of them, by unit and device.

    Args:
        now_ms: this device's clock, UTC ms.
    """
    devices = [device for device in queries.devices() if device.status != "issuer"]
    names = unit_names(queries, {device.unit for device in devices})
    streams: dict[str, list[StreamInfo]] = {}
    for info in queries.streams():
        if not info.own:
            streams.setdefault(info.kid, []).append(info)
    came, held = queries.came_by_device(), queries.held_by_stream()
    limit = silent_limit(queries)
    rows = [
        _row(device, names, streams.get(device.kid, ()), came.get(device.kid, CameUp()), held,
             now_ms, limit)
        for device in devices
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.unit, row.device_no, row.kid))


def read_desk(queries: Queries, now_ms: int) -> list[DeskRow]:
    """The whole table: as :func:`senders`, with records, receipts, program versions.

    Args:
        now_ms: this device's clock, UTC ms.
    """
    from dataclasses import replace

    rows = senders(queries, now_ms)
    unsettled, made = queries.unsettled_by_unit(), queries.made_since(month_start(now_ms))
    photos = _photos(queries)
    given = queries.receipts_given()
    ends = {info.stream: (info.kid, info.last_seq) for info in queries.streams() if not info.own}
    seen = queries.city_time_of({stream: last for stream, (_kid, last) in ends.items()})
    heard: dict[str, int] = {}
    said: dict[str, int] = {}
    for stream, (kid, _last) in ends.items():
        heard[kid] = max(heard.get(kid, 0), seen.get(stream, 0))
        said[kid] = max(said.get(kid, 0), given.get(stream, 0))
    first = {row.unit: row.kid for row in reversed(rows)}
    return [
        replace(
            row,
            # records belong to the unit: counted once, on its first device
            conflicts=unsettled.get(row.unit, (0, 0))[0] if first[row.unit] == row.kid else 0,
            incomplete=unsettled.get(row.unit, (0, 0))[1] if first[row.unit] == row.kid else 0,
            photos=photos.get(row.unit, 0) if first[row.unit] == row.kid else 0,
            version=(queries.meta(VERSION + row.kid) or " ").partition(" ")[2],
            month=made.get((row.unit, row.device_no), 0),
            receipt_ms=said.get(row.kid, 0),
            fetched=bool(said.get(row.kid)) and heard.get(row.kid, 0) >= said[row.kid],
        )
        for row in rows
    ]


def needs_look(rows: Sequence[DeskRow]) -> list[DeskRow]:
    """Those where somebody should look, the heaviest first."""
    found = [row for row in rows if row.looks()]
    return sorted(found, key=lambda row: (-len(row.looks()), row.unit, row.device_no))


def month_start(now_ms: int) -> int:
    """The first moment of the present month, Beijing, UTC ms."""
    now = beijing(now_ms)
    return to_ms(now.replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=BEIJING))


@dataclass(frozen=True)
class CityDay:
    """What came on one day.

    Attributes:
        day: Beijing date; files: received that day, oldest first, without proofs.
        names: unit names by code; silent: devices silent too long; gaps: with absent entries.
    """

    day: str
    files: tuple[BundleIn, ...]
    names: Mapping[str, str]
    silent: tuple[DeskRow, ...]
    gaps: tuple[DeskRow, ...]

    def count(self, *statuses: str) -> int:
        """How many files of these statuses."""
        return sum(1 for row in self.files if row.status in statuses)


def city_day(queries: Queries, day: str, now_ms: int) -> CityDay:
    """What came on the Beijing date ``day``, who is silent and what is missing now.

    Raises:
        ValueError: ``day`` is no date.
    """
    start = day_start(day)
    files = queries.arrived_between(start, start + DAY_MS)
    rows = senders(queries, now_ms)
    return CityDay(
        day,
        tuple(files),
        unit_names(queries, {row.unit for row in files}),
        tuple(row for row in rows if row.late),
        tuple(row for row in rows if row.missing),
    )


def _row(
    device: DeviceInfo,
    names: Mapping[str, str],
    streams: Sequence[StreamInfo],
    came: CameUp,
    held: Mapping[str, int],
    now_ms: int,
    limit: int,
) -> DeskRow:
    since = came.received_ms or device.valid_from
    return DeskRow(
        kid=device.kid,
        unit=device.unit,
        name=names[device.unit],
        device_no=device.device_no,
        level=device.level,
        status=device.status,
        checked=device.checked,
        upto=sum(info.contiguous_upto for info in streams),
        last=sum(info.last_seq for info in streams),
        missing=tuple(span for info in streams for span in info.missing),
        received_ms=came.received_ms,
        package=(came.first, came.upto) if came.taken else None,
        silent=max(0, now_ms - since) // DAY_MS if since else None,
        limit=limit,
        held=sum(held.get(info.stream, 0) for info in streams),
        quarantined=came.quarantined,
        frozen=any(info.frozen for info in streams),
    )


def _photos(queries: Queries) -> dict[str, int]:
    """Files cited and not held, by unit code."""
    missing = queries.missing_blobs()
    homes = queries.units_of(rec for _sha, _type, rec in missing)
    found: dict[str, set[str]] = {}
    for sha, _type, rec in missing:
        found.setdefault(homes.get(rec, ""), set()).add(sha)
    return {unit: len(hashes) for unit, hashes in found.items()}


# Columns of the table on paper, in a workbook and on the page.
DESK_COLUMNS: tuple[tuple[str, int, bool], ...] = (
    (N_("Unit"), 150, False),
    (N_("Device"), 60, False),
    (N_("Last package"), 110, False),
    (N_("Silent days"), 60, True),
    (N_("Missing entries"), 110, False),
    (N_("On hold"), 50, True),
    (N_("Conflicts"), 50, True),
    (N_("Incomplete"), 50, True),
    (N_("Photos missing"), 60, True),
    (N_("Quarantined"), 60, True),
    (N_("This month"), 60, True),
    (N_("Version"), 70, False),
    (N_("Last receipt"), 110, False),
    (N_("To look at"), 200, False),
)
