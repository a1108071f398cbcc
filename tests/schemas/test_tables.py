"""The tables are a contract: users' queries stand on their names and types."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pytest

from schemas.arrow import arrow_fields, arrow_schema, file_schema
from schemas.columns import TableFacts, column, facts_of, table
from schemas.dictionary import PATH, dictionary
from schemas.tables import TABLES, versions


def test_every_column_has_its_meaning_in_the_schema() -> None:
    for name, record in TABLES.items():
        schema = arrow_schema(record)
        assert schema.metadata[b"newsbeam.table"].decode() == name
        for field in schema:
            assert field.metadata[b"doc"], f"{name}.{field.name} says not what it means"


def test_times_are_microseconds_utc_and_days_are_date32() -> None:
    kinds = {f.type for record in TABLES.values() for f in arrow_schema(record)}
    timestamps = {kind for kind in kinds if pa.types.is_timestamp(kind)}
    assert timestamps == {pa.timestamp("us", tz="UTC")}
    assert pa.date64() not in kinds


def test_the_partition_lies_in_the_path_and_not_in_the_file() -> None:
    for record in TABLES.values():
        partition = facts_of(record).partition
        assert partition not in file_schema(record).names
        assert partition is None or partition in arrow_schema(record).names


def test_every_table_names_its_version() -> None:
    assert versions()["schema.articles"] == "1.0"
    assert set(versions()) == {f"schema.{name}" for name in TABLES}


def test_contract_columns_are_there() -> None:
    articles = arrow_schema(TABLES["articles"])
    assert articles.field("published_at").type == pa.timestamp("us", tz="UTC")
    assert not articles.field("text").nullable
    assert articles.field("title").nullable
    mentions = arrow_schema(TABLES["entities"]).field("mentions").type.value_type
    assert [(f.name, str(f.type)) for f in mentions] == [
        ("start", "int32"),
        ("end", "int32"),
        ("text", "string"),
        ("kind", "string"),
    ]
    events = arrow_schema(TABLES["events"])
    assert events.field("quad_class").type == pa.int8()
    assert events.field("place").nullable


def test_the_data_dictionary_is_not_stale() -> None:
    assert PATH.read_text(encoding="utf-8") == dictionary(), "run `make docs` and commit it"
    check = subprocess.run(
        [sys.executable, "-m", "schemas.dictionary", "--check"], check=False, capture_output=True
    )
    assert check.returncode == 0


def test_a_table_cannot_name_a_column_it_has_not() -> None:
    with pytest.raises(TypeError, match="no column day"):

        @table(TableFacts(name="t", partition="day"))
        @dataclass(frozen=True)
        class Wrong:
            text: str = column("words")


def test_a_bare_datetime_is_refused_because_units_matter() -> None:
    @dataclass(frozen=True)
    class Wrong:
        at: datetime = column("when")

    with pytest.raises(TypeError, match="Timestamp"):
        arrow_fields(Wrong)
