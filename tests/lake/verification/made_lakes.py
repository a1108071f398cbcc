"""Lakes made by real commits from records made by hand, and ways to damage them."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from schemas.accounts import DeadLetter, FeedPoll
from schemas.articles import Article
from schemas.codec import to_row
from schemas.columns import facts_of
from schemas.context import RunContext
from schemas.entities import Entity, EntityMention
from schemas.events import Event, EventMention, EventPlace, Participant, Source
from schemas.quotes import Quote, Speaker
from schemas.state import EntryFingerprint, FeedState, PendingEntry, Seen, Signature
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, Committed, commit
from transforms.lake.files import StagedFile, write_staged
from transforms.lake.storage import Storage
from transforms.urls import article_id, entry_key

NOW = datetime(2026, 10, 5, 12, 0, 0, 123456, tzinfo=UTC)
FEED = "http://a.example/feed"
WORDS = "Ελλάδα 🇬🇷 Kenya sent troops to Haiti, Ruto said on Monday."


def run_of(number: int) -> RunContext:
    return RunContext(f"20261005T120000Z-{number:08d}", NOW)


def url_of(n: int) -> str:
    return f"http://a.example/{n}"


def id_of(n: int) -> str:
    return article_id(url_of(n))


def text_of(n: int, revision: int = 1) -> str:
    return f"{WORDS} Number {n}, told {revision} times."


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def span(word: str) -> dict[str, int]:
    start = WORDS.index(word)
    return {"start": start, "end": start + len(word)}


def day_of(n: int) -> date:
    return NOW.date() + timedelta(days=n % 2)


def common(n: int, revision: int, run: RunContext) -> dict[str, Any]:
    return {
        "article_id": id_of(n),
        "revision": revision,
        "published_date": day_of(n),
        "run_id": run.run_id,
        "ingested_at": run.ingested_at,
    }


def an_article(n: int, revision: int, run: RunContext) -> Article:
    text = text_of(n, revision)
    return Article(
        **common(n, revision, run),
        canonical_url=url_of(n),
        url=url_of(n),
        host="a.example",
        domain="a.example",
        feed_url=FEED,
        entry_id=str(n),
        publisher="A",
        title=f"Article {n}",
        title_source="feed",
        authors=[],
        description=None,
        language="en",
        published_at=NOW + timedelta(days=n % 2),
        published_at_source="feed",
        published_at_conflict=None,
        modified_at=None,
        fetched_at=NOW,
        text=text,
        text_source="page",
        text_sha256=sha(text),
        word_count=len(text.split()),
        extraction_confidence=1.0,
        paywalled=None,
        tdm_reserved=None,
        image_url=None,
        tags=[],
        story_id=id_of(n),
        raw_file=None,
        raw_offset=None,
    )


def an_entity(n: int, revision: int, run: RunContext) -> Entity:
    return Entity(
        **common(n, revision, run),
        entity_id="e" * 32,
        name="Kenya",
        type="GPE",
        wikidata_id="Q114",
        geonames_id=192950,
        country_code="KE",
        latitude=1.0,
        longitude=38.0,
        place_reason=None,
        roles=[],
        mention_count=1,
        salience=1.0,
        mentions=[EntityMention(**span("Kenya"), text="Kenya", kind="name")],
    )


def an_event(n: int, revision: int, run: RunContext) -> Event:
    sent, haiti = span("sent"), span("Haiti")
    return Event(
        **common(n, revision, run),
        event_id=sha(f"event {n} {revision}")[:32],
        sentence_start=span("Kenya")["start"],
        sentence_end=len(WORDS),
        trigger_start=sent["start"],
        trigger_end=sent["end"],
        trigger="sent",
        predicate="send",
        mentions=[EventMention(**sent, text="sent")],
        event_type="AID",
        event_mode=None,
        cameo_root=None,
        quad_class=2,
        intensity=5.0,
        actors=[Participant("e" * 32, "Kenya", None, "KE", **span("Kenya"))],
        recipients=[Participant(None, "Haiti", None, "HT", start=None, end=None)],
        place=EventPlace(None, "Haiti", "HT", 19.0, -72.0, **haiti),
        time_start=None,
        time_end=None,
        time_text="Monday",
        time_text_start=span("Monday")["start"],
        time_text_end=span("Monday")["end"],
        time_source="text",
        polarity="affirmed",
        certainty="actual",
        attributed_to=[Source(None, "Ruto", **span("Ruto"))],
        confidence=0.5,
    )


def a_quote(n: int, revision: int, run: RunContext) -> Quote:
    return Quote(
        **common(n, revision, run),
        quote_id=sha(f"quote {n} {revision}")[:32],
        quote_group="g",
        **span("Kenya sent troops to Haiti"),
        text="Kenya sent troops to Haiti",
        kind="indirect",
        speaker=Speaker(None, "Ruto", **span("Ruto")),
        cue="say",
    )


def a_letter(number: int, run: RunContext) -> DeadLetter:
    return DeadLetter(
        "FetchPages", f"k{number}", "timed_out", "30 s", None, FEED, None, None, None, 1, None,
        NOW, NOW.date(), run.run_id, NOW,
    )  # fmt: skip


def a_poll(run: RunContext) -> FeedPoll:
    return FeedPoll(
        FEED, NOW, NOW, "ok", 200, 1, 1, 10, 10, None, NOW.date(), run.run_id, run.ingested_at
    )


def a_seen(n: int, revision: int) -> Seen:
    return Seen(
        entry_key=entry_key(url_of(n), FEED, str(n)),
        url=url_of(n),
        fingerprints=[EntryFingerprint(FEED, "1" * 64)],
        article_id=id_of(n),
        revision=revision,
        text_sha256=[sha(text_of(n, r)) for r in range(1, revision + 1)],
        published_date=day_of(n),
        code=None,
        first_seen_at=NOW,
        last_in_feed_at=NOW,
        fetched_at=NOW,
        fetch_count=revision,
        generation=0,
    )


def a_feed() -> FeedState:
    return FeedState(FEED, FEED, None, '"x"', None, None, 300, NOW, NOW, 0, False, 0, None)


def staged(storage: Storage, staging: str, records: Sequence[Any]) -> list[StagedFile]:
    """Stage records as the pipeline does: one file for each table and partition."""
    groups: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for record in records:
        facts, row = facts_of(type(record)), to_row(record)
        day = row.pop(facts.partition).isoformat() if facts.partition else None
        groups.setdefault((facts.name, day), []).append(row)
    return [
        write_staged(storage, staging, table, day, 0, rows) for (table, day), rows in groups.items()
    ]


def records_of(n: int, revision: int, run: RunContext) -> list[Any]:
    """Return an article's rows, one in each table."""
    return [make(n, revision, run) for make in (an_article, an_entity, an_event, a_quote)]


