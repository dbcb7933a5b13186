"""Entry of a worker process: ``patrol-app worker`` or ``-m patrol_app.worker_host``. No Qt."""

from __future__ import annotations

import sys


def main() -> int:
    """Serve jobs on stdin and stdout until the parent closes; the exit code."""
    from patrol_app.workers.host import serve_standard_streams

    return serve_standard_streams()


if __name__ == "__main__":
    sys.exit(main())
