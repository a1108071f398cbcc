"""The Flink cluster that tests and guides start: a part that is said to be there is there."""

import socket
from dataclasses import replace
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


@pytest.mark.engines
def test_what_listens_at_a_parts_port_does_not_pass_for_the_part(tmp_path: Path) -> None:
    with socket.create_server(("localhost", 0)) as other:
        ports = replace(free_ports(), workers=other.getsockname()[1])
        with pytest.raises(RuntimeError, match=f"port {ports.workers} of localhost: something"):
            Cluster(tmp_path, ports, embedded=True).up()


@pytest.mark.engines
def test_a_second_start_leaves_the_cluster_alone(tmp_path: Path) -> None:
    first = Cluster(tmp_path, free_ports(), embedded=True)
    try:
        first.start("workers")
        with pytest.raises(RuntimeError, match="there is one already; run make flink-down"):
            Cluster(tmp_path, first.ports, embedded=True).up()
        with socket.create_connection(("localhost", first.ports.workers), timeout=5):
            pass
    finally:
        first.down()
