"""The template's description: `python -m pipeline.dataflow.metadata` writes metadata.json.

Its form is ``TemplateMetadata`` of Dataflow's API v1b3; the service refuses a launch with a
parameter that is not in it, or with a value that a regular expression does not match.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pipeline.dataflow.parameters import COMMAND, COMMANDS, CONFIG, Parameter, parameters
from schemas.generated import write_or_check

PATH = Path(__file__).resolve().parents[2] / "deploy" / "dataflow" / "metadata.json"


def metadata() -> dict[str, Any]:
    """Return the description of the template and of all its parameters."""
    return {
        "name": "newsbeam",
        "description": "News feeds in, tables an analyst can trust out.",
        "parameters": [
            _described(
                CONFIG,
                "Configuration",
                "Address of the YAML file, such as gs://bucket/news.yaml, or its path in the image.",
                [r"^(gs://[^/]+)?/.+$"],
                optional=False,
            ),
            _described(
                COMMAND,
                "Command",
                "run: one commit, then end; stream: windows without an end. Default: run.",
                [f"^({'|'.join(COMMANDS)})$"],
            ),
            *(_of_key(parameter) for parameter in parameters()),
        ],
    }


def text() -> str:
    """Return the file."""
    return json.dumps(metadata(), indent=2, ensure_ascii=False) + "\n"


def _of_key(parameter: Parameter) -> dict[str, Any]:
    default = "" if parameter.default is None else f" Default: {parameter.default}."
    return _described(
        parameter.name,
        f"Key {parameter.key}",
        f"{parameter.help} Goes before the file's.{default}",
        [parameter.pattern],
    )


def _described(
    name: str, label: str, help_text: str, regexes: list[str], *, optional: bool = True
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "helpText": help_text,
        "isOptional": optional,
        "regexes": regexes,
        "paramType": "TEXT",
    }


if __name__ == "__main__":
    sys.exit(write_or_check(PATH, text()))
