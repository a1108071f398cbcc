"""Page templates: HTML files cut into named parts, filled by ``string.Template``.

A part starts at a line ``<!-- part: name -->`` and ends at the next one. What stands before the
first is a note to people.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from pipeline.demo.site.stories import SiteContentError

FOLDER = "templates"

_PART = re.compile(r"^<!-- part: (\w+) -->\n", re.M)


@dataclass(frozen=True)
class PageTemplate:
    """The parts of one template file."""

    name: str
    parts: Mapping[str, Template]

    def fill(self, part: str, values: Mapping[str, str]) -> str:
        """Return a part with its ``$names`` replaced; SiteContentError where one is not known."""
        if part not in self.parts:
            raise SiteContentError(f"templates/{self.name} has no part {part!r}")
        try:
            return self.parts[part].substitute(values)
        except (KeyError, ValueError) as error:
            raise SiteContentError(f"templates/{self.name}, part {part!r}: {error}") from error

    def fill_inline(self, part: str, values: Mapping[str, str]) -> str:
        """Return a part filled, without its last line break: it stands within a line."""
        return self.fill(part, values).removesuffix("\n")

    def fill_if_there(self, part: str, values: Mapping[str, str]) -> str:
        """Return a part filled, or nothing where the template does without it."""
        return self.fill(part, values) if part in self.parts else ""


def parse_template(name: str, source: str) -> PageTemplate:
    """Cut the source of a template into its parts."""
    _, *found = _PART.split(source)
    return PageTemplate(
        name, {part: Template(html) for part, html in zip(found[::2], found[1::2], strict=True)}
    )


def _source(name: str) -> str:
    file = files(__package__).joinpath(FOLDER, name)
    if not file.is_file():
        raise SiteContentError(f"there is no file templates/{name}")
    return file.read_text("utf-8")


@cache
def load_template(name: str) -> PageTemplate:
    """Read ``templates/<name>`` of the package; SiteContentError where there is none."""
    return parse_template(name, _source(name))


@cache
def load_style(name: str) -> str:
    """Read a style sheet, which goes into the head of every page of its outlet."""
    return _source(name)


def escaped(values: Mapping[str, str]) -> dict[str, str]:
    """Make plain words safe for HTML and XML, in text and in attributes."""
    return {name: escape(value) for name, value in values.items()}
