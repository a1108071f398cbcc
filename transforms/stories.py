"""AssignStories: near-duplicates (wire copy, syndication) get the same ``story_id``.

MinHash over word 5-grams (Broder, 1997), by datasketch. A story is given once, when the row is
written: articles are taken in the order of (published_at, article_id); the most similar text of
the 7 days around gives its story, else the article begins one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np
import pyarrow as pa
from datasketch import MinHash

from schemas.articles import Article
from schemas.state import Signature
from transforms.lake.commit import Snapshot
from transforms.lake.state import read_signatures
from transforms.lake.storage import Storage

WINDOW_DAYS = 7
PERMUTATIONS = 64
SHINGLE_WORDS = 5
SAME_STORY = 0.5
"""Share of equal minima from which two texts are one story. Two copies of a wire text with another
lead and byline have 0.6 to 0.9, two reports of the same event in other words under 0.1."""

_WORD = re.compile(r"\w+")


class Stories(NamedTuple):
    """Articles with their story, and the signatures by which later ones find it."""

    articles: beam.PCollection[Article]
    signatures: beam.PCollection[Signature]


def minhash(text: str) -> list[int]:
    """Return the minimum hash values of a text's word 5-grams, the same on any machine."""
    words = [w.casefold() for w in _WORD.findall(text)]
    grams = {
        " ".join(words[i : i + SHINGLE_WORDS]).encode("utf-8")
        for i in range(max(1, len(words) - SHINGLE_WORDS + 1))
    }
    signature = MinHash(num_perm=PERMUTATIONS, seed=1)
    signature.update_batch(sorted(grams))
    return [int(value) for value in signature.hashvalues]


class Candidates:
    """Texts whose stories are known, with room for those that become known.

    Kept as arrays: a commit looks through all texts of some weeks for each of its own.
    """

    def __init__(self, committed: pa.Table, room: int) -> None:
        """Take rows of ``_state/signatures`` and the number of those to come."""
        count = committed.num_rows
        self._count = count
        self._articles: list[str] = committed["article_id"].to_pylist()
        self._stories: list[str] = committed["story_id"].to_pylist()
        self._at = np.zeros(count + room, dtype="datetime64[us]")
        self._at[:count] = committed["published_at"].to_numpy()
        self._minima = np.zeros((count + room, PERMUTATIONS), dtype=np.uint32)
        flat = committed["minhash"].combine_chunks().flatten().to_numpy()
        self._minima[:count] = flat.reshape(-1, PERMUTATIONS)
        self._by_article = dict(zip(self._articles, self._stories, strict=True))

    def add(self, told: Signature) -> None:
        """Add a text whose story has become known."""
        self._at[self._count] = np.datetime64(told.published_at.replace(tzinfo=None))
        self._minima[self._count] = told.minhash
        self._articles.append(told.article_id)
        self._stories.append(told.story_id)
        self._by_article[told.article_id] = told.story_id
        self._count += 1

    def story_of(self, signature: Signature) -> str | None:
        """Return the story of an article that is among them, else of the text most like it."""
        known = self._by_article.get(signature.article_id)
        return known if known is not None else self._most_similar(signature)

    def _most_similar(self, signature: Signature) -> str | None:
        at = np.datetime64(signature.published_at.replace(tzinfo=None))
        apart = np.abs(self._at[: self._count] - at)
        near = np.flatnonzero(apart <= np.timedelta64(WINDOW_DAYS, "D"))
        if not near.size:
            return None
        alike = (self._minima[near] == np.array(signature.minhash, dtype=np.uint32)).mean(axis=1)
        best = alike.max()
        if best < SAME_STORY:
            return None
        equal = near[np.flatnonzero(alike == best)]
        story: str = self._stories[min(equal, key=lambda i: self._articles[i])]
        return story


def assign_stories(new: Iterable[Signature], committed: pa.Table) -> list[Signature]:
    """Give each new signature its story.

    Args:
        new: signatures of this commit; their ``story_id`` is not looked at.
        committed: rows of ``_state/signatures``; an article that is among them keeps its story.
    """
    ordered = sorted(new, key=lambda s: (s.published_at, s.article_id))
    candidates = Candidates(committed, len(ordered))
    out = []
    for signature in ordered:
        told = replace(signature, story_id=candidates.story_of(signature) or signature.article_id)
        candidates.add(told)
        out.append(told)
    return out


@dataclass
class AssignStories(beam.PTransform):
    """Give each article its story.

    Only signatures come together in one place, never the texts.

    Attributes:
        lake: address of the lake.
        begun: the lake's generation, one element a window.
    """

    lake: str
    begun: beam.PCollection[Snapshot]

    def expand(self, pcoll: beam.PCollection[Article]) -> Stories:
        """Sign each text, compare the signatures, and bring the stories back to the articles."""
        keyed = pcoll | "Sign" >> beam.Map(_sign) | "SignaturesToOnePlace" >> beam.WithKeys(0)
        signatures = (
            {
                "new": keyed,
                "snapshot": self.begun | "SnapshotToOnePlace" >> beam.WithKeys(0),
            }
            | "GatherSignatures" >> beam.CoGroupByKey()
            | "Compare" >> beam.ParDo(_Compare(self.lake))
        )
        articles = (
            {
                "article": pcoll | "KeyArticles" >> beam.WithKeys(_article_id),
                "signature": signatures | "KeySignatures" >> beam.WithKeys(_article_id),
            }
            | "JoinStories" >> beam.CoGroupByKey()
            | "TellStory" >> beam.MapTuple(_told)
        )
        return Stories(articles, signatures)


def _sign(article: Article) -> Signature:
    values = minhash(article.text)
    return Signature(article.article_id, article.story_id, article.published_at, values, 0)


def _article_id(record: Article | Signature) -> str:
    return record.article_id


def _told(_: str, joined: Mapping[str, Iterable[Any]]) -> Article:
    article: Article
    (article,), (signature,) = joined["article"], joined["signature"]
    return replace(article, story_id=signature.story_id)


class _Compare(beam.DoFn):
    def __init__(self, lake: str) -> None:
        self._lake = lake

    def process(self, element: tuple[int, Mapping[str, Iterable[Any]]]) -> Iterator[Signature]:
        new: list[Signature] = list(element[1]["new"])
        if not new:
            return
        (snapshot,) = element[1]["snapshot"]
        times: list[datetime] = [s.published_at for s in new]
        committed = read_signatures(
            Storage(self._lake),
            snapshot.generation,
            (min(times), max(times)),
            WINDOW_DAYS,
            # A correction may carry another date, and stays in its story all the same.
            {s.article_id for s in new},
        )
        yield from assign_stories(new, committed)
