"""What a program asked the disk to do, in order: its system calls as strace tells them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "openat,open,creat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,"
    "unlink,unlinkat,link,linkat,mkdir,mkdirat,rmdir,lseek,close"
)
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)(?:<(.*)>)?", re.DOTALL)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_HANDLE = re.compile(r"(\d+)<((?:[^>\\]|\\x[0-9a-f]{2}|\\.)*)>")


@dataclass(frozen=True)
class Deed:
    """One call that changes files.

    Attributes:
        kind: ``create``, ``write``, ``cut``, ``sync``, ``rename``, ``unlink``, ``link``, or
            ``told``: bytes went to the listener.
        path: the file; for ``rename`` and ``link`` the old name.
        other: the new name.
        at: offset of a write, length of a cut.
        data: bytes written or told.
    """

    kind: str
    path: str
    other: str = ""
    at: int = 0
    data: bytes = b""


@dataclass(frozen=True)
class Tape:
    """A recorded run.

    Attributes:
        roots: folders that are followed.
        before: every file below them when it began, by absolute path.
        deeds: in order.
    """

    roots: tuple[str, ...]
    before: dict[str, bytes]
    deeds: tuple[Deed, ...]


def record(
    command: Sequence[str], roots: Sequence[Path], log: Path, listener: Path, **surroundings: object
) -> Tape:
    """Run ``command`` under strace and give what it did below ``roots``.

    Args:
        command: program and arguments.
        roots: absolute folders that are followed; index files of WAL are not.
        log: where strace writes.
        listener: the file that the command's standard output goes to.
        surroundings: for ``subprocess.run``.

    Raises:
        AssertionError: the command failed.
    """
    before = {str(path): path.read_bytes() for root in roots for path in _files(root)}
    prefix = ["strace", "-f", "-y", "-xx", "-s", "33554432", "-qq", "-o", str(log)]
    with listener.open("wb") as out:
        done = subprocess.run(
            [*prefix, "-e", f"trace={CALLS}", *command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
            **surroundings,  # type: ignore[call-overload]
        )
    assert done.returncode == 0, (listener.read_text("utf-8"), done.stderr[-2000:])
    names = tuple(str(root) for root in roots)
    return Tape(names, before, tuple(_deeds(log, names, str(listener))))


def _files(root: Path) -> Iterator[Path]:
    for here, _folders, names in os.walk(root):
        for name in names:
            if not name.endswith("-shm"):
                yield Path(here) / name


def _lines(log: Path) -> Iterator[str]:
    """Whole calls: one that another thread interrupted is put together again."""
    open_: dict[str, str] = {}
    with log.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            pid = line.partition(" ")[0]
            if line.rstrip().endswith("<unfinished ...>"):
                open_[pid] = line.rstrip().removesuffix("<unfinished ...>")
            elif "resumed>" in line[:80] and pid in open_:
                yield open_.pop(pid) + line.partition("resumed>")[2]
            else:
                yield line


def _deeds(log: Path, roots: tuple[str, ...], listener: str) -> Iterator[Deed]:
    places: dict[tuple[str, str], int] = {}
    for line in _lines(log):
        match = _LINE.match(line)
        if match is None or match[4].startswith("-"):
            continue
        yield from _deed(*match.groups(), roots=roots, listener=listener, places=places)


def _deed(
    pid: str,
    call: str,
    arguments: str,
    gave: str,
    opened: str | None,
    *,
    roots: tuple[str, ...],
    listener: str,
    places: dict[tuple[str, str], int],
) -> Iterator[Deed]:
    """What one call did; several processes never share a file's place here."""
    if call in ("openat", "open", "creat"):
        path = _plain(opened or "")
        if _followed(path, roots):
            places[pid, path] = 0
            if "O_CREAT" in arguments or call == "creat":
                yield Deed("create", path)
            if "O_TRUNC" in arguments or call == "creat":
                yield Deed("cut", path)
        return
    if call.startswith(("rename", "link", "unlink", "mkdir", "rmdir")):
        names = _paths(arguments)
        if not names or not _followed(names[-1], roots):
            return
        if call.startswith("unlink") and "AT_REMOVEDIR" not in arguments:
            yield Deed("unlink", names[0])
        elif call.startswith(("rename", "link")):
            kind = "rename" if call.startswith("rename") else "link"
            yield Deed(kind, names[0], names[1])
        return
    handle = _HANDLE.match(arguments)
    if handle is None:
        return
    path = _plain(handle[2])
    if path == listener and call == "write":
        yield Deed("told", path, data=_data(arguments))
    elif _followed(path, roots):
        yield from _on_file(pid, call, arguments, path, int(gave), places)


def _on_file(
    pid: str, call: str, arguments: str, path: str, gave: int, places: dict[tuple[str, str], int]
) -> Iterator[Deed]:
    last = arguments.rpartition(",")[2].strip()
    if call == "pwrite64":
        yield Deed("write", path, at=int(last), data=_data(arguments)[:gave])
    elif call == "write":
        at = places.get((pid, path), 0)
        yield Deed("write", path, at=at, data=_data(arguments)[:gave])
        places[pid, path] = at + gave
    elif call == "lseek":
        places[pid, path] = gave
    elif call == "ftruncate":
        yield Deed("cut", path, at=int(last))
    elif call in ("fsync", "fdatasync"):
        yield Deed("sync", path)


def _followed(path: str, roots: tuple[str, ...]) -> bool:
    inside = any(path == root or path.startswith(root + "/") for root in roots)
    return inside and not path.endswith("-shm")


def _paths(arguments: str) -> list[str]:
    """The absolute paths of a call; relative ones lie behind the folder's handle."""
    found, start = [], 0
    for match in _TEXT.finditer(arguments):
        path = _plain(match[1])
        if not path.startswith("/"):
            handle = re.search(r"<([^>]*)>[^<>]*$", arguments[start : match.start()])
            path = f"{_plain(handle[1])}/{path}" if handle else path
        found.append(path)
        start = match.end()
    return found


def _data(arguments: str) -> bytes:
    match = _TEXT.search(arguments)
    assert match is not None
    assert match[2] is None, "a write was cut short by the recorder"
    return bytes.fromhex(match[1].replace("\\x", ""))


def _plain(text: str) -> str:
    """A path as the system knows it; strace shows it in hexadecimal."""
    if "\\x" not in text:
        return text
    return bytes.fromhex(text.replace("\\x", "")).decode("utf-8", "surrogateescape")
