"""Stories: wire copy carried by three outlets must not count as three reports."""

import random
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.codec import to_row
from schemas.state import Signature
from transforms.stories import assign_stories, minhash

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
WORDS = [f"word{n}" for n in range(400)]


def text(seed: int, length: int = 300) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def signed(article_id: str, body: str, days: float = 0) -> Signature:
    return Signature(article_id, article_id, NOW + timedelta(days=days), minhash(body), 0)


def assigned(new: list[Signature], committed: list[Signature]) -> list[Signature]:
    rows = [to_row(signature) for signature in committed]
    return assign_stories(new, pa.Table.from_pylist(rows, schema=arrow_schema(Signature)))


def stories(signatures: list[Signature]) -> dict[str, str]:
    return {s.article_id: s.story_id for s in signatures}


WIRE = text(1)
EDITED = "By our staff. " + WIRE.replace("word7 ", "another ", 3) + " More follows."


def test_wire_copy_with_small_edits_is_one_story_of_the_earliest() -> None:
    new = [signed("c", EDITED, days=0.2), signed("a", WIRE), signed("b", EDITED + " Ends.", 0.1)]
    assert stories(assigned(new, [])) == {"a": "a", "b": "a", "c": "a"}


def test_other_reports_are_stories_of_their_own() -> None:
    new = [signed("a", WIRE), signed("b", text(2))]
    assert stories(assigned(new, [])) == {"a": "a", "b": "b"}


def test_committed_articles_give_their_story() -> None:
    (committed,) = assigned([signed("a", WIRE)], [])
    assert stories(assigned([signed("b", EDITED)], [committed])) == {"b": "a"}


def test_a_story_ends_after_seven_days() -> None:
    (committed,) = assigned([signed("a", WIRE)], [])
    assert stories(assigned([signed("b", WIRE, days=8)], [committed])) == {"b": "b"}


def test_a_corrected_article_keeps_its_story() -> None:
    (committed,) = assigned([signed("a", WIRE)], [])
    assert stories(assigned([signed("a", text(3))], [committed])) == {"a": "a"}


def test_signatures_are_the_same_on_every_machine_and_for_any_text() -> None:
    assert (
        minhash("one two three four five six")[:2] == minhash("One two, three four five six!")[:2]
    )
    assert len(minhash("")) == len(minhash("one word")) == 64
