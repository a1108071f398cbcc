"""Rules for years and what they hold or lie in: decades, centuries, quarters, halves."""

import re
from datetime import date

from spacy.tokens import Token

from transforms.language.times.grammar import LEAD, RELATION, Found, Reading, Rule, rule, whole
from transforms.language.times.periods import a_century, a_decade, a_half, a_quarter, a_year
from transforms.language.times.placing import STEPS
from transforms.language.times.tense import AHEAD
from transforms.language.times.unit_rules import about_money
from transforms.language.times.words import vocabulary

# Below it a bare number is a year only where the tagger says so too.
_FIRST_PLAIN_YEAR = 1500
# "1600 Martin Luther King Avenue"
_ADDRESS_WORDS = 4
# The tagger's types of numbers that are no years: "2000 soldiers".
_COUNTED = frozenset({"MONEY", "QUANTITY", "PERCENT", "ORDINAL"})


def _bare_year(found: Found) -> Reading | None:
    if not (found.has("lead") or _is_year(found)):
        return None
    return whole(a_year(found.number("year")))


def _is_year(found: Found) -> bool:
    number, token = found.number("year"), found.token(found.start)
    if number > 2100 or token is None or token.ent_type_ == "MONEY" or _before_christ(found):
        return False
    if found.kind_after() in ("UNIT", "UNITS") or found.opened_by_word(
        vocabulary().numbered_things
    ):
        return False
    if (_counts(token) and not found.opened_by("THE")) or _is_house(found):
        return False
    if token.ent_type_ == "DATE" or _stands_alone(found):
        return True
    opened = found.opened_by_word(vocabulary().year_openers)
    return opened and number >= _FIRST_PLAIN_YEAR and token.ent_type_ not in _COUNTED


def _is_house(found: Found) -> bool:
    """Tell the number of a house: "1900 Pennsylvania Avenue"."""
    for distance in range(1, _ADDRESS_WORDS + 1):
        word = found.after(distance)
        if word is None or not word.text[0].isupper():
            return False
        if word.text.lower() in vocabulary().street_words and distance > 1:
            return True
    return False


def _stands_alone(found: Found) -> bool:
    opener = found.before()
    return (opener is None or opener.sense.kind == "GAP") and found.kind_after() in ("", "GAP")


def _before_christ(found: Found) -> bool:
    behind = found.after()
    return behind is not None and behind.text in ("B", "BC", "BCE")


def _counts(token: Token) -> bool:
    return bool(token.dep_ == "nummod" and token.head.tag_ in ("NNS", "NNPS"))


def _years(found: Found) -> Reading | None:
    first, last = found.number("from"), found.number("to")
    if last < 100:
        last += first - first % 100
    if not _FIRST_PLAIN_YEAR <= first < last <= 2100:
        return None
    return Reading("DATE", f"{first}/{last}", date(first, 1, 1), date(last, 12, 31))


def _season_years(found: Found) -> Reading:
    """Read "the 2023/24 season"."""
    first = int(found.sense("years").code[:4])
    last = first - first % 100 + int(found.sense("years").code[5:])
    if last != first + 1:
        raise ValueError("no two years in a row")
    return Reading("DATE", f"{first}/{last}", date(first, 1, 1), date(last, 12, 31))


def _year_of_era(found: Found) -> Reading:
    return whole(a_year(found.number("year")))


def _fiscal_year(found: Found) -> Reading:
    """Read "fiscal 2024": no days, since countries and companies begin it on days of their own."""
    if found.has("code"):
        digits = re.sub(r"\D", "", found.sense("code").code)
        return Reading("DATE", f"FY20{digits[-2:]}")
    return Reading("DATE", f"FY{found.number('year')}")


def _decade(found: Found) -> Reading | None:
    digits = re.sub(r"\D", "", found.sense("decade").code)
    if len(digits) == 2:
        if "'" not in found.sense("decade").code[0] and not found.has("lead"):
            return None  # "in his 60s", "temperatures in the 80s"
        digits = f"19{digits}" if int(digits) > 25 else f"20{digits}"
    return whole(a_decade(int(digits)))


def _century(found: Found) -> Reading | None:
    if found.sense("unit").code != "CE" or _before_christ(found):
        return None
    return whole(a_century(found.number("tens") + found.number("nth")))


def _year_told(found: Found) -> int | None:
    if found.number("year"):
        return found.number("year")
    relation = found.sense("relation").kind if found.has("relation") else "THIS"
    if found.has("unit") and found.sense("unit").code != "Y":
        return None
    return found.context.day.year + STEPS.get(relation, 0)


def _quarter_of_year(found: Found) -> Reading | None:
    year = _year_told(found)
    number = found.number("nth")
    return whole(a_quarter(year, number)) if year and 1 <= number <= 4 else None


def _bare_quarter(found: Found) -> Reading | None:
    number = found.number("nth")
    if not 1 <= number <= 4 or not about_money(found):
        return None
    day = found.context.day
    now = a_quarter(day.year, number)
    if now.first > day and found.direction() != AHEAD:
        now = a_quarter(day.year - 1, number)
    return whole(now)


def _half_of_year(found: Found) -> Reading | None:
    year = _year_told(found)
    number = found.number("nth")
    return whole(a_half(year, number)) if year and number in (1, 2) else None


def _bare_half(found: Found) -> Reading | None:
    number = found.number("nth")
    if number not in (1, 2) or not about_money(found):
        return None
    day = found.context.day
    now = a_half(day.year, number)
    past = now.first > day and found.direction() != AHEAD
    return whole(a_half(day.year - 1, number) if past else now)


_OF_YEAR = f"(?:OF)? (?:(?P<year>YEAR)|(?:THE|(?P<relation>{RELATION})) (?P<unit>UNIT))"

RULES: tuple[Rule, ...] = (
    rule(f"{LEAD} (?P<year>YEAR)", _bare_year),
    rule("(?P<from>YEAR) DASH (?P<to>YEAR|SMALL)", _years),
    rule("(?P<years>SEASONYEARS)", _season_years),
    rule("ERA (?P<year>YEAR|COUNT|SMALL)", _year_of_era),
    rule("(?P<year>YEAR|COUNT|SMALL) ERA", _year_of_era),
    rule("(?:THE)? FISCAL (?:UNIT)? (?P<year>YEAR)", _fiscal_year),
    rule("(?:THE)? (?P<year>YEAR) FISCAL UNIT", _fiscal_year),
    rule("(?P<code>FISCALYEAR)", _fiscal_year),
    rule(f"(?:THE)? {LEAD} (?P<decade>DECADE)", _decade),
    rule(
        f"(?:THE)? {LEAD} (?:(?P<tens>NUMBER) DASH)? (?P<nth>NTH) (?:DASH)? (?P<unit>UNIT)",
        _century,
    ),
    rule(f"(?:THE)? (?P<nth>NTH) (?:DASH)? QUARTER {_OF_YEAR}", _quarter_of_year),
    rule(f"(?P<nth>QCODE) {_OF_YEAR}", _quarter_of_year),
    rule("(?:THE)? (?P<nth>NTH) (?:DASH)? QUARTER", _bare_quarter),
    rule("(?P<nth>QCODE)", _bare_quarter),
    rule(f"(?:THE)? (?P<nth>NTH) (?:DASH)? HALF {_OF_YEAR}", _half_of_year),
    rule("(?:THE)? (?P<nth>NTH) (?:DASH)? HALF", _bare_half),
    rule(f"(?P<nth>HCODE) {_OF_YEAR}", _half_of_year),
    rule("(?P<nth>HCODE)", _bare_half),
)
