"""A supervisor over fake parts: `python -m tests.supervisor.tower_of_fakes JSON`.

The JSON is a list of `Part` as dictionaries. It stops them in reverse order.
"""

from __future__ import annotations

import asyncio
import json
import sys

from scheduler_project.supervisor.exceptions import StartError
from scheduler_project.supervisor.output import Output
from scheduler_project.supervisor.part import Part
from scheduler_project.supervisor.tower import stand


def main() -> int:
    parts = [
        Part(**given | {"command": tuple(given["command"])})
        for given in json.loads(sys.argv[1])
    ]
    output = Output(sys.stdout)
    try:
        asyncio.run(
            stand(
                parts,
                stop_order=[part.name for part in reversed(parts)],
                say=output.say,
                announce=lambda: output.say("tower", "everything is up"),
            )
        )
    except StartError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
