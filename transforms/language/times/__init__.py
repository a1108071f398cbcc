"""Times: which days the words of an article name, read about its date."""

from transforms.language.times.conflict import date_conflict
from transforms.language.times.finder import find_times

__all__ = ["date_conflict", "find_times"]
