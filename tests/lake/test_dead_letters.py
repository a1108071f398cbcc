"""Dead letters: one that does not fit its table would stop every run that meets its record."""

from datetime import UTC, datetime

from schemas.codec import to_row
from schemas.context import RunContext
from schemas.errors import ParserFailed
from transforms.dead_letters import MAX_DETAIL_CHARS, dead_letter

RUN = RunContext("r", datetime(2026, 10, 5, tzinfo=UTC))


def test_what_a_parser_quotes_always_fits_the_table() -> None:
    error = ParserFailed("parser_failed", "cannot read '\ud800é'" + "x" * 9_000)
    detail = to_row(dead_letter("ExtractArticles", "k", error, RUN))["detail"]
    assert detail.startswith(r"cannot read '\ud800é'")
    assert len(detail) < MAX_DETAIL_CHARS + 100
