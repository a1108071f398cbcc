"""Log records: one line each, so that a log can be searched; and no secrets in it."""

import logging
import subprocess
import sys

from pipeline.logs import LineFormatter


def line_of(message: str, formatter: LineFormatter | None = None, **extra: object) -> str:
    record = logging.LogRecord("transforms.fetching", logging.INFO, "f", 1, message, (), None)
    record.created = 1_795_428_000.0625
    vars(record).update(extra)
    return (formatter or LineFormatter()).format(record)


def test_a_record_is_one_line_of_pairs() -> None:
    formatter = LineFormatter()
    formatter.run_id = "20261123T100000Z-00000000"
    assert line_of("24 pages", formatter, step="FetchPages") == (
        "time=2026-11-23T10:00:00.062Z level=info run_id=20261123T100000Z-00000000 "
        'step=FetchPages message="24 pages"'
    )


def test_a_message_cannot_forge_a_line() -> None:
    """Titles and addresses come from strangers."""
    line = line_of('a\nlevel=error message="x"\x1b[2J\u2028\\')
    assert "\n" not in line
    assert "\x1b" not in line
    assert "\u2028" not in line
    assert line.endswith(r'step=fetching message="a\nlevel=error message=\"x\"\x1b[2J\u2028\\"')


def test_secrets_are_taken_out_of_messages() -> None:
    formatter = LineFormatter(redact=lambda text: text.replace("hush", "${KEY}"))
    assert "hush" not in line_of("GET /?key=hush", formatter)


def test_a_traceback_stays_in_its_line() -> None:
    try:
        raise ValueError("no")
    except ValueError as error:
        line = line_of("failed", exc_info=(ValueError, error, error.__traceback__))
    assert "\n" not in line
    assert "ValueError: no" in line


def test_the_talk_of_worker_processes_is_dropped_and_their_crash_is_not() -> None:
    """They write to the descriptor itself: twenty lines for each worker, over the progress line."""
    code = (
        "import os, sys\n"
        "from pipeline.logs import without_worker_noise\n"
        "with without_worker_noise(True):\n"
        "    os.system('echo INFO:apache_beam.runners.worker:Control channel established. >&2')\n"
        "    os.system('echo MemoryError >&2')\n"
        "    print('progress', file=sys.stderr)\n"
        "print('after', file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert sorted(done.stderr.split()) == ["MemoryError", "after", "progress"]


def test_the_traceback_of_a_worker_is_dropped_because_the_run_says_why_it_failed() -> None:
    lines = [
        "ERROR:apache_beam.runners.common:the lake cannot be written",
        "Traceback (most recent call last):",
        "LakeError: the lake cannot be written",
        "Fatal Python error: Segmentation fault",
    ]
    code = (
        "import os\n"
        "from pipeline.logs import without_worker_noise\n"
        "with without_worker_noise(True):\n"
        f"    os.write(2, {chr(10).join(lines).encode()!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert done.stderr.splitlines() == lines[-1:]


def test_a_record_says_which_run_step_and_key_it_is_about() -> None:
    about = {"run_id": "desk-20261123T100000Z", "step": "FetchPages", "key": "http://a.example/1"}
    assert " ".join(line_of("timed_out", **about).split(" ")[2:5]) == (
        "run_id=desk-20261123T100000Z step=FetchPages key=http://a.example/1"
    )
