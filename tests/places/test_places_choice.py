"""Which place of a name an article means: a wrong choice moves the news across an ocean.

A known limit, left out: a city known to the world beside many places of one far country may be taken
for a namesake there ("Geneva" with "New York" and "Chicago").
"""

import pytest

from transforms.language.places.candidates import MAX_CANDIDATES, Asked, found_by
from transforms.language.places.choice import chosen
from transforms.language.places.names import without_region_word
from transforms.language.places.place import Place
from transforms.language.spelling import normalised
from transforms.language.view import Name, Surface


def asked(text: str) -> Asked:
    """Ask for a name without words beside it."""
    surface = Surface(normalised(text), (Name(0, 1, 0, len(text), text, "GPE"),))
    stem = without_region_word(surface.key)
    return Asked(surface, stem, found_by(surface, stem, False)[:MAX_CANDIDATES], ())


def place(name: str, others: list[str], host: str | None = None, **countries: int) -> Place:
    """Return what a name means among others."""
    found = chosen([asked(text) for text in [name, *others]], countries, host)[0]
    assert found is not None
    return found


CASES: list[tuple[str, list[str], str]] = [
    ("Paris", ["Lamar County", "Texas", "Dallas"], "US-TX"),
    ("Paris", ["United States", "New York"], "FR"),
    ("Paris", [], "FR"),
    ("London", ["Canada"], "GB"),
    ("London", ["Toronto", "Ontario", "Windsor", "Middlesex County"], "CA"),
    ("Washington", ["Moscow", "Kyiv"], "US-DC"),
    ("Washington", ["New York", "Boston"], "US-DC"),
    ("Washington", ["Oregon", "Idaho", "California"], "US-WA"),
    ("Washington", [], "US-DC"),
    ("Washington", ["Seattle", "Spokane", "Oregon"], "US-WA"),
    ("Washington", ["California", "Los Angeles"], "US-DC"),
    ("Washington", ["Texas", "Iraq"], "US-DC"),
    ("Georgia", ["Russia", "Tbilisi"], "GE"),
    ("Georgia", ["Alabama", "Atlanta"], "US-GA"),
    ("Georgia", ["Russia"], "GE"),
    ("Georgia", ["Ukraine", "Moldova"], "GE"),
    ("Georgia", [], "GE"),
    ("Georgia", ["Florida", "Texas"], "US-GA"),
    ("Georgia", ["United States", "Russia"], "GE"),
    ("Georgia", ["Atlanta", "Savannah"], "US-GA"),
    ("Birmingham", ["London", "Manchester"], "GB"),
    ("Birmingham", ["Montgomery", "Alabama"], "US-AL"),
    ("Cambridge", ["Boston", "Massachusetts"], "US-MA"),
    ("Cambridge", ["London"], "GB"),
    ("New York", [], "town"),
    ("New York", ["London", "Tokyo"], "town"),
    ("New York", ["Brooklyn", "Manhattan"], "town"),
    ("New York", ["Washington", "Los Angeles"], "town"),
    ("New York", ["Ohio", "Michigan", "Pennsylvania"], "region"),
    ("Alexandria", ["Cairo", "Egypt"], "EG"),
    ("Alexandria", ["Virginia", "Washington"], "US-VA"),
    ("Alexandria", [], "EG"),
    ("Tripoli", ["Lebanon", "Beirut"], "LB"),
    ("Tripoli", ["Libya"], "LY"),
    ("Hyderabad", ["India"], "IN"),
    ("Hyderabad", ["Karachi", "Pakistan"], "PK"),
    ("Santiago", ["Chile"], "CL"),
    ("Valencia", ["Spain"], "ES"),
    ("Valencia", ["Venezuela", "Caracas"], "VE"),
    ("San Jose", ["Costa Rica"], "CR"),
    ("San Jose", ["California"], "US-CA"),
    ("Perth", ["Scotland", "Edinburgh"], "GB"),
    ("Perth", ["Sydney"], "AU"),
    ("Moscow", ["United States"], "RU"),
    ("Moscow", ["Washington", "New York"], "RU"),
    ("Lima", ["Toledo", "Cleveland", "Ohio"], "US-OH"),
    ("Lima", ["Peru"], "PE"),
    ("Odessa", ["Midland", "Texas"], "US-TX"),
    ("Odessa", ["Ukraine", "Kyiv"], "UA"),
    ("Springfield", ["Illinois", "Chicago"], "US-IL"),
    ("Springfield", ["Massachusetts", "Hartford"], "US-MA"),
    ("Melbourne", ["Florida", "Orlando"], "US-FL"),
    ("Melbourne", ["Sydney", "London"], "AU"),
    ("Berlin", ["United States", "Germany"], "DE"),
    ("Athens", ["Atlanta", "Georgia"], "US-GA"),
    ("Athens", ["Greece"], "GR"),
    ("Rome", ["Milan"], "IT"),
    ("Naples", ["Fort Myers", "Miami", "Florida"], "US-FL"),
    ("Naples", ["Rome"], "IT"),
    ("Jordan", ["Israel"], "JO"),
    ("Lebanon", ["Syria"], "LB"),
    ("Mexico", ["Missouri", "St. Louis"], "MX"),
    ("Dublin", ["Columbus", "Ohio", "Franklin County"], "US-OH"),
    ("Dublin", ["London"], "IE"),
    ("Victoria", ["Vancouver", "British Columbia"], "CA"),
    ("Victoria", ["Sydney", "Queensland"], "AU-VIC"),
    ("Kingston", ["Jamaica"], "JM"),
    ("Kingston", ["Ottawa", "Ontario"], "CA"),
    ("Delhi", ["Mumbai"], "IN"),
    ("Cordoba", ["Buenos Aires"], "AR"),
    ("Cordoba", ["Seville"], "ES"),
    ("Wellington", ["Auckland"], "NZ"),
    ("Hamilton", ["Toronto", "Ontario"], "CA"),
    ("Hamilton", ["Auckland", "Wellington"], "NZ"),
    ("Manchester", ["Concord", "New Hampshire"], "US-NH"),
    ("Richmond", ["Virginia", "Norfolk"], "US-VA"),
    ("Sudan", ["Egypt", "Darfur"], "SD"),
    ("Kharkiv", ["Kyiv"], "town"),
    ("Moscow", ["Tver", "Kaluga"], "town"),
    ("Lagos", ["Nigeria"], "NG"),
    ("Lagos", ["Portugal", "Faro", "Algarve"], "PT"),
    ("Aleppo", ["Damascus"], "SY"),
    ("Kansas City", ["Missouri"], "US-MO"),
    ("Portland", ["Maine"], "US-ME"),
    ("Portland", ["Seattle"], "US-OR"),
    ("Rome", ["Georgia", "Atlanta"], "US-GA"),
    ("China", ["Japan", "United Kingdom"], "CN"),
    ("Ontario", ["Manitoba", "British Columbia", "Alberta"], "CA-ON"),
    ("Moscow", ["Texas", "Chicago", "Boston"], "RU"),
    ("Mexico", ["Texas", "California"], "MX"),
    ("Berlin", ["Ohio", "Michigan", "Chicago"], "DE"),
    ("Delhi", ["New York", "Louisiana"], "IN"),
    ("Vienna", ["Virginia", "Fairfax County"], "US-VA"),
    ("Vienna", ["New York", "Iran"], "AT"),
    ("Cairo", ["Beirut"], "EG"),
]


@pytest.mark.parametrize(("name", "others", "expected"), CASES)
def test_the_other_places_decide(name: str, others: list[str], expected: str) -> None:
    found = place(name, others)
    assert expected in (found.code, found.country, found.kind)


def test_peoples_and_the_domain_speak_for_their_country() -> None:
    assert place("Cambridge", []).country == "GB"
    assert place("Cambridge", ["Barton"], "www.cambridge-news.co.uk").country == "GB"
    assert place("Hyderabad", []).country == "IN"
    assert place("Hyderabad", [], PK=3).country == "PK"
    assert place("Georgia", [], "civil.ge").code == "GE"


def test_size_says_less_of_the_papers_own_town() -> None:
    around = ["Texas"]
    assert place("Paris", around).country == "FR"
    assert place("Paris", around, "www.paristimes.example").code == "US-TX"


def test_a_name_without_places_means_none() -> None:
    assert chosen([asked("Qwertyville")], {}, None) == [None]
    assert chosen([], {}, None) == []
