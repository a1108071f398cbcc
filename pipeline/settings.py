"""From the configuration to the settings of the steps."""

from pipeline.config import Config
from transforms.extraction.settings import ExtractionSettings
from transforms.feeds.polling import FeedSpec
from transforms.feeds.references import REFERENCE
from transforms.feeds.schedule import PollSettings
from transforms.fetching.settings import FetchSettings


def fetch_settings(config: Config) -> FetchSettings:
    """Return how pages and feeds are fetched."""
    fetch = config.fetch
    return FetchSettings(
        user_agent=fetch.user_agent,
        min_interval_s=fetch.min_interval_s,
        allow_networks=tuple(fetch.allow_networks),
        resolve=dict(fetch.resolve),
        max_body_bytes=fetch.max_body_bytes,
        timeout_s=fetch.timeout_s,
        retries=fetch.retries,
    )


def poll_settings(config: Config) -> PollSettings:
    """Return how often feeds are asked."""
    floor = config.polling.min_interval_s
    return PollSettings(
        min_interval_s=floor, max_interval_s=max(PollSettings.max_interval_s, floor)
    )


def extraction_settings(config: Config) -> ExtractionSettings:
    """Return which articles are taken."""
    return ExtractionSettings(languages=config.extraction.languages)


def feed_specs(config: Config) -> tuple[FeedSpec, ...]:
    """Return the feeds; one whose address comes from the environment is called as it is written.

    It travels as it is written, too: its value is read where it is asked.
    """
    return tuple(
        FeedSpec(
            feed.url if REFERENCE.search(feed.url) else feed.address,
            alias=feed.url if feed.url != feed.address else None,
        )
        for feed in config.feeds
    )
