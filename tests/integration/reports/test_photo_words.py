"""What the daily log prints beside a photo whose data came from a person."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from patrol_app import i18n
from patrol_app.domain.instant import parse_iso
from patrol_app.domain.position import Place
from patrol_app.domain.records.attachment import Attachment
from patrol_app.services.photo_clock import cameras, edits
from tests.support.folders import station_copy
from tests.support.photos import jpeg, time_tags


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is missing")
def test_corrected_typed_and_placed_photos_say_so(tmp_path: Path) -> None:
    i18n.use("zh_CN")
    app = station_copy(tmp_path)
    actor = app.session.actor
    number = app.records.new("patrol", {"ranger_id": actor.id}, actor).record.number
    paths = [tmp_path / f"{at}.jpg" for at in range(3)]
    paths[0].write_bytes(jpeg(exif=time_tags("2026:08:03 00:30:00")))
    paths[1].write_bytes(jpeg(colour="blue"))
    paths[2].write_bytes(jpeg(colour="white"))
    done = app.imports.apply(app.imports.plan(paths, actor, patrol=number), actor)
    dated, typed, _bare = (app.records.get("attachment", rec).record for rec in done.attachments)
    assert isinstance(dated, Attachment)
    (clock,) = cameras([dated])
    app.records.save_many("attachment", edits(clock, 28_800), actor)
    hand = {
        "taken_at": parse_iso("2026-08-03T09:15+08:00"), "taken_source": "hand",
        "position": Place(lon=1_127_301_000, lat=384_102_000, datum="wgs84", source="hand"),
    }  # fmt: skip
    app.records.save("attachment", typed.id, hand, None, actor)
    paper = app.reports.daily_log(number, tmp_path / "log.pdf")
    app.close()
    out = subprocess.run(
        ["pdftotext", "-layout", str(paper.path), "-"], capture_output=True, check=True, timeout=240
    )
    words = out.stdout.decode("utf-8")
    for part in ("08:30", "校时 +8:00:00", "09:15", "时间手填 手工标位", "无拍摄信息"):
        assert part in words, part
