"""`newsbeam runs`: who keeps a job running sees at a glance what each run brought."""

import csv
import json
from datetime import timedelta

from lineage_lake import VERSIONS, Call, Told, a_letter, a_poll, commit_rows, run_number

from pipeline.lineage.runs import Changed, RunAccount
from pipeline.lineage.runs import commit_accounts as commits_of
from pipeline.lineage.runs import run_accounts as runs_of
from transforms.lake.begin import begin
from transforms.lake.commit import current
from transforms.lake.storage import Storage


def run_accounts(lake: Storage, limit: int) -> list[RunAccount]:
    return runs_of(lake, current(lake).generation, limit)


def commit_accounts(lake: Storage, limit: int) -> list[RunAccount]:
    return commits_of(lake, current(lake).generation, limit)


def three_runs(lake: Storage) -> None:
    """A run of two commits, an idle one, and one by a newer version with a dead letter."""
    first, second, third = (run_number(n) for n in range(3))
    commit_rows(lake, first, [*Told("a", quotes=2).rows(first), a_poll(first)])
    commit_rows(lake, first, Told("b").rows(first))
    commit_rows(lake, second, [a_poll(second)])
    newer = {**VERSIONS, "newsbeam": "0.2.0", "model.fr": "fr_core_news_sm 3.8.0"}
    rows = [*Told("c").rows(third), a_letter("d", third, "http_gone"), a_poll(third)]
    commit_rows(lake, third, rows, versions=newer, config_hash="1" * 64)


def test_a_run_is_the_sum_of_its_commits(lake: Storage) -> None:
    three_runs(lake)
    first, second, third = run_accounts(lake, limit=20)
    assert [a.run_id for a in (first, second, third)] == [run_number(n).run_id for n in range(3)]
    assert first.generations == (1, 2)
    assert first.rows == {"articles": 2, "entities": 4, "events": 2, "quotes": 3, "feed_polls": 1}
    assert second.rows == {"feed_polls": 1}
    assert third.rows["dead_letters"] == 1
    assert first.began_at == run_number(0).ingested_at
    assert first.seconds == (first.committed_at - first.began_at) / timedelta(seconds=1)


def test_what_a_run_was_made_with_is_told_where_it_changed(lake: Storage) -> None:
    three_runs(lake)
    first, second, third = run_accounts(lake, limit=20)
    assert (first.changed, second.changed) == ((), ())
    assert third.changed == (
        Changed("configuration", "0" * 64, "1" * 64),
        Changed("model.fr", None, "fr_core_news_sm 3.8.0"),
        Changed("newsbeam", "0.1.0", "0.2.0"),
    )
    assert run_accounts(lake, limit=1) == [third], "a change shows also where the list begins"


def test_runs_at_the_same_time_keep_their_commits_apart(lake: Storage) -> None:
    one, other = run_number(0), run_number(1)
    for number, run in enumerate((one, other, one)):
        commit_rows(lake, run, Told(f"a{number}").rows(run))
    assert [(a.run_id, a.generations) for a in run_accounts(lake, 20)] == [
        (other.run_id, (2,)),
        (one.run_id, (1, 3)),
    ]


def test_a_run_of_many_commits_is_counted_whole_however_few_runs_are_asked_for(
    lake: Storage,
) -> None:
    one, other = run_number(0), run_number(1)
    commit_rows(lake, one, [a_poll(one)])
    for number in range(11):
        commit_rows(lake, other, Told(f"a{number}").rows(other))
    (account,) = run_accounts(lake, limit=1)
    assert (account.run_id, account.rows["articles"]) == (other.run_id, 11)


def test_each_commit_for_itself_with_the_time_it_took(lake: Storage) -> None:
    three_runs(lake)
    accounts = commit_accounts(lake, limit=3)
    assert [a.generations for a in accounts] == [(2,), (3,), (4,)]
    before = commit_accounts(lake, limit=4)[0]
    assert accounts[0].began_at == before.committed_at, "the second commit of its run"
    assert accounts[0].rows["articles"] == 1


def test_the_list_for_people(lake: Storage, call: Call) -> None:
    three_runs(lake)
    code, out, err = call("runs", lake.uri, "--format", "table")
    assert (code, err) == (0, "")
    order = [out.index(run_number(n).run_id) for n in range(3)]
    assert order == sorted(order), "the newest stands next to the prompt"
    assert "1–2" in out
    assert "2 commits" in out
    assert "5 Oct 2026 12:00:00Z, " in out
    assert "Made with newsbeam 0.1.0, en_core_web_sm 3.8.0, schemas 1.0" in out
    assert f"* {run_number(2).run_id}: configuration 00000000… → 11111111…; " in out
    assert "newsbeam 0.1.0 → 0.2.0" in " ".join(out.split())


def test_the_list_for_programs(lake: Storage, call: Call) -> None:
    three_runs(lake)
    _, out, _ = call("runs", lake.uri, "-f", "json", "-n", "2")
    rows = json.loads(out)
    assert [row["articles"] for row in rows] == [0, 1]
    assert rows[1]["versions"]["newsbeam"] == "0.2.0"
    assert {change["name"] for change in rows[1]["changed"]} == {
        "configuration",
        "model.fr",
        "newsbeam",
    }
    _, out, _ = call("runs", lake.uri, "--commits")
    lines = list(csv.DictReader(out.splitlines()))
    assert [line["first_generation"] for line in lines] == ["1", "2", "3", "4"]


def test_a_lake_without_a_run_and_a_folder_that_is_no_lake(lake: Storage, call: Call) -> None:
    begin(lake)
    assert call("runs", lake.uri, "-f", "table") == (
        0,
        "No run has committed to this lake yet.\n",
        "",
    )
    assert call("runs", lake.uri, "-f", "json")[1] == "[\n]\n"
    code, out, err = call("runs", f"{lake.uri}/nowhere")
    assert (code, out) == (2, "")
    assert "is no lake of newsbeam" in err
