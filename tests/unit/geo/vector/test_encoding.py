"""The text of a DBF: stated, then strict UTF-8, then strict GB18030, else asked (sync.md §12)."""

from __future__ import annotations

import pytest

from patrol_app.geo.vector.encoding import ASKED, Guess, fits, guess, named, read

GBK = ["油松".encode("gbk"), "示例沟".encode("gbk")]
UTF8 = ["油松".encode(), "示例沟".encode()]


@pytest.mark.parametrize(
    ("values", "cpg", "ldid", "expected"),
    [
        (GBK, "", 0, Guess("gb18030", "gb18030")),
        (UTF8, "", 0, Guess("utf-8", "utf-8")),
        (GBK, "GBK", 0, Guess("gb18030", "cpg")),
        (GBK, "936", 0, Guess("gb18030", "cpg")),
        (UTF8, "UTF-8", 0x4D, Guess("utf-8", "cpg")),
        (GBK, "", 0x4D, Guess("gb18030", "ldid")),
        (GBK, "UTF-8", 0, Guess("gb18030", "gb18030", stated_wrong=True)),
        (GBK, "UTF-8", 0x4D, Guess("gb18030", "ldid")),
        (["㐀𠮷".encode("gb18030")], "", 0, Guess("gb18030", "gb18030")),
        ([b"plain"], "", 0, Guess("utf-8", "ascii")),
        ([b"plain"], "GBK", 0, Guess("gb18030", "ascii")),
        ([], "", 0, Guess("utf-8", "ascii")),
        ([b"\xff\xfe\xff"], "", 0, Guess("gb18030", ASKED)),
        ([b"\xff\xfe\xff"], "nonsense", 0, Guess("gb18030", ASKED)),
    ],
)
def test_the_order_is_fixed(values: list[bytes], cpg: str, ldid: int, expected: Guess) -> None:
    assert guess(values, cpg, ldid) == expected


def test_a_character_cut_by_the_field_s_width_is_left_out() -> None:
    cut = "示例沟".encode("gbk")[:-1]
    assert read(cut, "gb18030") == "示例"
    assert guess([cut, *GBK]) == Guess("gb18030", "gb18030")
    assert read("示例".encode()[:-1], "utf-8") == "示"
    assert read(b"\xff", "utf-8") is None
    assert read(b"a", "no-such-codec") is None
    assert fits([b"a"], "big5")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("GB2312", "gb18030"),
        ("CP936", "gb18030"),
        ("ANSI 936", "gb18030"),
        ("65001", "utf-8"),
        ("\ufeffUTF-8\n", "utf-8"),
        ("950", "big5"),
        ("windows-1252", "cp1252"),
        ("klingon", ""),
        ("", ""),
    ],
)
def test_what_a_cpg_file_says(text: str, name: str) -> None:
    assert named(text) == name
