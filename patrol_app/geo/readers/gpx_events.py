"""The expat handlers behind the GPX reader: as few Python steps per point as can be.

Only whole points are kept: one that was open when the text broke off is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_

Handler = Callable[..., Any]


class Column:
    """Points of one kind (trk, rte or wpt) as written strings.

    Attributes:
        lat, lon: attribute texts, None where the attribute is missing.
        fields: element name to the list of its texts, empty where absent; one entry a point.
        segments: index of the point at which each segment begins.
        holders: index of the point at which each trk or rte begins.
        names: name of each holder.
        base: points that were already taken away by ``empty``.
    """

    def __init__(self, prefix: str, words: tuple[str, ...]) -> None:
        self.lat: list[str | None] = []
        self.lon: list[str | None] = []
        self.fields: dict[str, list[str]] = {prefix + word: [] for word in words}
        self.segments: list[int] = []
        self.holders: list[int] = []
        self.names: list[str] = []
        self.base = 0

    def field(self, word: str) -> list[str]:
        """The texts of ``word`` whatever the prefix."""
        return next(texts for name, texts in self.fields.items() if name.rpartition(":")[2] == word)

    def total(self) -> int:
        """Points met so far."""
        return self.base + len(self.lat)

    def drop_last(self) -> None:
        """Take the last point back."""
        for texts in (self.lat, self.lon, *self.fields.values()):
            texts.pop()  # type: ignore[attr-defined]

    def empty(self, size: int) -> None:
        """Forget the first ``size`` texts of each list: they are numbers now."""
        self.base += size
        for texts in (self.lat, self.lon, *self.fields.values()):
            del texts[:size]  # type: ignore[attr-defined]


class Events:
    """One pass over a GPX document.

    Attributes:
        tracks, routes, waypoints: what was met.
        point_open: whether the text stands inside a point.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.tracks = Column(prefix, ("ele", "time", "hdop"))
        self.routes = Column(prefix, ("ele", "time", "hdop"))
        self.waypoints = Column(prefix, ("ele", "time", "name", "sym"))
        self.open_column: Column | None = None
        self.parser = expat.ParserCreate(encoding="utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = refuse_doctype
        self.parser.EntityDeclHandler = refuse_doctype
        start, end, self.point_open = self._handlers()
        self.parser.StartElementHandler = start
        self.parser.EndElementHandler = end

    def _handlers(self) -> tuple[Handler, Handler, Callable[[], bool]]:
        """Start and end handler and the question whether a point is open.

        Closures: a nonlocal costs a third of an attribute, and this runs for every element.
        """
        parser, text = self.parser, list[str]()
        take = text.append
        points = self._point_words()
        depth = inner = 0
        target: list[str] | None = None
        fields: Mapping[str, list[str]] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            """Open a point, or begin to gather the text of one of its own elements."""
            nonlocal depth, inner, target, fields
            depth += 1
            if inner:
                if depth == inner:
                    target = fields.get(name)
                    if target is not None:
                        parser.CharacterDataHandler = take
                elif depth > limits.XML_DEPTH:
                    raise _too_deep()
                return
            column = points.get(name)
            if column is None:
                self._open_other(name, depth)
                return
            inner = depth + 1
            column.lat.append(attributes.get("lat"))
            column.lon.append(attributes.get("lon"))
            fields = column.fields
            for texts in fields.values():
                texts.append("")
            self.open_column = column

        def end(name: str) -> None:
            """Store the gathered text, or close the point."""
            nonlocal depth, inner, target
            if target is not None:
                if depth == inner:
                    parser.CharacterDataHandler = None
                    target[-1] = text[0] if len(text) == 1 else "".join(text)
                    text.clear()
                    target = None
            elif inner:
                if depth < inner:
                    inner = 0
            else:
                self._close_other(name, depth)
            depth -= 1

        return start, end, lambda: bool(inner)

    def _point_words(self) -> dict[str, Column]:
        prefix = self.prefix
        return {
            prefix + "trkpt": self.tracks,
            prefix + "rtept": self.routes,
            prefix + "wpt": self.waypoints,
        }

    _holder_depth = 0
    _holder: Column | None = None
    _name_text: list[str] | None = None

    def _open_other(self, name: str, depth: int) -> None:
        """An element outside points: containers, their names, and everything ignored."""
        if depth > limits.XML_DEPTH:
            raise _too_deep()
        word = name.rpartition(":")[2]
        if word in ("trk", "rte"):
            column = self.tracks if word == "trk" else self.routes
            column.holders.append(column.total())
            column.names.append("")
            if len(column.names) > limits.GPX_TRACKS:
                raise UserError(
                    "gpx.tracks",
                    N_("The file has more than {most} tracks"),
                    most=limits.GPX_TRACKS,
                )
            column.segments.append(column.total())
            self._holder, self._holder_depth = column, depth
        elif word == "trkseg":
            self.tracks.segments.append(self.tracks.total())
        elif word == "name" and self._holder is not None and depth == self._holder_depth + 1:
            self._name_text = []
            self.parser.CharacterDataHandler = self._name_text.append

    def _close_other(self, name: str, depth: int) -> None:
        if self._holder is None:
            return
        if depth == self._holder_depth + 1 and self._name_text is not None:
            self.parser.CharacterDataHandler = None
            self._holder.names[-1] = "".join(self._name_text).strip()[: limits.NAME_CHARS]
            self._name_text = None
        elif depth == self._holder_depth:
            self._holder = None


def _too_deep() -> UserError:
    return UserError("xml.depth", N_("The file nests its elements too deeply"))


def refuse_doctype(*_arguments: Any) -> None:
    """Refuse a document type before its entities are read.

    Raises:
        UserError: always.
    """
    raise UserError(
        "xml.doctype",
        N_("The file has a document type (DTD). Such files are not read, for safety"),
    )