def add_records(
    storage: Storage, number: int, records: Sequence[Any], seen: Sequence[Seen] = ()
) -> Committed:
    """Commit records as they are, with some state."""
    staging = f"_staging/made-{number}/0000"
    state: dict[str, list[Any]] = {
        "_state/signatures": [Signature(s.article_id or "", "", NOW, [1, 2], 0) for s in seen],
        "_state/seen": list(seen),
        "_state/pending": [PendingEntry(f"p{number}", None, "new", 1, NOW, None, 0)],
        "_state/feeds": [a_feed()],
    }
    files = staged(storage, staging, records)
    draft = CommitDraft(f"made-{number}", run_of(number), staging, files, state, {}, {}, "0")
    return commit(storage, begin(storage), draft)


def add_generation(storage: Storage, number: int, articles: Sequence[tuple[int, int]]) -> Committed:
    """Commit articles by number and revision, with rows in every table."""
    run = run_of(number)
    records: list[Any] = [a_letter(number, run), a_poll(run)]
    for n, revision in articles:
        records += records_of(n, revision, run)
    return add_records(storage, number, records, [a_seen(n, r) for n, r in articles])


def made_lake(folder: Path) -> Storage:
    """Return a lake of three generations: articles 0 to 3, of which 1 has a second revision."""
    storage = Storage(str(folder / "lake"))
    add_generation(storage, 1, [(0, 1), (1, 1)])
    add_generation(storage, 2, [(2, 1), (3, 1)])
    add_generation(storage, 3, [(1, 2)])
    return storage


def parquet(storage: Storage, table: str, generation: int) -> list[Path]:
    """Return the files of a generation of a table."""
    return sorted(Path(storage.path(table)).rglob(f"part-{generation:08d}-*.parquet"))


def log_entry(storage: Storage, table: str, version: int) -> Path:
    return Path(storage.path(f"{table}/_delta_log/{version:020d}.json"))


def cut(path: Path, at: float = 0.6) -> None:
    """Cut a file, as a crash of the machine does."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * at)])
