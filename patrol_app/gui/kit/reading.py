"""Reading what people type: dates, clock times, scaled numbers, coordinates. No Qt in here.

All results are whole numbers or calendar values; a binary fraction is never formed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.value_words import show_date as show_date
from patrol_app.services.value_words import show_position as show_position
from patrol_app.services.value_words import show_scaled as show_scaled

ZONE = timezone(timedelta(hours=8))  # shown and typed times are UTC+08:00 on any machine
_DATE_FULL = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?"
)
_DATE_PACKED = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)")
_DATE_SHORT = re.compile(r"(?P<m>\d{1,2})\s*[-/月]\s*(?P<d>\d{1,2})\s*[日号]?")
_TIME = re.compile(
    r"(?P<half>上午|下午|晚上|早上|中午)?\s*(?P<h>\d{1,2})\s*[:时点]\s*(?:(?P<n>\d{1,2})\s*分?)?"
)
_TIME_PACKED = re.compile(r"(?P<h>\d{2})(?P<n>\d{2})")
_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "today": 0, "yesterday": -1}


def tidy(text: str) -> str:
    """Full-width digits and marks made plain, spaces trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def read_date(text: str, today: date) -> date:
    """Read ``2026-08-03``, ``2026年8月3日``, ``8月3日``, ``8-3``, ``20260803``, ``昨天``.

    A date without a year is the last such day not after ``today``.

    Raises:
        UserError: ``form.date``, no such day.
    """
    day, rest = _take_date(tidy(text), today)
    if day is None or rest:
        raise UserError("form.date", N_("Write the date like 2026-08-03"))
    return day


def read_clock(text: str) -> int:
    """Read ``9:20``, ``09时20分``, ``下午3点``, ``0920`` as minutes after midnight.

    Raises:
        UserError: ``form.time``, no such time.
    """
    minutes, rest = _take_time(tidy(text))
    if minutes is None or rest:
        raise UserError("form.time", N_("Write the time like 09:20"))
    return minutes


def read_moment(text: str, today: date) -> int:
    """Read date and time as UTC ms; a time alone is today.

    Raises:
        UserError: ``form.moment``, cannot be read.
    """
    plain = tidy(text)
    day, rest = _take_date(plain, today)
    minutes, rest = _take_time(rest)
    if minutes is None or rest:
        raise UserError("form.moment", N_("Write date and time like 2026-08-03 09:20"))
    midnight = datetime.combine(day or today, datetime.min.time(), ZONE)
    return round((midnight + timedelta(minutes=minutes)).timestamp()) * 1000


def _take_date(text: str, today: date) -> tuple[date | None, str]:
    for word, shift in _DAYS.items():
        if text.lower().startswith(word):
            return today + timedelta(days=shift), text[len(word) :].strip()
    for pattern in (_DATE_FULL, _DATE_PACKED, _DATE_SHORT):
        match = pattern.match(text)
        if match is None:
            continue
        year = int(match.groupdict().get("y") or 0)
        try:
            day = date(year or today.year, int(match["m"]), int(match["d"]))
            if not year and day > today:
                day = day.replace(year=today.year - 1)
        except ValueError:
            raise UserError("form.date", N_("There is no such day")) from None
        return day, text[match.end() :].lstrip(" T,")
    return None, text


def _take_time(text: str) -> tuple[int | None, str]:
    match = _TIME.match(text) or _TIME_PACKED.match(text)
    if match is None:
        return None, text
    hour, minute = int(match["h"]), int(match["n"] or 0)
    half = match.groupdict().get("half")
    if half in ("下午", "晚上") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise UserError("form.time", N_("There is no such time"))
    return hour * 60 + minute, text[match.end() :].strip()


def local(at_ms: int) -> datetime:
    """UTC ms as a date and time of the bureau's clock."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).astimezone(ZONE)


def show_clock(minutes: int) -> str:
    """Minutes after midnight as ``09:20``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def show_moment(at_ms: int) -> str:
    """UTC ms as ``2026年8月3日 09时20分``, or ISO-like outside Chinese."""
    from patrol_app.i18n import language

    moment = local(at_ms)
    if language() == "zh_CN":
        return f"{show_date(moment.date())} {moment.hour:02d}时{moment.minute:02d}分"
    return f"{moment.date().isoformat()} {moment.hour:02d}:{moment.minute:02d}"


