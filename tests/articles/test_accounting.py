"""Accounts: an input that vanishes must stop the commit, not be missed in silence."""

import pytest

from transforms.accounting import AccountsDoNotBalance, check_accounts

GOOD = [
    ("FetchPages.in", 3),
    ("FetchPages.ok", 2),
    ("FetchPages.dead", 1),
    ("AssignRevisions.in", 2),
    ("AssignRevisions.ok", 1),
    ("AssignRevisions.known", 1),
]


def test_balanced_counts_become_the_counters_of_the_commit() -> None:
    counters = check_accounts(GOOD, {"articles": 1, "dead_letters": 1, "entities": 9})
    assert counters["FetchPages.ok"] == 2
    assert list(counters) == sorted(counters)


def test_a_lost_input_is_named_with_its_step() -> None:
    with pytest.raises(AccountsDoNotBalance, match="FetchPages: in 4, ok 2, known 0, dead 1"):
        check_accounts([*GOOD, ("FetchPages.in", 1)], {"articles": 1, "dead_letters": 1})


def test_an_article_without_its_row_is_noticed() -> None:
    with pytest.raises(AccountsDoNotBalance, match="table articles: 0 rows written, 1 counted"):
        check_accounts(GOOD, {"dead_letters": 1})


def test_a_dead_letter_that_was_not_written_is_noticed() -> None:
    with pytest.raises(AccountsDoNotBalance, match="table dead_letters: 0 rows written, 1 counted"):
        check_accounts(GOOD, {"articles": 1})
