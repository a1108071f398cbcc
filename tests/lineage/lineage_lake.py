"""Lakes made by real commits, row by row as the pipeline would write them."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas.accounts import DeadLetter, FeedPoll
from schemas.articles import Article
from schemas.codec import to_row
from schemas.columns import facts_of
from schemas.context import RunContext
from schemas.entities import Entity, EntityMention
from schemas.events import Event, EventMention
from schemas.feeds import FeedEntry
from schemas.quotes import Quote
from schemas.state import EntryFingerprint, PendingEntry, Seen
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, commit
from transforms.lake.files import StagedFile, write_staged
from transforms.lake.storage import Storage
from transforms.selection.choice import entry_to_json
from transforms.urls import article_id, entry_key

Answer = tuple[int, str, str]
"""Exit code, standard output, standard error."""

Call = Callable[..., Answer]

START = datetime(2026, 10, 5, 12, tzinfo=UTC)
FEED = "http://news.example/feed.xml"
VERSIONS = {"newsbeam": "0.1.0", "schema.articles": "1.0", "model.en": "en_core_web_sm 3.8.0"}


def page(name: str) -> str:
    """Return the address of an article."""
    return f"http://news.example/{name}.html"


def run_number(number: int) -> RunContext:
    """Return the run that is launched so many hours after the first."""
    at = START + timedelta(hours=number)
    return RunContext(f"{at:%Y%m%dT%H%M%SZ}-{number:08x}", at)


@dataclass
class Told:
    """One text of an article, and what is found in it.

    Attributes:
        name: stands for the address.
        revision: of the article.
        text, title: of the revision.
        published: day of revision 1.
        entities, events, quotes: how many.
        more: other columns of the article.
    """

    name: str
    revision: int = 1
    text: str = "Kenya sent troops to Haiti."
    title: str = "Troops for Haiti"
    published: date = START.date()
    entities: int = 2
    events: int = 1
    quotes: int = 1
    more: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, run: RunContext) -> list[Any]:
        """Return the article, and the rows that are found in it."""
        common = {
            "article_id": article_id(page(self.name)),
            "revision": self.revision,
            "published_date": self.published,
            "run_id": run.run_id,
            "ingested_at": run.ingested_at,
        }
        sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        tag = f"{self.name}/{sha256[:8]}"
        return [
            self._article(common, sha256),
            *(an_entity(f"e{n}", common, self.text) for n in range(self.entities)),
            *(an_event(f"{tag}/{n}", common, self.text) for n in range(self.events)),
            *(a_quote(f"{tag}/{n}", common, self.text) for n in range(self.quotes)),
        ]

    def _article(self, common: Mapping[str, Any], sha256: str) -> Article:
        own = {
            "canonical_url": page(self.name),
            "url": page(self.name),
            "host": "news.example",
            "domain": "news.example",
            "feed_url": FEED,
            "entry_id": f"tag:{self.name}",
            "publisher": "The News",
            "title": self.title,
            "title_source": "jsonld",
            "authors": ["A. Writer"],
            "description": None,
            "language": "en",
            "published_at": datetime.combine(self.published, datetime.min.time(), UTC),
            "published_at_source": "jsonld",
            "published_at_conflict": None,
            "modified_at": None,
            "fetched_at": common["ingested_at"] + timedelta(seconds=5),
            "text": self.text,
            "text_source": "page",
            "text_sha256": sha256,
            "word_count": len(self.text.split()),
            "extraction_confidence": 1.0,
            "paywalled": None,
            "tdm_reserved": None,
            "image_url": None,
            "tags": [],
            "story_id": common["article_id"],
            "raw_file": None,
            "raw_offset": None,
        }
        return Article(**{**own, **common, **self.more})


def an_entity(name: str, common: Mapping[str, Any], text: str) -> Entity:
    """Return an entity that the first word of a text names."""
    return Entity(
        entity_id=name, name=name, type="GPE", wikidata_id=None, geonames_id=None,
        country_code="KE", latitude=None, longitude=None, place_reason=None, roles=[],
        mention_count=1, salience=0.5,
        mentions=[EntityMention(0, 5, text[:5], "name")], **common,
    )  # fmt: skip


def an_event(event_id: str, common: Mapping[str, Any], text: str) -> Event:
    """Return an event that the first word of a text tells."""
    return Event(
        event_id=event_id, sentence_start=0, sentence_end=len(text), trigger_start=0,
        trigger_end=5, trigger=text[:5], predicate="send", mentions=[EventMention(0, 5, text[:5])],
        event_type="AID", event_mode=None, cameo_root="07", quad_class=2, intensity=5.0,
        actors=[], recipients=[], place=None, time_start=None, time_end=None, time_text=None,
        time_text_start=None, time_text_end=None, time_source="document", polarity="affirmed",
        certainty="actual", attributed_to=[], confidence=1.0, **common,
    )  # fmt: skip


def a_quote(quote_id: str, common: Mapping[str, Any], text: str) -> Quote:
    """Return a quote of a text's first word."""
    return Quote(
        quote_id=quote_id, quote_group=quote_id, start=0, end=5, text=text[:5], kind="direct",
        speaker=None, cue="say", **common,
    )  # fmt: skip


