"""``python -m patrol_app``: the same as the installed ``patrol-app``."""

from patrol_app.cli.main import main

if __name__ == "__main__":
    main()
