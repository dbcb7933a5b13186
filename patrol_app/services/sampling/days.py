"""What each ranger did on each day of a month, with the gaps and mistakes of real ones."""

from __future__ import annotations

import calendar
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from patrol_app.domain.instant import MINUTE_MS, day_start
from patrol_app.services.sampling.station import PLACES, SampleRanger

WALKED, NO_GPS, LEAVE, MISSING, COPIED = "walked", "no_gps", "leave", "missing", "copied"
TAIL, CLOCK, DUPLICATE, OVERLAP, LATE, NO_EXIF, AWAY = (
    "tail", "clock", "duplicate", "overlap", "late", "no_exif", "away",
)  # fmt: skip
# Mistakes in turn: a small cut shows the first ones at least.
MISTAKES = (TAIL, COPIED, CLOCK, DUPLICATE, NO_GPS, OVERLAP, NO_EXIF, AWAY, LATE)
DAYS_PER_MISTAKE = 8  # every so many walked days something went wrong
CLOCK_OFF_MS = -(7 * 60 + 13) * MINUTE_MS  # the camera shows seven hours too early
FIND_SHARE = 0.15  # share of days with a finding


@dataclass(frozen=True)
class Seen:
    """What a ranger found.

    Attributes:
        category, description, action: as on the form.
        word: what the photo's file name says of it.
        share: when, as a share of the walk.
    """

    category: str
    description: str
    action: tuple[str, ...]
    word: str
    share: float


KINDS = (
    ("P07", "羊群进入封育区", ("劝阻",), "放牧"),
    ("P08", "松树针叶枯黄，疑似枯死木一株", ("清理",), "枯死"),
    ("P06", "林缘有焚烧痕迹", ("制止",), "用火"),
    ("P14", "路边倾倒生活垃圾一车", ("清理",), "垃圾"),
    ("P12", "标志牌歪倒", ("清理",), "标志牌"),
    ("P09", "发现猎套两个", ("清理",), "猎套"),
)


@dataclass(frozen=True)
class Day:
    """One ranger on one date.

    Attributes:
        ranger: place in the roster.
        date: Beijing date; start_ms: UTC ms.
        kind: ``walked``, ``no_gps``, ``copied`` (of another day), ``leave`` or ``missing``.
        mistakes: what else went wrong.
        seconds: length of the walk.
        photos: how many were taken.
        seen: what was found; each has one of the photos.
        source: date of the walk whose track was copied, or empty.
    """

    ranger: int
    date: str
    start_ms: int
    kind: str
    seconds: int = 0
    photos: int = 0
    mistakes: frozenset[str] = frozenset()
    seen: tuple[Seen, ...] = ()
    source: str = ""

    @property
    def counts(self) -> bool:
        """Whether it stands in the book when all is entered right."""
        return self.kind in (WALKED, NO_GPS)


def dates_of(month: str, days: int = 0) -> list[str]:
    """The dates of ``month`` (``YYYY-MM``), the first ``days`` of them or all."""
    year, number = (int(part) for part in month.split("-"))
    last = calendar.monthrange(year, number)[1]
    return [f"{month}-{day:02d}" for day in range(1, min(days or last, last) + 1)]


def weather_of(seed: int, dates: list[str]) -> dict[str, dict[str, Any]]:
    """Weather and fire danger of each date as record values."""
    rng = random.Random(f"{seed}/weather")
    made: dict[str, dict[str, Any]] = {}
    warm = 140
    for date in dates:
        warm = max(60, min(300, warm + rng.randrange(-40, 41)))
        sky = rng.choices(("晴", "多云", "阴", "雨"), (6, 3, 2, 1))[0]
        force = rng.choices((0, 1, 2, 3, 4, 5), (1, 2, 4, 3, 2, 1))[0]
        wet = sky == "雨"
        made[date] = {
            "weather": sky,
            "temp_c_e1": warm // 10 * 10,
            "wind_force": force,
            "wind_dir": "无风" if not force else rng.choice(("北", "西北", "南", "东南", "西")),
            "danger_level": 1 if wet else 2 + (force > 2) + (force > 3 and sky == "晴"),
        }
    return made


