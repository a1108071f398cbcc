"""Feeds of the demo site: RSS 2.0 with the whole text, Atom with summaries, RSS 1.0 (RDF)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.demo.site import dates
from pipeline.demo.site.editions import Edition
from pipeline.demo.site.outlets import Outlet, Withdrawn
from pipeline.demo.site.parts import PageTemplate, escaped, load_template
from pipeline.demo.site.rendering import body_html


@dataclass(frozen=True)
class _Entry:
    link: str
    entry_id: str
    headline: str
    summary: str
    authors: tuple[str, ...]
    section: str
    language: str
    published_at: datetime
    updated_at: datetime
    content: str


def feed_document(outlet: Outlet, editions: Sequence[Edition]) -> str:
    """Return the outlet's feed as XML, the newest entry first."""
    entries = [_of_edition(edition) for edition in editions]
    entries += [_of_withdrawn(outlet, gone) for gone in outlet.withdrawn]
    entries.sort(key=lambda entry: (entry.published_at, entry.link), reverse=True)
    template = load_template(f"feed-{outlet.feed.format}.xml")
    newest = max(entry.updated_at for entry in entries)
    values = escaped(
        {
            "outlet": outlet.name,
            "tagline": outlet.tagline,
            "home": outlet.address + "/",
            "feed_url": outlet.feed_url,
            "host": outlet.host,
            "updated_rfc822": dates.rfc822(newest),
            "updated_iso": newest.isoformat(),
        }
    )
    values["items"] = "".join(
        template.fill_if_there("item", escaped({"link": entry.link})) for entry in entries
    )
    values["entries"] = "".join(
        template.fill("entry", _entry_values(entry, template)) for entry in entries
    )
    return template.fill("feed", values)


def _of_edition(edition: Edition) -> _Entry:
    return _Entry(
        link=edition.feed_link,
        entry_id=f"tag:{edition.outlet.host},2026:{edition.path}",
        headline=edition.headline,
        summary=edition.summary,
        authors=edition.authors,
        section=edition.section,
        language=edition.language,
        published_at=edition.published_at,
        updated_at=edition.updated_at,
        content=body_html(edition.blocks),
    )


def _of_withdrawn(outlet: Outlet, gone: Withdrawn) -> _Entry:
    path = outlet.story_path(gone.slug, gone.published_at)
    return _Entry(
        link=outlet.address + path,
        entry_id=f"tag:{outlet.host},2026:{path}",
        headline=gone.headline,
        summary=gone.summary,
        authors=(),
        section="News",
        language="en",
        published_at=gone.published_at,
        updated_at=gone.published_at,
        content="",
    )


def _entry_values(entry: _Entry, template: PageTemplate) -> dict[str, str]:
    values = escaped(
        {
            "link": entry.link,
            "entry_id": entry.entry_id,
            "headline": entry.headline,
            "summary": entry.summary,
            "section": entry.section,
            "language": entry.language,
            "content": entry.content,
            "published_rfc822": dates.rfc822(entry.published_at),
            "published_iso": entry.published_at.isoformat(),
            "updated_iso": entry.updated_at.isoformat(),
        }
    )
    values["authors"] = "".join(
        template.fill("author", escaped({"name": name})) for name in entry.authors
    )
    return values
