"""The Flink cluster that tests and guides start: a part that is said to be there is there."""

from pathlib import Path

import pytest

from benchmarks.engines import free_ports
from deploy.flink.cluster import Cluster


@pytest.mark.engines
def test_a_task_manager_that_was_killed_does_not_pass_for_the_next_one(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, free_ports())
    try:
        cluster.start("manager")
        cluster.start("tasks")
        (killed,) = cluster.task_managers()
        cluster.kill("tasks")
        assert cluster.task_managers() == {killed}, "it is not missed yet"
        cluster.start("tasks")
        assert cluster.task_managers() - {killed}
    finally:
        cluster.down()
