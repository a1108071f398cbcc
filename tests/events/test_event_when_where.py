"""Time and place: by attachment, never by mere co-occurrence."""

from collections.abc import Callable

import pytest

from transforms.language.events import FoundEvent

Coder = Callable[[str], list[FoundEvent]]

TIMES = [
    ("A court convicted the mayor on Monday and sentenced him to death.", "sentenced", "Monday"),
    ("The fighting broke out on April 19, when rebels shelled the post.", "shelled", "April 19"),
    ("Farmers blocked the road for three hours on Monday.", "blocked", "Monday"),
    ("Soldiers were deployed during protests in 2017.", "deployed", "2017"),
    ("An earthquake in April 2016 killed 600 people.", "killed", "April 2016"),
    ("The envoy arrived on Monday and will meet the king.", "meet", None),
]


@pytest.mark.parametrize(("text", "trigger", "words"), TIMES)
def test_time(coded: Coder, text: str, trigger: str, words: str | None) -> None:
    """Else events stand under the article's day instead of their own."""
    event = next(e for e in coded(text) if e.trigger == trigger)
    assert event.time_text == words


PLACES = [
    ("Rebels attacked a school in Lagos.", "attacked", "Lagos"),
    ("The army freed nine men at a crossing near Kampala.", "freed", "Kampala"),
    ("Police in Lagos arrested two singers.", "arrested", "Lagos"),
    ("Thousands marched through Nairobi.", "marched", "Nairobi"),
    ("Kenya sent 200 soldiers to Haiti.", "sent", "Haiti"),
    ("The envoy praised the judges in Lagos.", "praised", None),
    # a place before the clause holds for the deeds that share its subject
    ("In Beirut, students gathered and burned tyres.", "burned", "Beirut"),
    ("Speaking in Nairobi, the envoy urged both sides to stop.", "urged", "Nairobi"),
    # deeper in the phrases that hang on the verb
    ("A court in Lima convicted the mayor of fraud.", "convicted", "Lima"),
    ("Rescuers pulled a boy from the rubble of a house in Hatay.", "pulled", "Hatay"),
    ("Rebels ambushed a convoy on a road in northern Mali.", "ambushed", "Mali"),
    ("A bomb at a market in Kano wounded twelve people.", "wounded", "Kano"),
    ("Two men were shot during clashes in Goma.", "shot", "Goma"),
    # what carries an event noun says where it was
    ("The talks took place in Geneva on Tuesday.", "talks", "Geneva"),
    ("The summit, planned for May in Lima, will discuss fish.", "summit", "Lima"),
    ("The two presidents flew to Doha for talks.", "talks", "Doha"),
    ("The talks between the two kings were moved to Muscat.", "talks", "Muscat"),
    ("The envoys met Monday in Oslo.", "met", "Oslo"),
    ("Ministers signed an agreement in Lima.", "signed", "Lima"),
    ("The minister held talks with officials in Kyiv.", "talks", "Kyiv"),
    ("An attack on a convoy near Goma left nine dead.", "attack", "Goma"),
    ("A Lima court jailed the mayor for six years.", "jailed", "Lima"),
    ("Rescuers pulled a girl alive from the ruins of a school in Lima.", "pulled", "Lima"),
    # people are where they are sent; what is given stays with the receiver
    ("Kenya sent doctors to Goma.", "sent", "Goma"),
    ("Norway donated 40 million euros to Lebanon.", "donated", None),
    ("The men were transferred to a prison in Ondo.", "transferred", "Ondo"),
    # places without a name
    ("A suicide bomber killed nine people at a checkpoint.", "killed", "checkpoint"),
    ("Jets bombed a village on Tuesday.", "bombed", "village"),
    ("Dozens of reporters were killed in the country.", "killed", "country"),
    ("A passenger died on the plane.", "died", "plane"),
    ("Drivers blocked a mountain road.", "blocked", "mountain road"),
    ("The suspects were taken to a barracks.", "taken", "barracks"),
    ("The ministry sent workers to clear roads.", "sent", None),
    ("Police arrested three men in the Tarumbo district.", "arrested", "Tarumbo"),
    ("The deal was signed in the Kenyan capital.", "signed", "Kenyan capital"),
    ("Nairobi was calm. The deal was signed in the Kenyan capital.", "signed", "Nairobi"),
    ("Fans threw bottles at police in Marseille.", "threw", "Marseille"),
    ("Two men were shot dead by gunmen near Goma.", "shot", "Goma"),
    ("Gunmen killed a teacher and a nurse near Goma.", "killed", "Goma"),
    ("Nurses in neighbouring Spain, who won a raise, cheered.", "won", "Spain"),
    ("Envoys met on the sidelines of a conference in Munich.", "met", "Munich"),
    ("A drone was shot down over Odesa.", "shot", "Odesa"),
    ("The envoy, speaking in Geneva, accused Israel of lying.", "accused", "Geneva"),
    ("Three soldiers died when a convoy was ambushed in Mali.", "died", "Mali"),
    ("Jets bombed a depot in Kano, killing ten people.", "killing", "Kano"),
    ("Rebels attacked Goma and killed nine people.", "killed", "Goma"),
    ("Masked men broke into a museum in Lima.", "broke", "Lima"),
    ("The flood swept away two bridges on the Limpopo.", "swept", "Limpopo"),
    ("The army sent the rebels back to the border.", "sent", "border"),
    ("Nine inmates escaped from a prison.", "escaped", "prison"),
    ("Soldiers returned to their barracks.", "returned", "their barracks"),
    # told again
    ("Rebels seized Goma on Monday. Nine people were killed in the city.", "killed", "Goma"),
    ("Rebels seized Goma on Monday. Nine people were killed there.", "killed", "Goma"),
    ("Kenya was calm. Nine people were killed in the city.", "killed", "city"),
    ("Goma is calm. Two men were shot in the northern city.", "shot", "northern city"),
    ("The chief was charged in court.", "charged", None),
    ("Two men were arrested in a state of shock.", "arrested", None),
    ("Troops fired at a bus.", "fired", None),
]


@pytest.mark.parametrize(("text", "trigger", "name"), PLACES)
def test_place(coded: Coder, text: str, trigger: str, name: str | None) -> None:
    """Else maps show events where somebody was only mentioned, or none at all."""
    event = next(e for e in coded(text) if e.trigger == trigger)
    assert (event.place.name if event.place else None) == name
