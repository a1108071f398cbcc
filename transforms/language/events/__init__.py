"""Events: who did what to whom, when and where, whether it happened, and who says so."""

from transforms.language.events.finder import find_events
from transforms.language.events.found import FoundEvent

__all__ = ["FoundEvent", "find_events"]
