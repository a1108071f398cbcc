"""Rules for lengths ("seven months", "30-day") and repetitions ("nightly", "every Thursday")."""

from transforms.language.times.grammar import Found, Reading, Rule, quantity, rule
from transforms.language.times.periods import duration, period_of, plain_number, shifted
from transforms.language.times.tense import AHEAD, governing_verb

_HOURS_OF_DAY = 24
_YEARS_OF_QUARTER_CENTURY = 25


def _length(found: Found) -> Reading | None:
    if found.kind_after() in ("OLD", "AGO"):
        return None
    if found.kind_after() == "DASH" and found.kind_after(2) in ("LONG", "OLD"):
        return None
    unit = found.sense("unit")
    if found.sense("count").kind == "A" and len(found.senses("count")) == 1 and _is_rate(found):
        return Reading("SET", duration(unit.number, unit.code))
    senses = found.senses("count") + found.senses("half")
    count = None if found.has("other") else quantity(senses)
    length = None if count is None else count * unit.number
    value = duration(length, unit.code)
    if length is None or (unit.code.startswith("T") and not _fills_days(length, unit.code)):
        return Reading("DURATION", value)
    return _anchored(found, length, unit.code, value)


def _fills_days(length: float, unit: str) -> bool:
    return unit == "TH" and length >= _HOURS_OF_DAY


def _straight(found: Found) -> Reading:
    """Read "the third straight week" and "a second day running": that many, one after another."""
    unit = found.sense("unit")
    return Reading("DURATION", duration(found.number("nth") * unit.number, unit.code))


def _weekends(found: Found) -> Reading:
    count = quantity(found.senses("count"))
    return Reading("DURATION", "PXWE" if count is None else f"P{plain_number(count)}WE")


def _quarters_of(found: Found) -> Reading:
    """Read "a quarter of a century" and "three-quarters of an hour"."""
    unit, quarters = found.sense("unit"), found.number("count") or 1
    if unit.code == "CE":
        years = _YEARS_OF_QUARTER_CENTURY * quarters
        return _anchored(found, years, "Y", duration(years, "Y"))
    return Reading("DURATION", duration(quarters * unit.number / 4, unit.code))


def _is_rate(found: Found) -> bool:
    """Tell "$35,000 a month" and "800 people a day" from "for a month" and "waited a day"."""
    before, unit = found.before(), found.token(found.end - 1)
    if before is not None and (before.text.isdigit() or before.sense.kind == "UNITS"):
        return True
    return (
        unit is not None
        and unit.dep_ == "npadvmod"
        and unit.head.pos_ == "NOUN"
        and any(child.pos_ == "NUM" for child in unit.head.children)
    )


def _anchored(found: Found, length: float, unit: str, value: str) -> Reading:
    """Give days to a length that reaches to the article's day, or is counted from it."""
    day = found.context.day
    if found.opened_by("FOR") and _lasts_until_now(found):
        return Reading("DURATION", value, shifted(day, -length, unit), day)
    if found.opened_by("IN") and found.direction() == AHEAD:
        then = shifted(day, length, unit)
        coarse = unit if unit in ("M", "Y") else "D"
        return Reading("DATE", period_of(then, coarse).value, then, then)
    return Reading("DURATION", value)


def _lasts_until_now(found: Found) -> bool:
    """Tell "has been trying for seven months" from "was jailed for seven months"."""
    verb = governing_verb(found.context.document.doc, found.start, found.end)
    if verb is None:
        sentence = found.context.document.doc.char_span(
            found.start, found.end, alignment_mode="expand"
        )
        return sentence is not None and not any(t.pos_ in ("VERB", "AUX") for t in sentence.sent)
    helpers = [t for t in verb.children if t.dep_ in ("aux", "auxpass")]
    return any(t.lemma_ == "have" and t.tag_ in ("VBZ", "VBP") for t in helpers)