def an_entry(name: str, run: RunContext, fingerprint: str = "f1", **more: Any) -> FeedEntry:
    """Return what the feed shows of an article in a run."""
    own: dict[str, Any] = {
        "feed_url": FEED, "entry_id": f"tag:{name}", "url": page(name), "feed_title": "The News",
        "title": "Troops for Haiti", "summary": None, "content": None, "authors": [], "tags": [],
        "published_at": None, "updated_at": None, "image_url": None, "language": "en",
        "fingerprint": fingerprint, "polled_at": run.ingested_at + timedelta(seconds=2),
    }  # fmt: skip
    return FeedEntry(**{**own, **more})


def seen(name: str, run: RunContext, first: RunContext, count: int, **outcome: Any) -> Seen:
    """Return the state of an entry after a run has settled it for the ``count``-th time."""
    own: dict[str, Any] = {
        "entry_key": entry_key(page(name), FEED, ""),
        "url": page(name),
        "fingerprints": [EntryFingerprint(FEED, f"f{count}")],
        "article_id": article_id(page(name)),
        "revision": 1,
        "text_sha256": [],
        "published_date": START.date(),
        "code": None,
        "first_seen_at": first.ingested_at + timedelta(seconds=2),
        "last_in_feed_at": run.ingested_at + timedelta(seconds=2),
        "fetched_at": run.ingested_at,
        "fetch_count": count,
        "generation": 0,
    }
    return Seen(**{**own, **outcome})


def waiting(entry: FeedEntry, reason: str, due_at: datetime, **more: Any) -> PendingEntry:
    """Return the row of an entry that waits."""
    own: dict[str, Any] = {
        "entry_key": entry_key(entry.url, entry.feed_url, entry.entry_id),
        "entry": entry_to_json(entry),
        "reason": reason,
        "attempt": 1,
        "due_at": due_at,
        "held_by_run": None,
        "generation": 0,
    }
    return PendingEntry(**{**own, **more})


def a_poll(run: RunContext, outcome: str = "ok") -> FeedPoll:
    """Return the row of the run's poll."""
    at = run.ingested_at + timedelta(seconds=2)
    return FeedPoll(
        feed_url=FEED, polled_at=at, next_due_at=at + timedelta(minutes=5), outcome=outcome,
        http_status=200, entry_count=11, new_count=1, bytes=7194, duration_ms=16, code=None,
        run_date=run.ingested_at.date(), run_id=run.run_id, ingested_at=run.ingested_at,
    )  # fmt: skip


def a_letter(name: str, run: RunContext, code: str, attempt: int = 1, **more: Any) -> DeadLetter:
    """Return a dead letter about an article's page."""
    own: dict[str, Any] = {
        "step": "FetchPages", "key": page(name), "code": code, "detail": f"{page(name)}: {code}",
        "url": page(name), "feed_url": FEED, "entry_id": f"tag:{name}", "raw_file": None,
        "raw_offset": None, "attempt": attempt, "resolved_by_run": None,
        "occurred_at": run.ingested_at + timedelta(seconds=6),
        "run_date": run.ingested_at.date(), "run_id": run.run_id, "ingested_at": run.ingested_at,
    }  # fmt: skip
    return DeadLetter(**{**own, **more})


def commit_rows(
    lake: Storage,
    run: RunContext,
    rows: Sequence[Any],
    state: Sequence[Any] = (),
    versions: Mapping[str, str] | None = None,
    config_hash: str = "0" * 64,
) -> int:
    """Commit rows of data tables and of state tables; return the generation."""
    snapshot = begin(lake)
    staging = f"_staging/{run.run_id}/{snapshot.generation:04d}"
    by_table: dict[str, list[Any]] = {}
    for record in state:
        by_table.setdefault(facts_of(type(record)).name, []).append(record)
    draft = CommitDraft(
        commit_id=f"{run.run_id}-{snapshot.generation:04d}",
        run=run,
        staging=staging,
        files=_staged(lake, staging, rows),
        state=by_table,
        counters={},
        versions=dict(versions or VERSIONS),
        config_hash=config_hash,
    )
    return commit(lake, snapshot, draft).generation


def _staged(lake: Storage, staging: str, rows: Sequence[Any]) -> list[StagedFile]:
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in rows:
        facts = facts_of(type(record))
        row = to_row(record)
        partition = row.pop(facts.partition).isoformat()
        groups.setdefault((facts.name, partition), []).append(row)
    return [
        write_staged(lake, staging, table, partition, 0, group)
        for (table, partition), group in groups.items()
    ]
