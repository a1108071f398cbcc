"""A stream's memory: what Arrow takes is given back."""

import subprocess
import sys

PRINTS_THE_POOL = """
import sys
import pipeline.cli.watch_command
from pipeline.cli.memory import keep_little

assert "pyarrow" not in sys.modules, "too late to choose: Arrow is loaded with the command"
keep_little()
import pyarrow

print(pyarrow.default_memory_pool().backend_name)
"""


def test_arrow_takes_its_memory_where_it_is_given_back() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PRINTS_THE_POOL], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "system"