def plan(seed: int, people: tuple[SampleRanger, ...], dates: list[str]) -> list[Day]:
    """Every ranger's days, in the order of the roster and of the dates."""
    days = [
        _day(random.Random(f"{seed}/{at}/{date}"), at, date)
        for at in range(len(people))
        for date in dates
    ]
    return _spoiled(random.Random(f"{seed}/mistakes"), people, days)


def _day(rng: random.Random, at: int, date: str) -> Day:
    kind = rng.choices((WALKED, MISSING, LEAVE), (80, 13, 7))[0]
    begin = day_start(date) + rng.randrange(7 * 60, 10 * 60) * MINUTE_MS + rng.randrange(60) * 1_000
    if kind != WALKED:
        return Day(at, date, begin, kind)
    # most walk enough for a valid patrol, some turn back early
    minutes = rng.randrange(30, 50) if rng.random() < 0.08 else rng.randrange(70, 105)
    seen = tuple(_seen(rng)) if rng.random() < FIND_SHARE else ()
    photos = len(seen) + rng.randrange(0, 3)
    return Day(at, date, begin, WALKED, minutes * 60, photos, frozenset(), seen)


def _seen(rng: random.Random) -> Iterator[Seen]:
    for share in sorted(rng.uniform(0.1, 0.9) for _one in range(rng.choice((1, 1, 2)))):
        category, what, action, word = rng.choice(KINDS)
        yield Seen(category, f"{rng.choice(PLACES)}{what}", action, word, share)


def _spoiled(rng: random.Random, people: tuple[SampleRanger, ...], days: list[Day]) -> list[Day]:
    """Put the mistakes in turn on days that fit them; a small cut shows as many as it can."""
    out = list(days)
    free = [at for at, day in enumerate(days) if day.kind == WALKED]
    rng.shuffle(free)
    count = max(len(free) // DAYS_PER_MISTAKE, min(len(MISTAKES), len(free) // 2))
    for number in range(count):
        mistake = MISTAKES[number % len(MISTAKES)]
        at = next((one for one in free if _fits(mistake, days[one], people)), None)
        if at is None:
            continue
        if mistake == COPIED:
            source = next((one for one in free if _before(days[one], days[at])), None)
            if source is None:
                continue
            free.remove(source)  # what was copied stays as it is
            out[at] = replace(days[at], kind=COPIED, photos=0, source=days[source].date)
        else:
            out[at] = _with(days[at], mistake)
        free.remove(at)
    return out


def _before(source: Day, copy: Day) -> bool:
    return source.ranger == copy.ranger and source.date < copy.date


def _fits(mistake: str, day: Day, people: tuple[SampleRanger, ...]) -> bool:
    if mistake in (COPIED, CLOCK, NO_EXIF, NO_GPS):
        return not day.seen
    if mistake in (TAIL, OVERLAP):
        return people[day.ranger].means == "徒步"
    return True


def _with(day: Day, mistake: str) -> Day:
    if mistake == NO_GPS:
        return replace(day, kind=NO_GPS, photos=3)
    photos = 2 if mistake in (CLOCK, NO_EXIF) else day.photos
    return replace(day, photos=photos, mistakes=frozenset({mistake}))


def shift_ms(copy: Day) -> int:
    """By how much whoever copied a track moved its times: whole days."""
    return day_start(copy.date) - day_start(copy.source)


def values_of(weather: Mapping[str, Any], ranger: SampleRanger) -> dict[str, Any]:
    """What a clerk types for one day beside what the files say."""
    return {**weather, "patrol_type": "ROUTINE", "means": ranger.means, "route": ranger.route}
