"""``check``, ``self-test``, ``demo``, and the hidden ``pictures`` and ``worker``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patrol_app.cli.context import Context
from patrol_app.i18n import _


def check(context: typer.Context) -> None:
    """Fold the whole journal again and compare it with the tables."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        found = app.store.check()
    for row in found:
        made.output.note(row)
    if not found:
        made.output.line(_("Everything agrees"))
    made.output.document({"ok": not found, "differences": found, "total": len(found)})
    raise typer.Exit(3 if found else 0)


def self_test(context: typer.Context) -> None:
    """Try every part of the program in a folder of its own."""
    from patrol_app.cli.selftest import run_all

    made: Context = context.obj
    rows = run_all()
    for row in rows:
        made.output.line(f"{'ok' if row.good else 'FAILED'}  {row.name}  {row.said}".rstrip())
    good = all(row.good for row in rows)
    tests = [{"name": row.name, "ok": row.good, "message": row.said} for row in rows]
    made.output.document({"ok": good, "items": tests, "total": len(tests)})
    raise typer.Exit(0 if good else 3)


def demo(context: typer.Context, out: Annotated[Path, typer.Option("--out")]) -> None:
    """Do the whole main job on sample data and name every file made."""
    from patrol_app.cli.demo import run

    made: Context = context.obj
    run(out.absolute(), made.output, made.settings)


def pictures(
    data_dir: Path,
    out: Path,
    prefix: str,
    pages: Annotated[list[str] | None, typer.Argument()] = None,
) -> None:
    """Grab pages of the window as pictures (internal)."""
    # lazily: no other command loads Qt
    from patrol_app.gui.pictures import main

    raise typer.Exit(main([str(data_dir), str(out), prefix, *(pages or [])]))


def worker() -> None:
    """Serve jobs on stdin and stdout (internal)."""
    from patrol_app.worker_host import main

    raise typer.Exit(main())