def _adjective(found: Found) -> Reading | None:
    """Read "30-day", but not "30-day-old" or "a 20-year-old"."""
    if found.kind_after() == "DASH" and found.kind_after(2) == "OLD":
        return None
    unit = found.sense("unit")
    count = quantity(found.senses("count")) if found.has("count") else 1.0
    return Reading("DURATION", duration(None if count is None else count * unit.number, unit.code))


def _some(found: Found) -> Reading | None:
    """Read "for months" and "hours after": a length that nobody counted."""
    counted = found.kind_after() in ("AFTER", "EARLIER", "LATER", "LONG")
    if not counted and not found.opened_by("FOR", "WITHIN"):
        return None
    return Reading("DURATION", duration(None, found.sense("unit").code))


def _length_word(found: Found) -> Reading:
    return Reading("DURATION", found.sense("word").code)


def _repetition(found: Found) -> Reading | None:
    item = found.context.lexemes.items[found.match.start()]
    token = found.context.document.doc.char_span(item.start, item.end, alignment_mode="expand")
    # "Daily Mail", "Weekly Standard": the tagger knows most names, capitals give the rest away.
    if token is None or token[0].pos_ == "PROPN" or token[0].ent_type_ in ("ORG", "WORK_OF_ART"):
        return None
    return Reading("SET", found.sense("word").code)


def _every(found: Found) -> Reading | None:
    if found.has("weekday"):
        return Reading("SET", f"XXXX-WXX-{found.number('weekday')}")
    if found.has("month"):
        return Reading("SET", f"XXXX-{found.number('month'):02d}")
    if found.has("part"):
        return Reading("SET", f"XXXX-XX-XXT{found.sense('part').code}")
    if found.has("season"):
        return Reading("SET", f"XXXX-{found.sense('season').code}")
    unit = found.sense("unit")
    other = 2 if found.has("other") else 0
    count = found.number("nth") or found.number("count") or other or 1
    return Reading("SET", duration(count * unit.number, unit.code))


_UNIT = "(?P<unit>UNITANY)"

RULES: tuple[Rule, ...] = (
    rule(f"ABOUT (?P<count>QUANTITY) (?P<half>AND A HALF)? (?:STRAIGHT|MORE)? {_UNIT}", _length),
    rule(f"(?:THE|A)? (?P<nth>NTH) STRAIGHT {_UNIT}", _straight),
    rule(f"(?:THE|A)? (?P<nth>NTH) {_UNIT} (?:RUNNING|IN A ROW)", _straight),
    rule("ABOUT (?P<count>QUANTITY) (?:STRAIGHT)? WEEKENDS", _weekends),
    rule("(?:A|(?P<count>NUMBER) (?:DASH)?) QUARTER OF A (?P<unit>UNIT)", _quarters_of),
    rule(f"ABOUT (?P<count>QUANTITY) (?P<other>(?:TO|OR|DASH) QUANTITY) {_UNIT}", _length),
    rule(f"(?P<count>A) {_UNIT} (?P<half>AND A HALF)", _length),
    rule("(?P<count>QUANTITY) DASH (?P<unit>UNIT) (?:DASH LONG)?", _adjective),
    rule("(?P<unit>UNIT) DASH LONG", _adjective),
    rule("(?P<unit>UNITS)", _some),
    rule("(?P<word>LENGTH)", _length_word),
    rule("(?P<word>REPETITION)", _repetition),
    rule(
        "EVERY (?:(?P<nth>NTH)|(?P<count>NUMBER|SMALL)|(?P<other>ALTERNATE))? (?:(?P<unit>UNITANY)|(?P<weekday>WEEKDAY)|(?P<month>MONTH)|(?P<part>PART)|(?P<season>SEASON))",
        _every,
    ),
    rule("(?P<weekday>WEEKDAYS)", _every),
    rule("(?:ONCE|(?:NUMBER|SMALL) TIMES) (?:A|EVERY) (?P<unit>UNIT)", _every),
)
