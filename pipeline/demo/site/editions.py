"""Editions: what one outlet prints of a story, before or after its correction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.demo.site.outlets import Outlet
from pipeline.demo.site.stories import (
    Block,
    SiteContentError,
    Story,
    SyndicatedEdition,
    blocks_of,
    body_text,
    replaced,
)


@dataclass(frozen=True)
class Edition:
    """A story in one outlet.

    Attributes:
        story: name of the story; the same for all outlets that carry it.
        outlet_key, outlet: who prints it.
        path: where, on the outlet's host.
        template: name of the page template.
        byline: as printed; empty where the names of the authors are.
        modified_at: time of the correction, None for the first text.
        blocks: the body.
    """

    story: str
    outlet_key: str
    outlet: Outlet
    path: str
    template: str
    section: str
    headline: str
    summary: str
    authors: tuple[str, ...]
    byline: str
    published_at: datetime
    modified_at: datetime | None
    language: str
    charset: str
    tags: tuple[str, ...]
    figure: str | None
    pull_quote: str | None
    page_missing: bool
    blocks: tuple[Block, ...]

    @property
    def url(self) -> str:
        """The canonical address."""
        return self.outlet.address + self.path

    @property
    def feed_link(self) -> str:
        """The address as the feed gives it."""
        query = self.outlet.feed.link_query
        return f"{self.url}?{query}" if query else self.url

    @property
    def text(self) -> str:
        """The body as an extractor should give it."""
        return body_text(self.blocks)

    @property
    def updated_at(self) -> datetime:
        """Time of the last change."""
        return self.modified_at or self.published_at


def editions_of(
    stories: Iterable[Story], outlets: Mapping[str, Outlet], revised: bool
) -> tuple[Edition, ...]:
    """Return every edition of the stories, the newest first.

    ``revised``: with the corrections. SiteContentError where an outlet is unknown or two editions
    have the same address.
    """
    found = [edition for story in stories for edition in _all(story, outlets, revised)]
    by_url: dict[str, Edition] = {}
    for edition in found:
        other = by_url.setdefault(edition.url, edition)
        if other is not edition:
            raise SiteContentError(f"{edition.story} and {other.story} share {edition.url}")
    return tuple(sorted(found, key=lambda e: (e.published_at, e.url), reverse=True))


def _all(story: Story, outlets: Mapping[str, Outlet], revised: bool) -> Iterator[Edition]:
    yield _own(story, outlets, revised)
    for other in story.facts.also:
        yield _syndicated(story, other, outlets)


def _outlet(story: Story, key: str, outlets: Mapping[str, Outlet]) -> Outlet:
    if key not in outlets:
        raise SiteContentError(
            f"{story.slug}.md: no outlet {key!r}; there are {', '.join(sorted(outlets))}"
        )
    return outlets[key]


def _own(story: Story, outlets: Mapping[str, Outlet], revised: bool) -> Edition:
    facts = story.facts
    outlet = _outlet(story, facts.outlet, outlets)
    change = facts.revision if revised else None
    body = story.body
    if change is not None:
        body = replaced(story.slug, body, change.replace)
        body = f"{body}\n\n{change.append}" if change.append else body
    return Edition(
        story=story.slug,
        outlet_key=facts.outlet,
        outlet=outlet,
        path=outlet.story_path(story.slug, facts.published_at),
        template=facts.template or outlet.template,
        section=facts.section,
        headline=(change and change.headline) or facts.headline,
        summary=(change and change.summary) or facts.summary,
        authors=facts.authors,
        byline=facts.byline_line or "",
        published_at=facts.published_at,
        modified_at=change.modified_at if change else None,
        language=facts.language,
        charset=facts.charset,
        tags=facts.tags,
        figure=facts.figure,
        pull_quote=facts.pull_quote,
        page_missing=facts.page_missing,
        blocks=blocks_of(body),
    )


def _syndicated(story: Story, other: SyndicatedEdition, outlets: Mapping[str, Outlet]) -> Edition:
    outlet = _outlet(story, other.outlet, outlets)
    return Edition(
        story=story.slug,
        outlet_key=other.outlet,
        outlet=outlet,
        path=outlet.story_path(other.slug, other.published_at),
        template=outlet.template,
        section=other.section,
        headline=other.headline,
        summary=other.summary,
        authors=other.authors,
        byline=other.byline_line or "",
        published_at=other.published_at,
        modified_at=None,
        language=story.facts.language,
        charset="utf-8",
        tags=story.facts.tags,
        figure=None,
        pull_quote=None,
        page_missing=False,
        blocks=blocks_of(replaced(story.slug, story.body, other.replace)),
    )
