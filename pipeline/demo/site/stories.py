"""Stories as they are written: a file with front matter (YAML) and the text below it.

The text is paragraphs separated by blank lines; a line that starts with ``## `` is a crosshead and
``[words](/path)`` a link. Nothing else is markup, so that what a reader should get out of a page is
known to the character.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Any

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

MIN_WORDS, MAX_WORDS = 200, 600
FOLDER = "articles"

_FRONT_MATTER = re.compile(r"---\n(?P<facts>.*?)\n---\n(?P<text>.*)\Z", re.S)
_CROSSHEAD = "## "
_LINK = re.compile(r"\[([^\]\n]+)\]\((/[^)\s]*)\)")

Text = Annotated[str, Field(min_length=1)]


class SiteContentError(ValueError):
    """A file of the demo site is not what it should be; the message names file and cure."""


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Replacement(_Facts):
    """A passage of the text that reads differently: ``old`` stands there exactly once."""

    old: Text
    new: Text


class SyndicatedEdition(_Facts):
    """The same story as another outlet carries it."""

    outlet: Text
    slug: Text
    section: Text
    headline: Text
    summary: Text
    authors: tuple[Text, ...]
    byline_line: Text | None = None
    published_at: AwareDatetime
    replace: tuple[Replacement, ...] = ()


class Revision(_Facts):
    """What changes when the story is corrected."""

    modified_at: AwareDatetime
    headline: Text | None = None
    summary: Text | None = None
    replace: tuple[Replacement, ...] = ()
    append: Text | None = None


class StoryFacts(_Facts):
    """The front matter of a story.

    Attributes:
        outlet: key in ``outlets.yaml``.
        template: name of a page template, None for the outlet's own.
        byline_line: the byline as printed, where it is more than the authors' names.
        charset: what the page is encoded in; other than UTF-8 the HTTP header is wrong about it.
        page_missing: the feed names the page and the server answers 404.
        figure, pull_quote: caption of the picture, repeated passage in large type.
        also: other outlets that carry the story.
    """

    outlet: Text
    section: Text
    headline: Text
    summary: Text
    authors: tuple[Text, ...] = Field(min_length=1)
    published_at: AwareDatetime
    tags: tuple[Text, ...] = ()
    template: Text | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] = "en"
    charset: Text = "utf-8"
    byline_line: Text | None = None
    figure: Text | None = None
    pull_quote: Text | None = None
    page_missing: bool = False
    revision: Revision | None = None
    also: tuple[SyndicatedEdition, ...] = ()


@dataclass(frozen=True)
class Block:
    """A paragraph or a crosshead, with its links still marked."""

    source: str
    crosshead: bool = False

    @property
    def text(self) -> str:
        """The words alone."""
        return _LINK.sub(r"\1", self.source)

    @property
    def pieces(self) -> Iterator[tuple[str, str | None]]:
        """The words piece by piece, each with the path it links to or None."""
        at = 0
        for link in _LINK.finditer(self.source):
            yield self.source[at : link.start()], None
            yield link[1], link[2]
            at = link.end()
        yield self.source[at:], None


@dataclass(frozen=True)
class Story:
    """A story file: its name without suffix, its facts, its text."""

    slug: str
    facts: StoryFacts
    body: str

    def __post_init__(self) -> None:
        """Check the length and every replacement."""
        count = len(body_text(blocks_of(self.body)).split())
        if not MIN_WORDS <= count <= MAX_WORDS:
            raise SiteContentError(
                f"{self.slug}.md has {count} words; a story has {MIN_WORDS} to {MAX_WORDS}"
            )
        for edits in (self.facts.revision, *self.facts.also):
            if edits is not None:
                replaced(self.slug, self.body, edits.replace)


def blocks_of(body: str) -> tuple[Block, ...]:
    """Cut a body at its blank lines."""
    parts = [part.strip() for part in body.split("\n\n") if part.strip()]
    return tuple(
        Block(part.removeprefix(_CROSSHEAD), crosshead=part.startswith(_CROSSHEAD))
        for part in parts
    )


def body_text(blocks: tuple[Block, ...]) -> str:
    """Return what an extractor should find: words of all blocks, a blank line between two."""
    return "\n\n".join(block.text for block in blocks)


def replaced(slug: str, body: str, edits: tuple[Replacement, ...]) -> str:
    """Return the body with its edits; SiteContentError where ``old`` is not there just once."""
    for edit in edits:
        if (times := body.count(edit.old)) != 1:
            raise SiteContentError(
                f"{slug}.md: the passage to replace stands {times} times in the text, "
                f"it must be once: {edit.old!r}"
            )
        body = body.replace(edit.old, edit.new)
    return body


def parse_story(slug: str, source: str) -> Story:
    """Read one file; SiteContentError says which key is wrong and how."""
    match = _FRONT_MATTER.fullmatch(source)
    if match is None:
        raise SiteContentError(f"{slug}.md: front matter between two lines of --- is missing")
    try:
        facts = StoryFacts.model_validate(_yaml(slug, match["facts"]))
    except ValidationError as error:
        raise SiteContentError(f"{slug}.md: {described(error)}") from error
    return Story(slug, facts, match["text"].strip())


def _yaml(slug: str, source: str) -> Any:
    try:
        return yaml.safe_load(source)
    except yaml.YAMLError as error:
        raise SiteContentError(f"{slug}.md: the front matter is no YAML: {error}") from error


def described(error: ValidationError) -> str:
    """Put what pydantic found into one line: where, what, and the value."""
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc']) or 'front matter'}: "
        f"{problem['msg']} (got {problem['input']!r:.80})"
        for problem in error.errors()
    )


def load_stories() -> tuple[Story, ...]:
    """Read every story of the package, in the order of their names."""
    folder = files(__package__).joinpath(FOLDER)
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".md"))
    return tuple(
        parse_story(name.removesuffix(".md"), folder.joinpath(name).read_text("utf-8"))
        for name in found
    )
