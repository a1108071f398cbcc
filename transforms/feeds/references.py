"""References to the environment in a feed's address, ``${NAME}``: replaced where the feed is asked.

So a secret is in no graph, no shuffle and no checkpoint: only the process that asks has it.
"""

import os
import re
from collections.abc import Mapping

from schemas.errors import FetchError

REFERENCE = re.compile(r"\$(\$?)\{([^}]*)\}")
"""``${NAME}``; ``$${NAME}`` stands for the characters ``${NAME}``."""


def expand(text: str, values: Mapping[str, str]) -> str:
    """Replace the references whose values are known; others stay as written."""
    return REFERENCE.sub(
        lambda match: f"${{{match[2]}}}" if match[1] else values.get(match[2], match[0]), text
    )


def expanded_here(text: str) -> str:
    """Replace all references by this process's environment.

    Raises:
        FetchError: it does not have one of them.
    """
    names = [name for escape, name in REFERENCE.findall(text) if not escape]
    if missing := [name for name in names if name not in os.environ]:
        raise FetchError(
            "secret_not_set",
            f"the environment variable {missing[0]} is not set where feeds are asked; set it for "
            "the workers too",
        )
    return expand(text, os.environ)
