"""What the launcher of a flex template runs: from parameters to a graph, then it leaves.

Dataflow's launcher starts the program with the template's parameters and options of Beam, all as
``--name=value``, takes the graph that the runner writes, and expects the program to end: nothing
here waits for the job. Commits are in the graph, so nobody needs to.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.cli.exits import Exit, end, say_problems
from pipeline.config import Config, load_config
from pipeline.config.checks import check_machine
from pipeline.config.overrides import Override
from pipeline.dataflow.parameters import COMMAND, COMMANDS, CONFIG, parameters
from pipeline.problems import ConfigError, usage_error


@dataclass(frozen=True)
class Launch:
    """What a launch asks for.

    Attributes:
        command: one of ``COMMANDS``.
        config: the configuration with the parameters over it.
        beam_options: all that is no parameter of ours, as Beam reads it.
    """

    command: str
    config: Config
    beam_options: tuple[str, ...]


def read_launch(arguments: Sequence[str]) -> Launch:
    """Read what the launcher gives; an empty parameter counts as none.

    Args:
        arguments: ``--name=value``, parameters and options of Beam in any order.

    Raises:
        ConfigError: no configuration, or with every problem found in it.
    """
    known = parameters()
    parser = ArgumentParser(allow_abbrev=False, add_help=False)
    for name in (CONFIG, COMMAND, "runner", *(p.name for p in known)):
        parser.add_argument(f"--{name}", default="")
    found, beam_options = parser.parse_known_args(list(arguments))
    given: dict[str, str] = {name: text for name, text in vars(found).items() if text}
    if CONFIG not in given:
        message = "missing; expected the address of a YAML file, such as gs://bucket/news.yaml"
        raise usage_error("template", message, CONFIG)
    command = given.get(COMMAND, COMMANDS[0])
    if command not in COMMANDS:
        message = f"is {command!r}; expected {' or '.join(COMMANDS)}"
        raise usage_error("template", message, COMMAND)
    overrides = [p.override(given[p.name]) for p in known if p.name in given]
    if "runner" in given:
        overrides.append(Override("--runner", "runner", given["runner"]))
    config = load_config(given[CONFIG], overrides)
    return Launch(command, config, tuple(beam_options))


def launch(wanted: Launch) -> None:
    """Build the graph and hand it to the runner, without waiting.

    Raises:
        ConfigError: the image lacks what the configuration names, an option of Beam in it cannot
            be used, or the runner cannot work on a stream.
    """
    check_machine(wanted.config, "template")
    # Beam is imported only now, when all that the user may have got wrong is said.
    from pipeline import run, stream
    from pipeline.config.beam_options import check_beam_options
    from pipeline.engines import require_engine

    # Those of the launcher are not checked: the service has refused what is no parameter.
    check_beam_options(wanted.config.beam_arguments, wanted.config.runner, "beam_options")
    if wanted.command == "stream":
        require_engine(wanted.config)
        stream.start(wanted.config, wanted.beam_options)
    else:
        run.start(wanted.config, wanted.beam_options)


def main(arguments: Sequence[str]) -> None:
    """Launch, or end with the code for usage and all that is wrong.

    Args:
        arguments: of the process, without its name.
    """
    try:
        launch(read_launch(arguments))
    except ConfigError as error:
        end(Exit.USAGE, say_problems(error))
