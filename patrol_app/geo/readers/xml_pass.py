"""One guarded pass over an XML file: size, encoding, no document type, bounded depth, mending."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, Protocol, TypeVar
from xml.parsers import expat

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.gpx_events import refuse_doctype
from patrol_app.geo.readers.text import Recoded, recode
from patrol_app.geo.too_much import need_bytes
from patrol_app.i18n import N_

_STEP: Final = 1 << 20
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# What phone programs write by mistake: a bare & in a name, an entity that only HTML knows, and
# control characters that XML forbids.
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_CONTROL = bytes(32 if code < 32 and code not in (9, 10, 13) else code for code in range(256))


class Visitor(Protocol):
    """What takes the elements of a file, by their names without a prefix."""

    def start(self, path: tuple[str, ...], attributes: Mapping[str, str]) -> None:
        """An element opens; ``path`` ends with its name."""

    def end(self, path: tuple[str, ...], text: str) -> None:
        """It closes; ``text`` is its own text, without that of elements inside."""

    def total(self) -> int:
        """How much was found so far."""


_V = TypeVar("_V", bound=Visitor)


def recoded_xml(data: bytes, findings: Findings) -> Recoded:
    """The document as UTF-8, within the size limit; odd encodings are said.

    Raises:
        UserError: ``file.too_large``, ``file.encoding``.
    """
    need_bytes(data, limits.XML_BYTES)
    declared = _DECLARED.match(data[:1_000])
    recoded = recode(data, declared.group(1).decode("ascii") if declared else "")
    if recoded.declared_wrong:
        findings.add(
            "file.encoding_wrong",
            N_("The file names a wrong text encoding; it was read as {encoding}"),
            encoding=recoded.encoding,
        )
    findings.add("file.cut_character", N_("The file ends inside a character"), int(recoded.cut > 0))
    return recoded


def mended_xml(data: bytes) -> bytes | None:
    """The document without the signs that XML forbids; None where there are none or too many."""
    if data.count(b"&") > limits.XML_MENDED:
        return None
    mended = _BARE.sub(b"&amp;", data.translate(_CONTROL))
    return mended if mended != data else None


def say_mended(findings: Findings) -> None:
    """Say that the file was read after mending."""
    findings.add("gpx.mended", N_("Signs that XML does not allow were mended while reading"))


def visit(
    data: bytes, root: str, not_this: UserError, make: Callable[[], _V], findings: Findings
) -> tuple[_V, str]:
    """Pass over a document; what stands before a fault is kept.

    Args:
        data: the file's bytes.
        root: name of the root element, without a prefix.
        not_this: raised when the root is another one.
        make: a fresh visitor.
        findings: where to say what was odd.

    Returns:
        The visitor and the text encoding.

    Raises:
        UserError: ``not_this``, a document type, too deep, or damaged before anything was found.
    """
    recoded = recoded_xml(data, findings)
    found, fault = _one_pass(recoded.data, root, not_this, make())
    if fault is not None:
        mended = mended_xml(recoded.data)
        if mended is not None:
            again, later = _one_pass(mended, root, not_this, make())
            if later is None or again.total() > found.total():
                found, fault = again, later
                say_mended(findings)
    if fault is not None:
        if not found.total():
            raise UserError(
                "xml.damaged", N_("The file is damaged at line {line}"), line=fault.lineno
            )
        findings.add(
            "gpx.cut",
            N_("The file is damaged from line {line} on; what stood before it was kept"),
            line=fault.lineno,
        )
    return found, recoded.encoding


def _one_pass(
    data: bytes, root: str, not_this: UserError, visitor: _V
) -> tuple[_V, expat.ExpatError | None]:
    parser = expat.ParserCreate(encoding="utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    path: list[str] = []
    texts: list[list[str]] = []
    met = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        """One element deeper."""
        nonlocal met
        met += 1
        path.append(name.rpartition(":")[2])
        if len(path) == 1 and path[0] != root:
            raise not_this
        if len(path) > limits.XML_DEPTH:
            raise UserError("xml.depth", N_("The file nests its elements too deeply"))
        if met > limits.XML_ELEMENTS:
            raise UserError(
                "xml.elements",
                N_("The file has more than {most} elements"),
                most=limits.XML_ELEMENTS,
            )
        texts.append([])
        visitor.start(tuple(path), attributes)

    def end(_name: str) -> None:
        """Back out, with the element's own text."""
        visitor.end(tuple(path), "".join(texts.pop()))
        path.pop()

    def text(words: str) -> None:
        """A piece of the element's text."""
        if texts:
            texts[-1].append(words)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    view = memoryview(data)
    try:
        for at in range(0, len(data), _STEP):
            parser.Parse(view[at : at + _STEP], False)
        parser.Parse(b"", True)
    except expat.ExpatError as fault:
        if not path and not visitor.total():
            raise not_this from fault
        return visitor, fault
    return visitor, None
