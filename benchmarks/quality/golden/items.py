"""An item of a golden article while it is read: values are checked, words become offsets."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn, TypeVar

from benchmarks.quality.golden.gold import Choice, Choices, Days, Named, Words
from benchmarks.quality.golden.spans import occurrences

T = TypeVar("T")

_SUFFIX = re.compile(r"(.+)#([1-9]\d*)", re.DOTALL)


class GoldError(ValueError):
    """A golden article that does not keep to its form."""


@dataclass(frozen=True)
class Item:
    """Where in a golden article the reader is, and what values may be there."""

    file: str
    name: str
    text: str
    entity_ids: frozenset[str]

    def at(self, name: str) -> "Item":
        """Return the item of another name in the same article."""
        return Item(self.file, name, self.text, self.entity_ids)

    def refuse(self, problem: str, value: Any) -> NoReturn:
        """Say what does not fit."""
        raise GoldError(f"{self.file}: {self.name}: {problem}: {value!r}")

    def mapping(self, value: Any, needed: set[str], more: set[str] | None) -> Mapping[str, Any]:
        """Return a mapping that has all needed keys and no unknown ones (any where more is None)."""
        if not isinstance(value, dict):
            self.refuse("no mapping", value)
        if needed - set(value):
            self.refuse(f"lacks {sorted(needed - set(value))}", value)
        if more is not None and set(value) - needed - more:
            self.refuse("unknown keys", sorted(set(value) - needed - more))
        return value

    def each(self, kind: str, values: Any, read: Callable[["Item", Any], T]) -> tuple[T, ...]:
        """Read every value of a list; items are counted from 1."""
        return tuple(read(self.at(f"{kind} {n}"), v) for n, v in enumerate(self.list_of(values), 1))

    def list_of(self, value: Any) -> list[Any]:
        """Return a list; null and a missing one are empty."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse("no list", value)
        return value

    def text_of(self, value: Any) -> str:
        """Return a text that is not empty."""
        if not isinstance(value, str) or not value.strip():
            self.refuse("no text", value)
        return value

    def flag(self, value: Any) -> bool:
        """Return true or false; a missing one is false."""
        if value not in (None, True, False):
            self.refuse("neither true nor false", value)
        return bool(value)

    def one_of(self, allowed: tuple[str, ...], value: Any) -> str:
        """Return one of the allowed values."""
        if value not in allowed:
            self.refuse(f"none of {', '.join(allowed)}", value)
        return str(value)

    def country(self, value: Any) -> str | None:
        """Return two capital letters, or None."""
        if value is not None and not re.fullmatch("[A-Z]{2}", str(value)):
            self.refuse("no country code", value)
        return None if value is None else str(value)

    def day(self, value: Any) -> date:
        """Return a calendar day."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.refuse("no day", value)

    def days(self, value: Any) -> Days:
        """Return first and last day of ``{first, last}`` or ``[first, last]``; None where null."""
        pair = [value.get("first"), value.get("last")] if isinstance(value, dict) else value
        if pair is None or pair == [None, None]:
            return None
        if not isinstance(pair, list) or len(pair) != 2:
            self.refuse("neither null nor first and last", value)
        first, last = self.day(pair[0]), self.day(pair[1])
        if last < first:
            self.refuse("ends before it begins", value)
        return first, last

    def words(self, value: Any) -> Words:
        """Resolve ``words#n``."""
        found = _SUFFIX.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self.refuse("not written words#n", value)
        places = occurrences(found[1], self.text)
        if len(places) < int(found[2]):
            self.refuse(f"words not found (stand there {len(places)} times)", value)
        start, end = places[int(found[2]) - 1]
        return Words(start, end, found[1])

    def choices(self, value: Any) -> Choices:
        """Read the alternatives for one participant."""
        alternatives = tuple(self._choice(v) for v in self.list_of(value))
        if not alternatives:
            self.refuse("no alternative given", value)
        return alternatives

    def _choice(self, value: Any) -> Choice:
        if value is None:
            return None
        if isinstance(value, dict) and set(value) == {"words"}:
            return self.words(value["words"])
        if not isinstance(value, dict) or set(value) != {"entity"}:
            self.refuse("neither {entity: …} nor {words: …} nor null", value)
        if value["entity"] not in self.entity_ids:
            self.refuse("unknown entity", value["entity"])
        return Named(value["entity"])
