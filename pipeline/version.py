"""The version of the installed distribution, written in pyproject.toml and nowhere else."""

from importlib.metadata import version

VERSION = version("newsbeam")
