"""Pure rules, ``(record, context) -> remarks``: they gate submit here and nothing else."""

from __future__ import annotations

# The list of types names the rules of each type, and the rules read the types: whichever of them
# is asked for first, the list is begun first.
import patrol_app.domain.records  # noqa: F401
