"""Entries of the lexicon as a person reads them."""

from collections.abc import Iterable

from rich.text import Text

from transforms.language.events.lexicon import Frame


def entry_text(frame: Frame) -> Text:
    """Return an entry as a few lines: the word and what it codes, its conditions, its example."""
    text = Text.assemble((frame.lemma, "bold cyan"), (f" {frame.pos}  ", "dim"))
    text.append(frame.event_type or "no type", "bold" if frame.event_type else "")
    text.append(f" {frame.mode}" if frame.mode else "").append(f"  {frame.source}", "dim")
    if asked := conditions(frame):
        text.append(f"\n  {asked}")
    return text.append(f"\n  “{frame.example}”", "italic")


def conditions(frame: Frame) -> str:
    """Write what must stand beside the word, and where its recipient is looked for."""
    asked = {
        "particle": frame.particle,
        "preposition": _either(frame.prep),
        "of it": _either(frame.pobj),
        "object": _either(frame.object),
        "subject": _either(frame.subject),
        "noun before": _either(frame.modifier),
        "clause": frame.clause,
        "not": _either(frame.without),
        "recipient": _either(frame.recipient),
        "of names the": frame.of,
    }
    return "; ".join(f"{name} {value}" for name, value in asked.items() if value)


def _either(words: Iterable[str]) -> str:
    return ", ".join(sorted(words) if isinstance(words, frozenset) else words)
