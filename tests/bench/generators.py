"""Seeded records of an invented place: what stations type, in Chinese."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from patrol_app.domain.instant import DAY_MS, Instant
from patrol_app.domain.position import Place

YEAR_START_MS = 1_735_660_800_000  # 2025-01-01 00:00 at +08:00
CATEGORIES = tuple(f"P{number:02d}" for number in range(1, 17))
ACTIONS = ("劝阻", "制止", "报告", "清理")
GRADES = ("一般", "较重", "重大")
PLACES = (
    "北坡", "南沟", "松林口", "石崖下", "水库东", "老林场", "二道梁", "界碑旁", "河滩", "瞭望台",
)  # fmt: skip
WHAT = (
    "路边堆放枯草", "发现新鲜蹄印", "围栏被剪开一处", "林缘有焚烧痕迹", "松树针叶发黄",
    "发现猎套两个", "倾倒生活垃圾一车", "标志牌歪倒", "坡面有小型滑塌", "羊群进入封育区",
    "古树枝干折断", "有人采挖药材", "风倒木横在路上", "黑鹳三只在浅滩觅食", "发现虫网",
)  # fmt: skip
MORE = (
    "已现场劝离当事人", "已拍照留证", "已报站长", "无人员在场", "范围约二十平方米",
    "距村道约三百米", "需复查", "与上周相比有扩大", "已清理完毕", "联系村护林员处理",
)  # fmt: skip

RARE = (
    "金钱豹", "大鸨", "红豆杉", "褐马鸡", "紫斑牡丹", "豹猫粪便", "兰科植物",
    "青杨天牛", "麝", "鬣羚",
)  # fmt: skip
RARELY = 1 / 4_000  # of the notes speak of one of them
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "建国伟强磊洋勇军杰涛明超秀兰霞平刚桂英海燕玉珍红梅志新春晓东林峰"


def findings(seed: int, count: int, grids: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Field values of ``count`` findings spread over a year.

    Args:
        seed: equal seeds give equal values.
        count: how many.
        grids: ids of grids they lie in; none where empty.
    """
    rng = random.Random(seed)
    for _ in range(count):
        day = rng.randrange(365)
        minute = 8 * 60 + rng.randrange(10 * 60)
        notes = "，".join([rng.choice(WHAT), *rng.sample(MORE, rng.randint(1, 3))])
        notes += f"，{rng.randrange(1, 90)}林班{rng.randrange(1, 60)}小班，同行"
        notes += rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.randint(1, 2)))
        if rng.random() < RARELY:
            notes += "，见" + rng.choice(RARE)
        actions = tuple(rng.sample(ACTIONS, rng.randint(1, 2)))
        found_ms = YEAR_START_MS + day * DAY_MS + minute * 60_000
        values: dict[str, Any] = {
            # fires and grazing are common, most else is rare
            "category": rng.choice(CATEGORIES if rng.random() < 0.5 else CATEGORIES[5:7]),
            "found_at": Instant(found_ms),
            "position": Place(
                lon=1_120_000_000 + rng.randrange(10_000_000),
                lat=385_000_000 + rng.randrange(10_000_000),
                datum="wgs84",
                source="hand",
            ),
            "place": rng.choice(PLACES),
            "grid_id": rng.choice(grids) if grids else None,
            "description": notes + "。",
            "action": actions,
            "severity": rng.choices(GRADES, (90, 9, 1))[0],
        }
        if "报告" in actions:  # rules ask to whom and when
            values["reported_to"] = rng.choice(("站长", "县林草局值班室"))
            values["reported_at"] = Instant(found_ms + rng.randrange(5, 90) * 60_000)
        yield values


def station_year(seed: int, grids: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The findings of one station in one year: about 3,300."""
    yield from findings(seed, 3_300 + random.Random(seed).randrange(100), grids)
