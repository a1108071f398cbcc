"""Files of this project that a program writes: `make docs` writes them, `--check` compares them."""

import sys
from pathlib import Path


def write_or_check(path: Path, wanted: str) -> int:
    """Write a generated file, or with ``--check`` on the command line only say whether it is stale.

    Args:
        path: the file.
        wanted: its whole text.

    Returns:
        The exit code: 1 where it is stale or missing.
    """
    if "--check" not in sys.argv[1:]:
        path.write_text(wanted, encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == wanted:
        return 0
    print(f"{path.name} is stale: run `make docs` and commit it", file=sys.stderr)
    return 1
