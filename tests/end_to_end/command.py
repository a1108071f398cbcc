"""Running the command as a user does, against a web on loopback."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from pipeline.localweb import LocalWeb

# Beam's DirectRunner tries to download an engine; behind a proxy that is not there nothing leaves
# this machine. newsbeam itself asks no proxy.
_NOWHERE = "http://127.0.0.1:9"
_OFFLINE = {
    "NO_COLOR": "1",
    "HTTP_PROXY": _NOWHERE,
    "HTTPS_PROXY": _NOWHERE,
    "NO_PROXY": "localhost,127.0.0.1",
}


def newsbeam(*args: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [str(Path(sys.executable).parent / "newsbeam"), *args]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, **_OFFLINE}
    )


def write_config(folder: Path, web: LocalWeb, feeds: list[str], **more: object) -> Path:
    """Write a configuration for a web on loopback."""
    config: Mapping[str, object] = {
        "lake": str(folder / "lake"),
        "feeds": feeds,
        "polling": {"min_interval_s": 0},
        "fetch": {
            "min_interval_s": 0,
            "allow_networks": ["127.0.0.0/8"],
            "resolve": {"*.example": web.address},
            "retries": 0,
        },
        **more,
    }
    path = folder / "newsbeam.yaml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    return path
