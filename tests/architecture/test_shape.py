"""How large files and functions may be, what they are called, and what every one of them has."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator

from tests.architecture.sources import Source, everything, program, sources

FILE_LINES = 400
MEDIAN_LINES = 120
FUNCTION_LINES = 60
DOCUMENTED = 0.90
FORBIDDEN_NAMES = {"utils", "util", "misc", "helpers", "helper", "common"}
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "XX" + "X")


def test_no_file_is_too_long() -> None:
    """400 lines are the limit."""
    lengths = {source.name: len(source.text.splitlines()) for source in everything()}
    assert not {name: length for name, length in lengths.items() if length > FILE_LINES}


def test_files_are_mostly_short() -> None:
    """Half of the files have at most 120 lines."""
    lengths = [len(s.text.splitlines()) for s in program()]
    assert statistics.median(lengths) <= MEDIAN_LINES


def test_no_function_is_too_long() -> None:
    """60 lines from ``def`` to its end."""
    long = [
        f"{source.name}:{node.lineno} {node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for source in everything()
        for node in source.functions()
        if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]
    assert not long


def test_names_say_what_is_inside() -> None:
    """No drawer for everything."""
    named = {s.name for s in everything() if FORBIDDEN_NAMES & {s.path.stem, *s.path.parent.parts}}
    assert not named


def test_every_return_is_annotated() -> None:
    """``-> None`` too, nested functions and tests too."""
    bare = [
        f"{source.name}:{node.lineno} {node.name}"
        for source in everything()
        for node in source.functions()
        if node.returns is None
    ]
    assert not bare


def test_every_parameter_of_the_program_is_annotated() -> None:
    """mypy's strict mode says so as well; this needs no settings."""
    bare = [
        f"{source.name}:{node.lineno} {node.name}({argument.arg})"
        for source in program()
        for node in source.functions()
        for position, argument in enumerate(
            [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        )
        if argument.annotation is None
        and not (position == 0 and argument.arg in {"self", "cls", "mcs"})
    ]
    assert not bare


def public_things(
    source: Source,
) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every class, function and method without a leading underscore, nested ones included."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not (
            node.name.startswith("_")
        ):
            yield node


def test_public_things_are_documented() -> None:
    """At least nine of ten say what they do; Qt's overrides are not excepted."""
    things = [(source, node) for source in program() for node in public_things(source)]
    bare = [
        f"{s.name}:{node.lineno} {node.name}" for s, node in things if not ast.get_docstring(node)
    ]
    share = 1 - len(bare) / len(things)
    assert share >= DOCUMENTED, f"{share:.1%} documented; without: {bare}"


def test_modules_are_documented() -> None:
    """Every module with code says what it is for."""
    assert not [s.name for s in program() if s.tree.body and not ast.get_docstring(s.tree)]


def test_nothing_is_left_unfinished() -> None:
    """No reminders, no functions that only say they are missing."""
    found = [
        f"{source.name}:{number}"
        for source in everything()
        for number, line in enumerate(source.text.splitlines(), 1)
        if any(f"{word}:" in line or f"# {word}" in line for word in UNFINISHED)
        or "raise NotImplemented" + "Error" in line
    ]
    assert not found


def test_no_error_is_swallowed_whole() -> None:
    """No bare ``except`` and no blanket one that does nothing."""
    found = []
    for source in everything():
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            blanket = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
            empty = all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)
            if node.type is None or (blanket and empty):
                found.append(f"{source.name}:{node.lineno}")
    assert not found


def test_tests_do_not_sleep() -> None:
    """A test waits for an event, never for a time."""
    slept = [
        f"{source.name}:{node.lineno}"
        for source in sources("tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"time.sleep", "sleep", "QTest.qWait", "qtbot.wait"}
    ]
    assert not slept