def read_scaled(text: str, decimals: int, minimum: int | None, maximum: int | None) -> int:
    """Read a number as a whole number of 10**-decimals.

    Args:
        text: ``9.42``, ``1 482``, full-width digits allowed.
        decimals: digits kept after the point; more typed digits are an error, never rounded.
        minimum: lowest scaled value, inclusive.
        maximum: highest scaled value, inclusive.

    Raises:
        UserError: ``form.number`` not a number, ``form.decimals`` too many digits,
            ``form.range`` out of bounds.
    """
    plain = re.sub(r"[\s,\u2009]", "", tidy(text)).replace("−", "-").replace("。", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", plain):
        raise UserError(
            "form.number",
            N_("Digits only, e.g. {example}"),
            example=show_scaled(12 * 10**decimals, decimals),
        )
    try:
        scaled = Decimal(plain).scaleb(decimals)
    except InvalidOperation:
        raise UserError("form.number", N_("This number is too long")) from None
    if scaled != scaled.to_integral_value():
        if decimals == 0:
            raise UserError("form.decimals", N_("Whole number, please"))
        raise UserError("form.decimals", N_("At most {n} decimals"), n=decimals)
    value = int(scaled)
    low_bad = minimum is not None and value < minimum
    if low_bad or (maximum is not None and value > maximum):
        raise _out_of_range(decimals, minimum, maximum)
    return value


def _out_of_range(decimals: int, minimum: int | None, maximum: int | None) -> UserError:
    low = "" if minimum is None else show_scaled(minimum, decimals)
    high = "" if maximum is None else show_scaled(maximum, decimals)
    if not high:
        return UserError("form.range", N_("At least {low}"), low=low)
    if not low:
        return UserError("form.range", N_("At most {high}"), high=high)
    return UserError("form.range", N_("Between {low} and {high}"), low=low, high=high)


_NUMBER = r"(\d+(?:\.\d+)?)"
_DMS = re.compile(
    _NUMBER + r"\s*[°度]\s*(?:" + _NUMBER + r"\s*['′分])?\s*(?:" + _NUMBER + r"\s*[\"″秒])?"
)


def read_position(text: str) -> tuple[int, int]:
    """Read latitude and longitude in 1e-7 degrees, in either order.

    Args:
        text: ``111.97, 38.861``, ``38.861 111.97``, ``111°58′12″E 38°51′40″N``,
            ``东经111度58分12秒 北纬38度51分40秒``. Without letters the larger number is the
            longitude, as everywhere in China (73-135 E, 3-54 N).

    Raises:
        UserError: ``form.position``, cannot be read or lies outside China.
    """
    plain = unicodedata.normalize("NFKC", text.replace("″", '"').replace("′", "'")).upper().strip()
    parts = [_degrees(match) for match in _DMS.finditer(plain)]
    if len(parts) != 2:
        bare = re.sub(r"[A-Z东西南北经纬°度:]", " ", plain)
        numbers = re.findall(r"-?\d+(?:\.\d+)?", bare)
        if re.search(r"[^\d\s.,;，、+-]", bare) or len(numbers) != 2:
            raise UserError(
                "form.position", N_("Write it like 111.97, 38.86 or 111°58′12″E 38°51′40″N")
            )
        parts = [Decimal(number) for number in numbers]
    first, second = (int((part * 10**7).to_integral_value()) for part in parts)
    latitude, longitude = min(first, second), max(first, second)
    if not (3 * 10**7 <= latitude <= 54 * 10**7 and 73 * 10**7 <= longitude <= 136 * 10**7):
        raise UserError("form.position", N_("This place is outside China"))
    return latitude, longitude


def _degrees(match: re.Match[str]) -> Decimal:
    whole, minutes, seconds = (Decimal(match[place] or 0) for place in (1, 2, 3))
    if minutes >= 60 or seconds >= 60:
        raise UserError("form.position", N_("Minutes and seconds must be under 60"))
    return whole + minutes / 60 + seconds / 3600
