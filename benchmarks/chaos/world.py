"""What the victims read: a generated site with corrections and pages that are not there."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import yaml

from benchmarks.generated_site import GeneratedSite, site_config
from pipeline.localweb import Answer, Request
from pipeline.localweb.hosts import NOT_FOUND

STEP = 8
"""New articles in an edition."""

_HOSTS = 2
_DAYS = 4
"""Few, so that a partition soon has files to compact."""

_MISSING_OF = 9
"""Of so many articles one is not there, and ends as a dead letter."""

_MODELS_EVERY = 8
"""Of so many rounds one annotates, which loads a language model."""


class World:
    """The site, and the rows that a lake must have which has read all it has shown."""

    def __init__(self, editions: int, seed: int) -> None:
        """Make a site of so many editions."""
        self._site = GeneratedSite(
            editions * STEP, STEP, depth=2, hosts=_HOSTS, feeds_per_host=1, days=_DAYS, seed=seed
        )
        self._random = Random(seed)
        self._edition = -1
        self._revisions: Counter[str] = Counter()
        self.missing: set[str] = set()

    def __call__(self, request: Request) -> Answer:
        """Answer for the site."""
        asked = f"http://{request.host}{request.path}"
        return NOT_FOUND if asked in self.missing else self._site(request)

    def go_on(self) -> None:
        """Show the next edition; some articles of the last one are corrected."""
        self._edition += 1
        self._site.show(self._edition)
        first = self._edition * STEP
        for number in self._random.sample(range(max(0, first - STEP), first), min(first, 2)):
            if self._site.url(number) not in self.missing:
                self._site.correct(number)
                self._revisions[self._site.url(number)] += 1
        for number in range(first, first + STEP):
            if number % _MISSING_OF == _MISSING_OF - 1:
                self.missing.add(self._site.url(number))
            else:
                self._revisions[self._site.url(number)] = 1

    @property
    def expected(self) -> Counter[str]:
        """Return how many revisions of each address the lake must have."""
        return Counter(self._revisions)

    def write_config(self, path: Path, lake: str, address: str, number: int) -> None:
        """Write the configuration of a round: small commits in some, annotations in few."""
        more: dict[str, Any] = {"max_articles_per_commit": self._random.choice([3, 100, 100])}
        if number % _MODELS_EVERY != _MODELS_EVERY // 2:
            more["language"] = {"models": {}}
        config = site_config(self._site, lake, address, **more)
        path.write_text(yaml.safe_dump(config), encoding="utf-8")
