"""Make the sample files that demo and wizard use: two GPX walks and six photos.

The places are invented (示例县); the files are small and committed. Run it again only when the
sample itself changes: ``python packaging/make_sample.py``.
"""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

OUT = Path(__file__).resolve().parent.parent / "resources" / "sample"
BEIJING = timezone(timedelta(hours=8))
START = datetime(2026, 4, 9, 7, 40, tzinfo=BEIJING)
STEP_S = 15  # the refresh of the receivers in use
POINTS = 960
SIZE = (960, 720)
METRES = 111_195.0


def walk(seed: int, lon: float, lat: float) -> list[tuple[float, float, float, datetime]]:
    """A loop of four hours with two rests: (lon, lat, height m, time)."""
    rng = random.Random(seed)
    walking = [n % 320 not in range(60, 90) for n in range(POINTS)]
    rows, done = [], 0
    for n in range(POINTS):
        done += walking[n]
        angle = 2 * math.pi * done / sum(walking)
        radius = 1050 + 160 * math.sin(3 * angle + seed) + 60 * math.sin(5 * angle)
        east = radius * math.sin(angle) * 1.2 + rng.gauss(0, 1.5)
        north = radius * (1 - math.cos(angle)) + rng.gauss(0, 1.5)
        height = 1650 + 140 * math.sin(angle / 2) ** 2 + rng.gauss(0, 0.8)
        narrow = METRES * math.cos(math.radians(lat))
        when = START + timedelta(seconds=STEP_S * n)
        rows.append((lon + east / narrow, lat + north / METRES, height, when))
    return rows


def gpx(rows: list[tuple[float, float, float, datetime]], name: str) -> str:
    """The walk as GPX 1.1."""
    points = "\n".join(
        f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"><ele>{ele:.2f}</ele>'
        f"<time>{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for lon, lat, ele, when in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="Patrol sample" xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"<trk><name>{name}</name><trkseg>\n{points}\n</trkseg></trk>\n</gpx>\n"
    )


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    whole = int(value)
    minutes = int((value - whole) * 60)
    seconds = ((value - whole) * 60 - minutes) * 60
    return (
        IFDRational(whole, 1),
        IFDRational(minutes, 1),
        IFDRational(round(seconds * 10_000), 10_000),
    )


def photo(path: Path, row: tuple[float, float, float, datetime], seed: int, sheep: int) -> None:
    """A drawn hillside with EXIF time, offset, place and heading."""
    rng = random.Random(seed)
    image = Image.new("RGB", SIZE, "#C9D9E4")
    pen = ImageDraw.Draw(image)
    width, height = SIZE
    for layer, colour in enumerate(("#9DB58F", "#8FA674", "#7C9562")):
        level = height * (0.38 + 0.16 * layer)
        ridge = [
            (x, level + 40 * math.sin(x / (90 + 40 * layer) + seed + layer))
            for x in range(0, width + 20, 20)
        ]
        pen.polygon([(0, height), *ridge, (width, height)], fill=colour)
    for _tree in range(26):
        x, y = rng.randint(0, width), rng.randint(int(height * 0.45), height - 90)
        pen.polygon([(x, y - 46), (x - 16, y), (x + 16, y)], fill="#3F6B46")
    for _animal in range(sheep):
        x, y = rng.randint(140, width - 160), rng.randint(int(height * 0.7), height - 50)
        pen.ellipse((x, y, x + 26, y + 14), fill="#F6F3EA")
    lon, lat, ele, when = row
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Sample", "Field camera"
    exif[0x0132] = when.strftime("%Y:%m:%d %H:%M:%S")
    detail = exif.get_ifd(0x8769)
    detail[0x9003], detail[0x9011] = when.strftime("%Y:%m:%d %H:%M:%S"), "+08:00"
    gps = exif.get_ifd(0x8825)
    utc = when.astimezone(UTC)
    gps[1], gps[2], gps[3], gps[4] = "N", _degrees(lat), "E", _degrees(lon)
    gps[5], gps[6] = b"\x00", IFDRational(round(ele * 100), 100)
    gps[7] = tuple(IFDRational(part, 1) for part in (utc.hour, utc.minute, utc.second))
    gps[18] = "WGS-84"
    gps[16], gps[17], gps[29] = "T", IFDRational(rng.randint(0, 35_999), 100), f"{utc:%Y:%m:%d}"
    image.save(path, "JPEG", quality=70, exif=exif)


def main() -> None:
    """Write the files."""
    OUT.mkdir(parents=True, exist_ok=True)
    for number, (lon, lat) in enumerate(((111.9701, 38.8605), (112.0312, 38.8217)), start=1):
        rows = walk(number, lon, lat)
        (OUT / f"walk-{number}.gpx").write_text(gpx(rows, f"示例巡护{number}"), "utf-8")
        for shot, at in enumerate((150, 470, 720), start=1):
            target = OUT / f"photo-{number}-{shot}.jpg"
            photo(target, rows[at], 10 * number + shot, 14 if shot == 2 else 0)
            print(target)


if __name__ == "__main__":
    main()
