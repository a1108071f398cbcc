"""What a person sees of an article's way: a section for each place it came through."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.cli.runs_screen import made_with
from pipeline.cli.wording import clock, counted
from pipeline.lineage.way import Change, EntryWay, Headline, RevisionWay, Settled, Trace
from schemas.errors import CODES

_REASONS = {
    "new": "not taken yet: more was new than one commit takes",
    "retry": "to be tried again after a passing error",
    "refetch": "to be looked at again, it may have changed",
}

_SHORT = 12
"""Digits of a hash that are shown."""

_MAX_VALUE_CHARS = 90

_MAX_SHARED = 10


def print_trace(way: Trace) -> None:
    """Print a trace."""
    console = Console(highlight=False)
    console.print(_heading(way))
    sections = (
        ("In the feeds", _feeds(way)),
        ("Fetched", _fetches(way)),
        ("Revisions", _revisions(way)),
        ("Rows", _files(way)),
        ("Story", _story(way)),
        ("Dead letters", _letters(way.dead_letters)),
        ("Waiting", _waits(way)),
        ("Made with", _made(way)),
    )
    for title, lines in sections:
        shown = list(lines)
        if shown:
            console.print(Text(f"\n{title}", style="bold cyan"))
            for line in shown:
                _print_line(line, console)


def _print_line(line: Text, console: Console) -> None:
    """Print a line below a title; on a terminal what is too long goes on at the same indent."""
    line.pad_left(2)
    if not console.is_terminal:
        console.print(line, soft_wrap=True)
        return
    indent = len(line.plain) - len(line.plain.lstrip())
    console.print(Padding(line[indent:], (0, 0, 0, indent), expand=False))


def _heading(way: Trace) -> Text:
    if way.article is None:
        return Text.assemble((way.asked, "bold"), "\nhas not become an article.")
    return _headline(way.article)


def _headline(article: Headline) -> Text:
    about = [
        article.publisher,
        f"published {clock(article.published_at)}",
        f"language {article.language}" if article.language else None,
        counted(article.revision, "revision"),
    ]
    return Text.assemble(
        (article.title or "(no title)", "bold"),
        f"\n{article.canonical_url}\n{', '.join(filter(None, about))}",
        (f"\narticle {article.article_id}, partition {article.published_date}", "dim"),
    )


def _feeds(way: Trace) -> Iterator[Text]:
    for entry in way.entries:
        yield from _entry(entry, way)
    one_feed = len({feed for entry in way.entries for feed in entry.fingerprints}) == 1
    for poll in way.polls:
        yield _poll(poll, "" if one_feed else f" of {poll['feed_url']}")


def _entry(entry: EntryWay, way: Trace) -> Iterator[Text]:
    yield Text.assemble("entry ", (entry.url or entry.entry_key, "cyan"))
    yield Text(
        f"  shown first {clock(entry.first_seen_at)}, last {clock(entry.last_in_feed_at)} "
        f"(as generation {entry.as_of_generation} wrote it down)"
    )
    for feed, fingerprint in entry.fingerprints.items():
        yield Text(f"  by {feed}, fingerprint {_hash(fingerprint)}")
    if way.article and entry.article_id != way.article.article_id:
        yield Text(f"  leads to another article now: {entry.article_id or 'none'}", "yellow")


def _poll(poll: Mapping[str, Any], of_feed: str) -> Text:
    status = f", HTTP {poll['http_status']}" if poll["http_status"] else ""
    return Text(
        f"poll {clock(poll['polled_at'])}{of_feed}: {poll['outcome']}{status}, "
        f"{counted(poll['entry_count'], 'entry', 'entries')}, {poll['new_count']:,} new; "
        f"run {poll['run_id']}"
    )


def _fetches(way: Trace) -> Iterator[Text]:
    for entry in way.entries:
        if entry.settled[0].fetch_count > 1:
            yield Text(
                f"{counted(entry.fetch_count, 'time')}, of which the state remembers "
                f"{len(entry.settled):,}",
                style="dim",
            )
        for settled in entry.settled:
            yield _fetch(settled, [s for s in entry.settled if s.generation < settled.generation])


def _fetch(settled: Settled, before: Sequence[Settled]) -> Text:
    by = f"run {settled.run_id or 'unknown'}, generation {settled.generation}"
    if settled.code:
        return Text(f"{settled.fetch_count}. {settled.code}; {by}", style="yellow")
    known = {(s.article_id, s.revision) for s in before}
    same = (settled.article_id, settled.revision) in known
    what = "nothing new" if same else f"revision {settled.revision}"
    return Text(f"{settled.fetch_count}. {what}; {by}")


def _revisions(way: Trace) -> Iterator[Text]:
    for revision in way.revisions:
        yield Text.assemble((f"{revision.revision}. ", "bold"), revision.title or "(no title)")
        for line in _revision(revision, way):
            yield Text(f"   {line}")
        for change in revision.changed:
            yield Text(f"   changed {_change(change)}", style="green")


def _revision(revision: RevisionWay, way: Trace) -> Iterator[str]:
    commit = "one of its commits"
    if revision.committed_at is not None:
        commit = f"generation {revision.generation}, committed {clock(revision.committed_at)}"
    yield f"run {revision.run_id}, {commit}"
    elsewhere = way.article and revision.url != way.article.canonical_url
    address = f" from {revision.url}" if elsewhere else ""
    source = "" if revision.text_source == "page" else f", text from the {revision.text_source}"
    yield f"fetched {clock(revision.fetched_at)}{address}{source}"
    modified = f", modified {clock(revision.modified_at)}" if revision.modified_at else ""
    dated = f"published {clock(revision.published_at)} by {revision.published_at_source}"
    yield f"{dated}{modified}"
    if revision.published_at_conflict:
        yield f"the text contradicts that date: {revision.published_at_conflict}"
    yield f"{counted(revision.word_count, 'word')}, text {_hash(revision.text_sha256)}"


def _change(change: Change) -> str:
    return f"{change.column}: {_value(change.before)} → {_value(change.after)}"


def _value(value: Any) -> str:
    if value is None or value == []:
        return "none"
    text = clock(value) if hasattr(value, "hour") else str(value)
    return text if len(text) <= _MAX_VALUE_CHARS else f"{text[:_MAX_VALUE_CHARS]}…"


def _files(way: Trace) -> Iterator[Text]:
    for file in way.files:
        rows = counted(file.rows, "row")
        yield Text(f"{file.table:<8}  revision {file.revision}  {rows:<9}  {file.path}")


def _story(way: Trace) -> Iterator[Text]:
    if way.story is None:
        return
    shared = way.story.shared_by
    if not shared:
        yield Text(f"{way.story.story_id}: nobody else tells it")
        return
    yield Text(f"{way.story.story_id}, also told by {counted(len(shared), 'article')}:")
    for other in shared[:_MAX_SHARED]:
        name = f"{other.publisher}, " if other.publisher else ""
        yield Text(f"  {other.article_id}  {name}{clock(other.published_at)}")
        yield Text(f"  {other.canonical_url}", style="dim")
    if len(shared) > _MAX_SHARED:
        yield Text(f"  and {len(shared) - _MAX_SHARED:,} more; --format json has all")


def _letters(letters: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    for letter in letters:
        yield Text.assemble(
            f"{clock(letter['occurred_at'])} {letter['step']}: ",
            (letter["code"], "yellow"),
            f" ({CODES.get(letter['code'], 'a code of another version')})",
        )
        yield Text(f"  {letter['detail']}")
        yield Text(f"  attempt {letter['attempt']}, run {letter['run_id']}", style="dim")


def _waits(way: Trace) -> Iterator[Text]:
    for waiting in way.waiting:
        reason = _REASONS.get(waiting.reason, waiting.reason)
        attempt = f", attempt {waiting.attempt}" if waiting.reason == "retry" else ""
        yield Text(
            f"{reason}{attempt}; not before {clock(waiting.due_at)} "
            f"(as generation {waiting.as_of_generation} wrote it down)"
        )
        if not way.entries or len(way.entries) > 1:
            yield Text(f"  {waiting.url or waiting.entry_key}, from {waiting.feed_url}", "dim")


def _made(way: Trace) -> Iterator[Text]:
    """Say what the article was made with; runs with the same versions are told together."""
    alike: dict[tuple[str, str], list[str]] = {}
    for run in way.runs:
        alike.setdefault((made_with(run.versions), run.config_hash), []).append(run.run_id)
    for (words, config_hash), runs in alike.items():
        yield Text(f"{words}; configuration {_hash(config_hash)}")
        yield Text(f"  {counted(len(runs), 'run')}: {', '.join(runs)}", style="dim")


def _hash(digits: str) -> str:
    return f"{digits[:_SHORT]}…"
