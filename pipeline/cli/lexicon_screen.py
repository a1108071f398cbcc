"""Entries of the lexicon as a person reads them."""

from rich.text import Text

from transforms.language.events.lexicon.entries import Frame
from transforms.language.events.wording import conditions


def entry_text(frame: Frame) -> Text:
    """Return an entry as a few lines: the word and what it codes, its conditions, its example."""
    text = Text.assemble((frame.lemma, "bold cyan"), (f" {frame.pos}  ", "dim"))
    text.append(frame.event_type or "no type", "bold" if frame.event_type else "")
    text.append(f" {frame.mode}" if frame.mode else "").append(f"  {frame.source}", "dim")
    if asked := conditions(frame):
        text.append(f"\n  {asked}")
    return text.append(f"\n  “{frame.example}”", "italic")
