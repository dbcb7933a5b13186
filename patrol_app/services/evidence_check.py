"""How a package is checked, as it lies in the package itself: plain words and one script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STEPS: Final = (
    "sha256sum --strict -c SHA256SUMS",
    "openssl pkeyutl -verify -pubin -inkey proof/statement.pem -rawin"
    " -in proof/statement.txt -sigfile proof/statement.sig",
    "sha256sum SHA256SUMS",
    "sha256sum entries/*.json",
)
_WORDS: Final = (
    ("每个文件都与清单一致。", "Every file is as the list says."),
    ("清单由制作单位的设备签名。", "The unit's device signed what follows."),
    ("所得值即 proof/statement.txt 中的 sums。", "The value of sums in proof/statement.txt."),
    ("每条记录的值就是它的文件名。", "Each entry is its own name."),
)
CHAIN: Final = r"""set -eu
stream=$1 before=$2 link=$3 file=$4
raw() { printf '%b' "$(printf '%s' "$1" | sed 's/../\\x&/g')"; }
while read -r seq hash; do
  number=$(printf '%016x' "$seq")
  before=$( { printf 'HL-link-1'; raw "$(printf '%s' "$stream" | tr -d -)"; raw "$number";
              raw "$before"; raw "$hash"; } | sha256sum | cut -c1-64)
done < "$file"
test "$before" = "$link"
"""


@dataclass(frozen=True)
class Packed:
    """A written package.

    Attributes:
        path: the file; files: how many it holds; ops: entries of the journal in it.
        absent: originals that are not held here, by attachment number.
        checks: commands by which anybody checks it.
    """

    path: Path
    files: int
    ops: int
    absent: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


def commands(chains: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
    """Every command of the check, in order.

    Args:
        chains: (stream, link before, link at the end) of each journal in the package.
    """
    links = (f"bash chain.sh {one} {b} {u} proof/chain-{one}.txt" for one, b, u in chains)
    return (*STEPS, *links)


def words(number: str, chains: Sequence[tuple[str, str, str]]) -> str:
    """The file ``CHECK.txt`` of the case ``number``: Chinese and English, one command a step.

    Args:
        number: of the violation; chains: as ``commands`` takes them.
    """
    head = (
        f"案件 {number} 证据包核对方法 / How to check the evidence package of {number}\n\n"
        "解压后在此目录依次运行，只需公开工具 sha256sum、openssl、bash；加密的包先用 age 解密。\n"
        "Unpack, then run these here; public tools alone. Decrypt with age where encrypted.\n"
    )
    link = ("没有报错即该设备的记录链完整。", "No error: the journal is whole between both links.")
    said = [*_WORDS, *(link for _chain in chains)]
    steps = [
        f"\n{place}. {command}\n   {zh}\n   {en}\n"
        for place, (command, (zh, en)) in enumerate(zip(commands(chains), said, strict=True), 1)
    ]
    return head + "".join(steps)
