"""The strict codec: what does not fit its table never reaches a file."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.accounts import DeadLetter
from schemas.arrow import file_schema
from schemas.codec import check_offsets, from_row, to_row
from schemas.entities import Entity, EntityMention
from schemas.errors import SchemaError

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
TEXT = "Kenya opened the talks. Nairobi hosts them."


def an_entity() -> Entity:
    return Entity(
        article_id="a" * 32,
        revision=1,
        entity_id="e" * 32,
        name="Kenya",
        type="GPE",
        wikidata_id=None,
        geonames_id=192950,
        country_code="KE",
        latitude=1.0,
        longitude=38.0,
        place_reason=None,
        roles=[],
        mention_count=1,
        salience=0.5,
        mentions=[EntityMention(0, 5, "Kenya", "name")],
        published_date=NOW.date(),
        run_id="r",
        ingested_at=NOW,
    )


def a_letter() -> DeadLetter:
    return DeadLetter(
        step="FetchPages",
        key="k",
        code="timed_out",
        detail="30 s",
        url=None,
        feed_url=None,
        entry_id=None,
        raw_file=None,
        raw_offset=None,
        attempt=1,
        resolved_by_run=None,
        occurred_at=NOW,
        run_date=NOW.date(),
        run_id="r",
        ingested_at=NOW,
    )


def code_of(raised: pytest.ExceptionInfo[SchemaError]) -> str:
    return raised.value.code


def test_a_row_gives_back_the_record() -> None:
    row = to_row(an_entity())
    assert from_row(Entity, row) == an_entity()
    table = pa.Table.from_pylist(
        [row], schema=file_schema(Entity).append(pa.field("published_date", pa.date32()))
    )
    assert table.num_rows == 1


def test_an_unknown_key_is_no_silent_loss() -> None:
    with pytest.raises(SchemaError, match="adress") as raised:
        from_row(DeadLetter, {**to_row(a_letter()), "adress": "x"})
    assert code_of(raised) == "unknown_field"


def test_a_missing_key_is_named() -> None:
    row = to_row(a_letter())
    del row["code"]
    with pytest.raises(SchemaError, match="code") as raised:
        from_row(DeadLetter, row)
    assert code_of(raised) == "missing_field"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"step": None}, "null_field"),
        ({"attempt": "1"}, "wrong_type"),
        ({"attempt": True}, "wrong_type"),
        ({"attempt": 2**31}, "out_of_range"),
        ({"detail": "half \ud800 a pair"}, "wrong_type"),
        ({"occurred_at": NOW.replace(tzinfo=None)}, "naive_datetime"),
        ({"run_date": NOW}, "wrong_type"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(SchemaError) as raised:
        to_row(replace(a_letter(), **change))  # type: ignore[arg-type]
    assert code_of(raised) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "CITY"}, "value_not_allowed"),
        ({"salience": float("nan")}, "out_of_range"),
        ({"mentions": [EntityMention(5, 5, "", "name")]}, "offset_out_of_range"),
        ({"mentions": [EntityMention(-1, 5, "Kenya", "name")]}, "offset_out_of_range"),
        ({"mentions": ["Kenya"]}, "wrong_type"),
        ({"mentions": [EntityMention(0, 5, "Kenya", "noun")]}, "value_not_allowed"),
    ],
)
def test_what_is_inside_a_list_is_checked_too(change: dict[str, object], code: str) -> None:
    with pytest.raises(SchemaError) as raised:
        to_row(replace(an_entity(), **change))  # type: ignore[arg-type]
    assert code_of(raised) == code


def test_times_of_other_zones_are_stored_as_utc() -> None:
    from datetime import timedelta, timezone

    there = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    row = to_row(replace(a_letter(), occurred_at=there))
    assert row["occurred_at"] == NOW
    assert row["occurred_at"].utcoffset() == timedelta(0)


def test_offsets_are_held_against_the_text() -> None:
    check_offsets(an_entity(), TEXT)
    beyond = replace(an_entity(), mentions=[EntityMention(40, 99, "them.", "name")])
    with pytest.raises(SchemaError) as raised:
        check_offsets(beyond, TEXT)
    assert code_of(raised) == "offset_out_of_range"
    shifted = replace(an_entity(), mentions=[EntityMention(1, 6, "Kenya", "name")])
    with pytest.raises(SchemaError) as raised:
        check_offsets(shifted, TEXT)
    assert code_of(raised) == "offset_text_mismatch"


@given(
    st.fixed_dictionaries(
        {f.name: st.none() | st.text() | st.integers() | st.datetimes() for f in fields(DeadLetter)}
    )
)
def test_any_row_is_a_record_or_an_error(row: dict[str, object]) -> None:
    try:
        record = from_row(DeadLetter, row)
    except SchemaError:
        return
    assert to_row(record) == row
