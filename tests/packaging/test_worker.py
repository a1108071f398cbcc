"""A worker that has the wheel alone, and not this checkout, works on the whole graph."""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from apache_beam.runners.portability.local_job_service import LocalJobServicer

from pipeline.demo.site import demo_site, feed_urls
from pipeline.localweb import LocalWeb, VirtualHosts
from tests.end_to_end.command import write_config
from tests.end_to_end.lake_checks import count, open_lake
from tests.packaging.test_wheel import wheel  # noqa: F401 - a fixture

NEWSBEAM = str(Path(sys.executable).parent / "newsbeam")


@pytest.fixture(scope="module")
def clean(wheel, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """Make an environment with the wheel and what it needs; this checkout is not in it.

    The other packages are those of the tests' environment: a folder that a ``.pth`` names is
    searched, but its own ``.pth`` files, which lead to the checkout, are not read.
    """
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    scheme = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*install, "--no-deps", "--ignore-installed", wheel.filename], check=True)
    asked = "import schemas, transforms, pipeline; print(schemas.__file__, pipeline.__file__)"
    told = subprocess.run(
        [python, "-c", asked], check=True, capture_output=True, text=True, cwd=folder
    )
    assert all(place.startswith(str(packages)) for place in told.stdout.split()), told.stdout
    return python


@pytest.fixture
def job_service(tmp_path: Path) -> Iterator[str]:
    """Take jobs as a portable engine does, in this process; the workers are others."""
    service = LocalJobServicer(str(tmp_path))
    port = service.start_grpc_server()
    yield f"localhost:{port}"
    service.stop()


@pytest.mark.slow
def test_the_wheel_alone_works_on_the_whole_graph(
    clean: Path, job_service: str, tmp_path: Path
) -> None:
    with LocalWeb(VirtualHosts(demo_site())) as web:
        config = write_config(tmp_path, web, feed_urls())
        worker = f"{clean} -m apache_beam.runners.worker.sdk_worker_main"
        call = [NEWSBEAM, "run", str(config), "--runner", "PortableRunner", "--"]
        options = [
            f"--job_endpoint={job_service}",
            "--environment_type=beam:env:harness_subprocess_python:v1",
            f"--environment_config={worker}",
        ]
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        ran = subprocess.run(
            [*call, *options],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
        )
    assert ran.returncode == 0, ran.stderr[-3_000:]
    con = open_lake(tmp_path / "lake")
    assert count(con, "articles") == 34
    assert count(con, "entities") > 100, "models and lexicons travel in packages"
    assert count(con, "events") > 30
