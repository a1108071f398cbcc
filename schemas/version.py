"""The version of a table's schema, "major.minor"."""

from dataclasses import dataclass

from schemas.columns import facts_of


@dataclass(frozen=True, order=True)
class Version:
    """A new nullable column raises the minor number, all else the major."""

    major: int
    minor: int

    def __str__(self) -> str:
        """Write it as it stands in files and tables."""
        return f"{self.major}.{self.minor}"


def parse_version(text: str) -> Version:
    """Read "major.minor"; ValueError for anything else."""
    major, _, minor = text.partition(".")
    if not (major.isdecimal() and minor.isdecimal()):
        raise ValueError(f"{text!r} is no version of a schema: expected major.minor, such as 1.0")
    return Version(int(major), int(minor))


def version_of(record: type) -> Version:
    """Return the version that a table declares."""
    return parse_version(facts_of(record).version)
