from __future__ import annotations

import pytest

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.clean import find_suspects
from patrol_app.geo.readers.nmea import read_nmea
from patrol_app.geo.readers.result import TrackFile
from tests.support.formats import points, sentence

PLACE = "3806.0000,N,11230.0000,E"
LON, LAT = 1_125_000_000, 381_000_000
DAY = 1_785_715_200_000  # 2026-08-03T00:00:00Z
HOUR = 3_600_000


def gga(clock: str, quality: int = 1, talker: str = "GP") -> str:
    return sentence(f"{talker}GGA,{clock},{PLACE},{quality},10,1.5,1200.5,M,0.0,M,,")


def rmc(clock: str, date: str, status: str = "A", talker: str = "GP") -> str:
    return sentence(f"{talker}RMC,{clock},{status},{PLACE},0.0,0.0,{date},,,A")


def read(*sentences: str) -> TrackFile:
    return read_nmea("".join(sentences).encode())


def said(found: TrackFile) -> dict[str, int]:
    return {finding.code: finding.count for finding in found.findings}


def times(found: TrackFile) -> list[int | None]:
    return [point[3] for point in points(found.tracks[0])]


def test_sentences_of_one_time_are_one_fix() -> None:
    found = read(rmc("000001.00", "030826"), gga("000001.00"), gga("000002.50"))
    assert points(found.tracks[0]) == [
        (LON, LAT, 120_050, DAY + 1_000),
        (LON, LAT, 120_050, DAY + 2_500),
    ]
    assert found.tracks[0].hdop is not None and found.tracks[0].hdop.tolist() == [150, 150]
    assert not found.findings


@pytest.mark.parametrize("talker", ["GP", "GN", "GL", "GA", "GB", "BD", "GQ"])
def test_every_talker(talker: str) -> None:
    gns = sentence(f"{talker}GNS,000002,{PLACE},NNA,10,1.5,1200.5,0.0,,")
    zda = sentence(f"{talker}ZDA,000002,03,08,2026,00,00")
    found = read(rmc("000001", "030826", talker=talker), gga("000001", talker=talker), gns, zda)
    assert times(found) == [DAY + 1_000, DAY + 2_000]


def test_midnight_before_and_after_the_only_date() -> None:
    zda = sentence("GPZDA,120000,03,08,2026,00,00")
    found = read(gga("230000"), gga("010000"), zda, gga("220000"), gga("020000"))
    assert times(found) == [DAY - HOUR, DAY + HOUR, DAY + 22 * HOUR, DAY + 26 * HOUR]


def test_a_clock_that_goes_back_a_little_is_no_midnight() -> None:
    found = read(rmc("080002", "030826"), gga("080001"))
    assert times(found) == [DAY + 8 * HOUR + 2_000, DAY + 8 * HOUR + 1_000]


def test_without_a_date_there_is_no_time() -> None:
    found = read(gga("080000"), gga("080001"))
    assert times(found) == [None, None]
    assert said(found) == {"nmea.no_date": 1, "point.time": 2}


def test_week_rollover_is_suspect_not_changed() -> None:
    for date, year_code in (("060180", "time.cold_start"), ("220899", "time.rollover")):
        found = read(rmc("080000", date), rmc("080001", date))
        assert [one.code for one in find_suspects(found.tracks[0])] == [year_code]
    found = read(sentence("GPZDA,080000,01,01,2208,00,00"), gga("080000"))
    assert [one.code for one in find_suspects(found.tracks[0])] == ["time.future"]


def test_moments_without_a_fix_are_counted() -> None:
    found = read(
        rmc("080000", "030826", "V"),
        gga("080000", 0),
        gga("080001", 8),
        sentence(f"GNGNS,080002,{PLACE},NN,00,9.9,0,0,,"),
        sentence("GPGGA,080003,,,,,1,00,,,M,,M,,"),
        gga("080004", 4),
    )
    assert (len(found.tracks[0]), said(found)) == (1, {"nmea.no_fix": 3})


def test_broken_sentences_are_listed_with_the_line_of_the_first() -> None:
    good = rmc("080000", "030826")
    found = read(
        "# a log\r\n",
        "\x00\xff$GPGSV,noise\r\n",
        good,
        good.replace("3806", "3807"),
        sentence("GPGGA,080001,38x6.0,N,11230.0,E,1,10,1.5,1,M,0,M,,"),
        sentence("GPRMC,996001,A,3806.0,N,11230.0,E,0,0,030826,,,A"),
        sentence(f"GPGGA,080003,{PLACE.replace(',N', ',Q')},1,10,1.5,1,M,0,M,,"),
        "$GPGGA," + "9" * 300 + "\r\n",
        "$GPGGA,080002",
    )
    assert len(found.tracks[0]) == 1
    assert said(found)["nmea.checksum"] == 1
    (broken,) = [one for one in found.findings if one.code == "nmea.unreadable"]
    assert broken.count >= 4 and broken.params == {"line": 5}


def test_utf16_and_noise_between() -> None:
    text = rmc("080000", "030826") + gga("080001")
    for coding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert len(read_nmea(text.encode(coding)).tracks[0]) == 2
    noisy = b"\xb5\x62\x01\x07\x00" + text.encode().replace(b"\r\n", b"\xb5\x62\r\n")
    assert said(read_nmea(noisy + text.encode()))["nmea.unreadable"] == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "nmea.not_nmea"),
        (b"words", "nmea.not_nmea"),
        (sentence("GPGSV,1,1,00").encode(), "nmea.no_position"),
        (gga("080000", 0).encode(), "nmea.no_fix"),
    ],
)
def test_what_is_refused(data: bytes, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError) as caught:
        read_nmea(data)
    assert caught.value.code == code
    monkeypatch.setattr(limits, "NMEA_BYTES", 3)
    with pytest.raises(UserError) as caught:
        read_nmea(b"four")
    assert caught.value.code == "file.too_large"
