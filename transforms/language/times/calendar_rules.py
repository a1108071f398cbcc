"""Rules for months, seasons and holidays."""

from transforms.language.times.grammar import LEAD, RELATION, Found, Reading, Rule, rule, whole
from transforms.language.times.holidays import holidays
from transforms.language.times.periods import Cycle, a_day, a_month
from transforms.language.times.placing import YEAR, has_year, related, told_year
from transforms.language.times.words import vocabulary

# The tagger's types of names that a month, weekday or holiday may be a part of.
_NAMES = frozenset({"PERSON", "ORG", "FAC", "PRODUCT", "WORK_OF_ART"})
_LINKS = ("AND", "TO", "DASH", "OR")


def _month(found: Found) -> Reading | None:
    item = found.context.lexemes.items[found.match.start("month")]
    token = found.token(item.start)
    if found.has("year"):
        return whole(a_month(told_year(found), found.number("month")))
    if token is None or (found.has("yearly") and found.sense("yearunit").code != "Y"):
        return None
    words = vocabulary()
    sure = (
        found.has("lead")
        or found.has("relation")
        or has_year(found)
        or found.opened_by_word(words.sure_month_openers)
        or _beside_a_month(found)
    )
    opened = sure or found.opened_by("THE") or found.opened_by_word(words.month_openers)
    tagged = opened and token.ent_type_ == "DATE" and not _is_infinitive(found)
    if item.text.rstrip(".").lower() in words.ambiguous_months and (
        not (sure or tagged) or token.ent_type_ in ("PERSON", "ORG")
    ):
        return None
    if not opened and token.ent_type_ in _NAMES:
        return None  # "August Wilson", "Black September"
    return related(Cycle(month=found.number("month")), found)


def _beside_a_month(found: Found) -> bool:
    """Tell "between May and September" from "Theresa May and April Smith"."""
    if found.kind_after() in _LINKS and found.kind_after(2) == "MONTH":
        other, opener = found.after(2), found.before()
    else:
        link, other, opener = found.before(), found.before(2), found.before(3)
        if link is None or link.sense.kind not in _LINKS:
            return False
    if other is None or other.sense.kind != "MONTH":
        return False
    words = vocabulary()
    opened = opener is not None and opener.text.lower() in words.month_openers
    return opened or other.text.rstrip(".").lower() not in words.ambiguous_months


def _is_infinitive(found: Found) -> bool:
    """Tell "they are to March on the capital", which the tagger takes for a month."""
    before = found.before(2)
    if not found.opened_by_word(frozenset({"to"})) or before is None:
        return False
    token = found.token(before.start)
    return token is not None and (
        token.pos_ == "AUX" or token.lemma_.lower() in vocabulary().tense.plan_words
    )


def _season(found: Found) -> Reading | None:
    if not (found.has("relation") or has_year(found) or _in_the(found)):
        return None
    return related(_season_cycle(found, "season"), found)


def _season_cycle(found: Found, group: str) -> Cycle:
    month = found.number(group)
    if found.context.southern:
        month = (month + 5) % 12 + 1
    return Cycle(month=month, season=found.sense(group).code)


def _in_the(found: Found) -> bool:
    """Tell "in the fall" from "the fall of the city" and "summer camp"."""
    if found.opened_by("BY", "SINCE", "TO"):
        return True
    if found.kind_after() == "OF":
        return False
    return found.has("the") and found.opened_by_word(vocabulary().month_openers)


def _seasons_ago(found: Found) -> Reading:
    """Count from the last one that is over: one summer ago, told in July, was last year."""
    cycle = _season_cycle(found, "seasons")
    latest = cycle.latest(found.context.day)
    over = latest.first.year - (latest.last >= found.context.day)
    return whole(cycle.in_year(over - found.number("count") + 1))


def _holiday(found: Found) -> Reading | None:
    holiday = holidays()[found.sense("holiday").code]
    if _in_a_longer_name(found):
        return None
    if holiday.once is not None:
        return whole(a_day(holiday.once))
    days = holiday.rule(found.context.document.publisher_country)
    return Reading("DATE", None) if days is None else related(Cycle(holiday=days), found)


def _in_a_longer_name(found: Found) -> bool:
    """Tell "Christmas tree" and "Black Friday Sale Inc" from "the Christmas Day attack"."""
    token = found.token(found.context.lexemes.items[found.match.end("holiday") - 1].end - 1)
    if token is None:
        return False
    if token.dep_ == "compound" and " " not in found.sense("holiday").code:
        return True
    behind = token.i + 1
    return (
        token.ent_type_ in _NAMES
        and behind < len(token.doc)
        and token.doc[behind].ent_iob_ == "I"
        and token.doc[behind].pos_ == "PROPN"
    )


RULES: tuple[Rule, ...] = (
    rule(f"{LEAD} (?P<relation>{RELATION}|THAT)? (?P<month>MONTH) {YEAR}", _month),
    rule(f"(?P<the>THE)? {LEAD} (?P<relation>{RELATION})? (?P<season>SEASON) {YEAR}", _season),
    rule("(?P<count>NUMBER|SMALL) (?P<seasons>SEASONS) AGO", _seasons_ago),
    rule(f"(?P<relation>{RELATION})? (?P<holiday>HOLIDAY) {YEAR}", _holiday),
)
