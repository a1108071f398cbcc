"""From the configuration to what a commit's graph is told."""

from pipeline.config import Config
from pipeline.graph import IngestPlan
from pipeline.settings import extraction_settings, feed_specs, fetch_settings, poll_settings
from pipeline.version import VERSION
from schemas.context import RunContext
from schemas.tables import versions
from transforms.lake.steps import CommitPlan


def ingest_plan(config: Config, run: RunContext, number: int, *, polls: bool) -> IngestPlan:
    """Return what the graph of a run's commit is told.

    Args:
        config: the configuration.
        run: the run, or the stream.
        number: of the commit in it.
        polls: whether feeds are asked; else the commit goes on with what waits.
    """
    return IngestPlan(
        lake=config.lake,
        run=run,
        commit=CommitPlan(
            number=number,
            versions={"newsbeam": VERSION, **versions(), **model_versions(config)},
            config_hash=config.config_hash,
            retention_days=config.seen_retention_days,
        ),
        feeds=feed_specs(config) if polls else (),
        polling=poll_settings(config),
        fetch=fetch_settings(config),
        extraction=extraction_settings(config),
        models=dict(config.language.models),
        max_articles=config.max_articles_per_commit,
        max_age_days=config.max_entry_age_days,
        refetch_after_s=tuple(config.refetch_after_s),
        lexicon=config.lexicon,
    )


def model_versions(config: Config) -> dict[str, str]:
    """Return the version of each spaCy pipeline by ``model.<language>``, read from its package."""
    from spacy.util import get_package_version

    return {
        f"model.{language}": f"{name} {get_package_version(name) or 'from a path'}"
        for language, name in sorted(config.language.models.items())
    }
