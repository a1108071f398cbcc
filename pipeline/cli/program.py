"""How this program is called, for the commands that it proposes."""

import shutil
import sys
from pathlib import Path
from shlex import quote

NAME = "newsbeam"


def program() -> str:
    """Return what a user types to call newsbeam, quoted for a shell.

    It is the path it was called by where a shell would not find it by its name alone, as after
    ``make demo``, which calls ``.venv/bin/newsbeam``.
    """
    called = sys.argv[0]
    if Path(called).stem != NAME:  # a test, or python -c
        return NAME
    found = shutil.which(NAME)
    if found and Path(called).exists() and Path(found).samefile(called):
        return NAME
    return quote(called)
