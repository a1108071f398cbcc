"""A fetcher that finds every ``*.example`` host on the local web."""

from collections.abc import Callable

import pytest

from pipeline.localweb import LocalWeb
from transforms.fetching import FetchSettings


@pytest.fixture
def settings_for() -> Callable[..., FetchSettings]:
    """Return settings for a local web: no waiting, no repetitions, unless the test says so."""

    def settings(web: LocalWeb, **changes: object) -> FetchSettings:
        plain: dict[str, object] = {
            "user_agent": "newsbeam-test/1.0 (+https://newsbeam.example/bot)",
            "min_interval_s": 0.0,
            "allow_networks": ("127.0.0.0/8",),
            "resolve": {"*.example": web.address},
            "timeout_s": 5.0,
            "retries": 0,
            "backoff_s": 0.01,
        }
        return FetchSettings(**{**plain, **changes})

    return settings
