"""What a person can ask for; alone prints and exits."""

import os
import sys


def main() -> None:
    """Run the command, ending with one of the documented exit codes."""
    # Plain help: a rich one costs more time than the rest of it, and cuts words off a terminal.
    os.environ.setdefault("TYPER_USE_RICH", "0")
    from safeguard_kpi.cli.running import run, stop_when_told  # noqa: PLC0415 (after the setting above, which it reads)

    stop_when_told()
    sys.exit(run(sys.argv[1:]))
