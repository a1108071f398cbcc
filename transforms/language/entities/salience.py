"""How much an article is about each of its entities."""

import math

from schemas.entities import EntityMention

SHARE_OF_COUNT, SHARE_OF_POSITION, SHARE_OF_TITLE = 0.5, 0.3, 0.2


def salience(
    mentions: tuple[EntityMention, ...], most: int, text_length: int, in_title: bool
) -> float:
    """Return a weight from 0 to 1.

    Half of it is the number of mentions against the article's most mentioned entity (logarithms,
    so that the tenth mention adds less than the second), three tenths how early the first one
    stands, two tenths whether the headline names it: the signs that Dunietz and Gillick (2014,
    "A New Entity Salience Task with Millions of Training Examples") found to carry most.

    Args:
        mentions: the entity's mentions, in order; at least one.
        most: number of mentions of the most mentioned entity.
        text_length: of the article, in characters.
        in_title: whether the headline names the entity.
    """
    count = math.log1p(len(mentions)) / math.log1p(max(most, 1))
    position = 1.0 - mentions[0].start / max(text_length, 1)
    total = SHARE_OF_COUNT * count + SHARE_OF_POSITION * position + SHARE_OF_TITLE * in_title
    return round(min(max(total, 0.0), 1.0), 4)
