"""The language of a text: what the page claims, and what the text looks like."""

import re
from collections.abc import Collection

from transforms.extraction.cleaning import count_words
from transforms.extraction.parsers import detected_language, language_scores

_LONG_WORDS = 40
"""From here on the text decides: py3langid is right on all but mixed texts of that length."""

_SAMPLE_CHARS = 5_000

_CODE = re.compile(r"[a-z]{2,3}(?=$|[-_])")

# ISO 639-2 codes that pages use where ISO 639-1 has one too.
_SHORT = {
    "eng": "en",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
}

# Languages that a detector of letter sequences cannot tell apart: the page's claim stands.
_ALIKE = (
    frozenset({"nb", "nn", "no", "da"}),
    frozenset({"bs", "hr", "sr"}),
    frozenset({"id", "ms"}),
    frozenset({"cs", "sk"}),
    frozenset({"gl", "pt"}),
)


def language_code(claim: str | None) -> str | None:
    """Return the ISO 639-1 code at the start of a language tag ("en-GB" → "en"); None without."""
    found = _CODE.match(claim.strip().lower()) if claim else None
    if not found:
        return None
    code = _SHORT.get(found[0], found[0])
    return code if len(code) == 2 else None


NEAR = 12.0
"""Differences of log-likelihood that say nothing: of short English headlines with foreign names the
best language is up to 7 ahead, of French, German and Spanish ones English is 16 and more behind."""


def usual_language(text: str, usual: Collection[str]) -> str | None:
    """Return the language of a text of which nobody says anything.

    Args:
        text: may be a few words, on which a detector is often wrong.
        usual: languages that the user reads; one of them that fits nearly as well as the best is
            meant.
    """
    scores = language_scores(text[:_SAMPLE_CHARS])
    best = max(scores.values())
    fitting = [code for code in usual if scores.get(code, float("-inf")) >= best - NEAR]
    if fitting:
        return max(fitting, key=lambda code: scores[code])
    return choose_language(text, [])


def choose_language(text: str, claims: list[str | None]) -> str | None:
    """Return the ISO 639-1 code of a text.

    Args:
        text: the body; on long texts it decides against the claims, but not between languages
            that look alike.
        claims: language tags of the page and of the feed, the more credible first.
    """
    claimed = next((code for claim in claims if (code := language_code(claim))), None)
    if claimed and count_words(text[:_SAMPLE_CHARS]) < _LONG_WORDS:
        return claimed
    detected = language_code(detected_language(text[:_SAMPLE_CHARS]))
    if claimed and any({claimed, detected} <= alike for alike in _ALIKE):
        return claimed
    return detected or claimed
