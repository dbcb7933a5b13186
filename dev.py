"""The one entry for developers; needs nothing but Python 3.11 or newer.

python3 dev.py COMMAND [arguments]

  run                 the window where there is a display, else the demo
  demo [--out DIR]    the whole main job without a screen, default build/demo
  test [--ci] [...]   unmarked tests; --ci: those marked ci; other arguments go to pytest
  check [NAME...]     ruff, mypy, import-linter, catalogue, architecture tests
  soak                endurance tests
  bench [NAME...]     measure against peers and limits; --install-peers brings the peers
  shots               pictures of every page
  build               freeze the program and let it test itself; --deb, --setup: installers
  setup [--force]     make .venv and fetch what is not committed (the others do it themselves)

Exit: 0 done, 1 the step failed, 2 wrong usage, 3 the machine lacks something (the text says what).
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "packaging"))
if sys.version_info < (3, 11):  # noqa: UP036 - it speaks to the older ones
    sys.exit("Python 3.11 or newer is needed: python3 dev.py")

from devtools import gates, product, setup
from devtools.places import SetupError

COMMANDS = {**gates.COMMANDS, **product.COMMANDS}


def main(arguments: list[str]) -> int:
    """Prepare the environment, then run one command; its exit code."""
    name = arguments[0] if arguments else ""
    if name not in COMMANDS and name != "setup":
        print(__doc__)
        return 0 if name in ("-h", "--help", "help") else 2
    try:
        setup.ensure(force=name == "setup" and "--force" in arguments)
        return COMMANDS[name](arguments[1:]) if name in COMMANDS else 0
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
