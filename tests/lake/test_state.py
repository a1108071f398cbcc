"""The state of the lake: what a run forgets, it does or says twice."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.context import RunContext
from schemas.state import Signature
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, commit
from transforms.lake.state import read_signatures
from transforms.lake.storage import Storage

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


@pytest.mark.bucket_too
def test_an_article_finds_its_own_signature_whatever_date_a_correction_has(lake: Storage) -> None:
    own, other = (Signature(name, "story", NOW, [1], 0) for name in ("own", "other"))
    draft = CommitDraft(
        "c",
        RunContext("r", NOW),
        "_staging/0",
        [],
        {"_state/signatures": [own, other]},
        {},
        {},
        "0",
    )
    commit(lake, begin(lake), draft)
    later = (NOW + timedelta(days=9), NOW + timedelta(days=9))
    assert read_signatures(lake, 1, later, 7).num_rows == 0
    assert read_signatures(lake, 1, later, 7, ["own"])["article_id"].to_pylist() == ["own"]
