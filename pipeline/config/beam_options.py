"""Beam's own options, given after ``--``: checked before anything runs.

Beam drops what it does not know with a line in the log, so a typo would change a run in silence.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import NoReturn

from apache_beam.options.pipeline_options import (
    PipelineOptions,
    _BeamArgumentParser,
)

from pipeline.problems import ConfigError, Origin, Problem, suggestion, usage_error

SOURCE = "after --"

# Their job service has options of its own, which only it knows.
_WITH_JOB_SERVICE = {
    "FlinkRunner": "apache_beam.runners.portability.flink_runner",
    "PortableRunner": "apache_beam.runners.portability.portable_runner",
    "PrismRunner": "apache_beam.runners.portability.prism_runner",
    "SparkRunner": "apache_beam.runners.portability.spark_runner",
}

_OURS = {
    "--runner": "give it before --, as --runner, or in the configuration",
    "--streaming": "newsbeam run is a batch run; newsbeam stream is a stream",
    "--save_main_session": "newsbeam's steps live in installed modules; there is nothing to save",
}


def check_beam_options(options: Sequence[str], runner: str, source: str = SOURCE) -> None:
    """Check what is given to Beam as it is.

    For a runner with a job service, an option that Beam's Python side does not know is refused
    only where it is nearly the same as a known one; the job service judges the others.

    Args:
        options: as Beam would read them.
        runner: the runner they are for.
        source: where they were given, for messages.

    Raises:
        ConfigError: an unknown option, a value of the wrong type, or an option that is newsbeam's.
    """
    import_module(_WITH_JOB_SERVICE.get(runner, "apache_beam"))
    parser = _Parser(allow_abbrev=False, add_help=False)
    for cls in dict.fromkeys(_option_classes(PipelineOptions)):
        cls._add_argparse_args(parser)
    known = sorted({name for action in parser._actions for name in action.option_strings})
    _, unknown = parser.parse_known_args(list(options))
    lenient = runner in _WITH_JOB_SERVICE
    problems = [*_ours(options, source), *_unknown(unknown, known, source, lenient=lenient)]
    if problems:
        raise ConfigError(problems)


class _Parser(_BeamArgumentParser):
    """Raises instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        raise usage_error(SOURCE, message)


def _option_classes(cls: type[PipelineOptions]) -> Iterator[type[PipelineOptions]]:
    for child in cls.__subclasses__():
        if "_add_argparse_args" in child.__dict__ and child.__module__.startswith("apache_beam."):
            yield child
        yield from _option_classes(child)


def _ours(options: Sequence[str], source: str) -> list[Problem]:
    names = [option.partition("=")[0] for option in options]
    return [Problem(Origin(source), name, _OURS[name]) for name in names if name in _OURS]


def _unknown(
    words: Sequence[str], known: Sequence[str], source: str, *, lenient: bool
) -> list[Problem]:
    flags = [word for word in words if word.startswith("-") and word != "--"]
    if not flags and words:
        message = "expected an option of Beam, such as --direct_running_mode=multi_processing"
        return [Problem(Origin(source), words[0], message)]
    names = [flag.partition("=")[0] for flag in flags]
    judged = [name for name in names if not lenient or _nearly(name, known)]
    return [Problem(Origin(source), name, _message(name, known)) for name in judged]


def _nearly(name: str, known: Sequence[str]) -> bool:
    return bool(get_close_matches(name, known, n=1, cutoff=0.9))


def _message(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"Beam has no such option{suggestion(name, near) if near else ''}"
