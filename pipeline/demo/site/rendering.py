"""Pages of the demo site: a story with everything that surrounds a text on a real site."""

import hashlib
import json
import re
from collections.abc import Sequence
from html import escape

from pipeline.demo.site import dates
from pipeline.demo.site.editions import Edition
from pipeline.demo.site.outlets import Comment, Outlet
from pipeline.demo.site.parts import PageTemplate, escaped, load_style, load_template
from pipeline.demo.site.pictures import picture_path
from pipeline.demo.site.stories import Block

PULL_QUOTE_AFTER = 3
"""Paragraph after which the pull quote stands; parts named ``after_N`` stand after paragraph N."""

COMMENTS_BELOW = 3
RELATED = 3


def story_page(edition: Edition, others: Sequence[Edition]) -> str:
    """Return the page of an edition; ``others``, of the same outlet, are linked beside the text."""
    template = load_template(f"{edition.template}.html")
    related = [other for other in others if other is not edition][:RELATED]
    values = _story_values(edition, template) | {
        "related": "".join(template.fill("related", _listed(other)) for other in related),
    }
    values["body"] = _body(edition, template, values)
    return template.fill("page", values)


def home_page(outlet: Outlet, editions: Sequence[Edition]) -> str:
    """Return the outlet's front page: the newest story large, the others listed."""
    template = load_template(f"{outlet.template}-home.html")
    first, *rest = editions
    values = _outlet_values(outlet) | {
        "lead": template.fill("lead", _listed(first)),
        "stories": "".join(template.fill("story", _listed(edition)) for edition in rest),
    }
    return template.fill("page", values)


def missing_page(outlet: Outlet) -> str:
    """Return what the outlet shows where a page is gone."""
    return load_template(f"{outlet.template}-home.html").fill("missing", _outlet_values(outlet))


def body_html(blocks: Sequence[Block]) -> str:
    """Return the text alone as HTML, as feeds carry it."""
    return "\n".join(
        f"<h2>{escape(block.text)}</h2>" if block.crosshead else f"<p>{_linked(block)}</p>"
        for block in blocks
    )


def _outlet_values(outlet: Outlet) -> dict[str, str]:
    plain = {
        "outlet": outlet.name,
        "tagline": outlet.tagline,
        "home": outlet.address + "/",
        "host": outlet.host,
        "feed_url": outlet.feed_url,
        "feed_type": outlet.feed.content_type.partition(";")[0],
    }
    return escaped(plain) | {"css": load_style(f"{outlet.template}.css")}


def _listed(edition: Edition) -> dict[str, str]:
    """Return what a list of stories shows of one."""
    zone = edition.outlet.zone_label
    return escaped(
        {
            "url": edition.path,
            "headline": edition.headline,
            "summary": edition.summary,
            "section": edition.section,
            "authors": " and ".join(edition.authors),
            "picture": picture_path(edition.story),
            "published_iso": edition.published_at.isoformat(),
            "date_british": dates.british(edition.published_at, zone),
            "date_american": dates.american(edition.published_at, zone),
            "date_asian": dates.asian(edition.published_at, zone),
            "date_french": dates.french(edition.published_at),
        }
    )


def _story_values(edition: Edition, template: PageTemplate) -> dict[str, str]:
    values = _listed(edition) | _outlet_values(edition.outlet)
    values |= escaped(
        {
            "canonical": edition.url,
            "language": edition.language,
            "charset": edition.charset,
            "keywords": ", ".join(edition.tags),
            "picture_url": edition.outlet.address + picture_path(edition.story),
            "figure": edition.figure or "",
            "pull_quote": edition.pull_quote or "",
            "modified_iso": edition.updated_at.isoformat(),
            "minutes": str(round(len(edition.text.split()) / 200) or 1),
        }
    )
    comments = _comments_below(edition)
    return values | {
        "byline": _byline(edition, template),
        "author_meta": "".join(
            template.fill_if_there("author_meta", escaped({"author": name}))
            for name in edition.authors
        ),
        "corrected": _corrected(edition, template, values),
        "picture_block": template.fill("figure", values) if edition.figure else "",
        "tags": "".join(template.fill("tag", _tag(name)) for name in edition.tags),
        "comments": "".join(template.fill("comment", _comment(c)) for c in comments),
        "comment_count": str(len(comments)),
        "json_ld": _json_ld(edition),
    }


def _byline(edition: Edition, template: PageTemplate) -> str:
    if edition.byline:
        return escape(edition.byline)
    first, *others = edition.authors
    names = [template.fill_inline("author", _tag(first))]
    names += [template.fill_inline("further_author", _tag(name)) for name in others]
    return template.fill_inline("byline", {"names": "".join(names)})


def _corrected(edition: Edition, template: PageTemplate, values: dict[str, str]) -> str:
    if edition.modified_at is None:
        return ""
    zone = edition.outlet.zone_label
    at = {
        "date_british": dates.british(edition.modified_at, zone),
        "date_american": dates.american(edition.modified_at, zone),
        "date_asian": dates.asian(edition.modified_at, zone),
        "date_french": dates.french(edition.modified_at),
    }
    return template.fill("corrected", values | escaped(at))


def _tag(name: str) -> dict[str, str]:
    return escaped({"name": name, "slug": re.sub(r"\W+", "-", name.lower()).strip("-")})


def _comment(comment: Comment) -> dict[str, str]:
    return escaped(
        {
            "name": comment.name,
            "when": comment.when,
            "text": comment.text,
            "letter": comment.name[0],
        }
    )


def _comments_below(edition: Edition) -> list[Comment]:
    """Choose comments by the story's name, so that the page is the same each time."""
    everything = edition.outlet.comments
    start = hashlib.sha256(edition.path.encode()).digest()[0] % len(everything)
    return [*everything[start:], *everything[:start]][:COMMENTS_BELOW]


def _body(edition: Edition, template: PageTemplate, values: dict[str, str]) -> str:
    """Return the text with the boxes that interrupt it."""
    html, paragraphs = [], 0
    for block in edition.blocks:
        if block.crosshead:
            html.append(template.fill("crosshead", {"text": escape(block.text)}))
            continue
        paragraphs += 1
        html.append(template.fill("paragraph", {"text": _linked(block)}))
        html.append(template.fill_if_there(f"after_{paragraphs}", values))
        if paragraphs == PULL_QUOTE_AFTER and edition.pull_quote:
            html.append(template.fill_if_there("pull_quote", values))
    return "".join(html)


def _linked(block: Block) -> str:
    return "".join(
        f'<a href="{escape(path)}">{escape(words)}</a>' if path else escape(words)
        for words, path in block.pieces
    )


def _json_ld(edition: Edition) -> str:
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": edition.url},
        "headline": edition.headline,
        "description": edition.summary,
        "inLanguage": edition.language,
        "datePublished": edition.published_at.isoformat(),
        "dateModified": edition.updated_at.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in edition.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": edition.outlet.name},
        "image": [edition.outlet.address + picture_path(edition.story)],
        "articleSection": edition.section,
        "keywords": list(edition.tags),
        "isAccessibleForFree": True,
    }
    # "</script>" inside a string would end the script element.
    return json.dumps(article, ensure_ascii=False, indent=1).replace("<", "\\u003c")
