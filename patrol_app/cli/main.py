"""``patrol-app``: the command line as cli.md promises it. No subcommand opens the window."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer._click.exceptions import ClickException, UsageError

from patrol_app import __version__, i18n, logs
from patrol_app.cli import (
    base,
    conflict,
    desk,
    devices,
    exchange,
    importing,
    initialise,
    papers,
    patrol,
    records,
    recovery,
    reviewing,
    safety,
    upkeep,
    users,
)
from patrol_app.cli import batch as batching
from patrol_app.cli import case as casework
from patrol_app.cli import deliver as delivering
from patrol_app.cli import problem as problems
from patrol_app.cli.context import Context, Usage, make_context
from patrol_app.cli.output import Output, prepare_streams
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_, _

_LOG = logging.getLogger(__name__)
DONE, REFUSED, WRONG_USAGE, ENVIRONMENT, PARTLY, INTERRUPTED = 0, 1, 2, 3, 4, 130

# Options that may stand anywhere on the line; True: a value follows.
_GLOBAL = {
    "--json": False,
    "--data-dir": True,
    "--lang": True,
    "--user": True,
    "--password-file": True,
}

app = typer.Typer(
    name="patrol-app",
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=False,
)


@app.callback()
def start(
    context: typer.Context,
    data_dir: Annotated[Path | None, typer.Option("--data-dir", help="Data folder.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="zh_CN or en.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    user: Annotated[str, typer.Option("--user", help="Number of the acting person.")] = "",
    password_file: Annotated[Path | None, typer.Option("--password-file")] = None,
    version: Annotated[bool, typer.Option("--version")] = False,
) -> None:
    """Field-patrol records for forestry and grassland bureaus."""
    if lang and lang not in i18n.LANGUAGES:
        raise Usage("lang.unknown", N_("The language is zh_CN or en"))
    made = make_context(data_dir, lang, as_json, user, password_file)
    context.obj = made
    if version:
        made.output.line(__version__)
        made.output.document({"version": __version__})
        raise typer.Exit(DONE)
    if context.invoked_subcommand is None:
        raise typer.Exit(window(made))


def window(context: Context) -> int:
    """Open the window; its exit code."""
    # lazily: no command loads Qt
    from patrol_app.gui.app import run as run_window

    return run_window(
        context.paths, context.settings, user=context.user, password=context.password()
    )


app.command("init")(initialise.init)
app.add_typer(exchange.enrol, name="enrol")
app.command("import")(importing.import_files)
app.command("batch")(batching.batch)
app.add_typer(base.group, name="base")
app.command("schema")(records.schema)
app.command("add")(records.add)
app.command("edit")(records.edit)
app.command("show")(records.show)
app.command("list")(records.list_records)
app.command("submit")(records.submit)
app.add_typer(reviewing.review, name="review")
app.command("restore")(reviewing.restore)
app.command("history")(reviewing.history)
app.add_typer(conflict.conflict, name="conflict")
app.command("export")(exchange.export)
app.add_typer(desk.desk, name="desk")
app.command("receive")(exchange.receive)
app.command("deliver")(delivering.deliver)
app.command("save-installer")(delivering.save_installer)
app.command("report")(papers.report)
app.add_typer(casework.case, name="case")
app.add_typer(problems.problem, name="problem")
app.add_typer(patrol.patrol, name="patrol")
app.add_typer(recovery.commands(users.user), name="user")
app.add_typer(users.audit, name="audit")
app.add_typer(safety.backup, name="backup")
app.command("erase")(safety.erase)
app.command("erasures")(safety.erasures)
app.add_typer(devices.device, name="device")
app.add_typer(devices.root, name="root")
app.add_typer(devices.quarantine, name="quarantine")
app.command("check")(upkeep.check)
app.command("self-test")(upkeep.self_test)
app.command("demo")(upkeep.demo)
app.command("pictures", hidden=True)(upkeep.pictures)
app.command("worker", hidden=True)(upkeep.worker)


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The arguments with the global options first, wherever they stood.

    Everything behind ``--`` stays.
    """
    front: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(arguments):
        word = arguments[at]
        name, equals, _value = word.partition("=")
        if word == "--":
            rest += arguments[at:]
            break
        if name in _GLOBAL and (bool(equals) or not _GLOBAL[name]):
            front.append(word)
        elif name in _GLOBAL and at + 1 < len(arguments):
            front += arguments[at : at + 2]
            at += 1
        else:
            rest.append(word)
        at += 1
    return front + rest


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code. Never raises but for a broken interpreter."""
    line = hoisted(arguments)
    output = Output("--json" in line[: line.index("--")] if "--" in line else "--json" in line)
    i18n.use("zh_CN")
    logs.quiet()
    try:
        result = app(line, standalone_mode=False, prog_name="patrol-app")
        if result == INTERRUPTED:  # typer's own answer to the keyboard
            raise KeyboardInterrupt
        return result if isinstance(result, int) else DONE
    except Usage as error:
        output.fault(error)
        return WRONG_USAGE
    except UserError as error:
        output.fault(error)
        return REFUSED
    except EnvironmentFault as error:
        _LOG.error("environment fault %s", error.code)
        output.fault(error)
        return ENVIRONMENT
    except UsageError as error:
        output.failure("usage", error.format_message())
        if not output.as_json and error.ctx is not None:
            output.note(error.ctx.get_usage())
        return WRONG_USAGE
    except ClickException as error:
        output.failure("usage", error.format_message())
        return WRONG_USAGE
    except (KeyboardInterrupt, typer.Abort):
        output.failure("interrupted", _("Stopped"))
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last fence of the process
        # a person gets words, the log gets the places, nobody a traceback
        _LOG.exception("unexpected %s", type(error).__name__)
        kind = type(error).__name__
        output.failure(
            "internal", _("Unexpected fault ({kind}); the log has details").format(kind=kind)
        )
        return ENVIRONMENT
    finally:
        logs.close()


def main() -> None:
    """Entry point of the installed program."""
    prepare_streams()
    sys.exit(run(sys.argv[1:]))
