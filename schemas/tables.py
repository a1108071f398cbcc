"""All tables of the lake, in the order in which a commit appends to them: state comes last."""

from schemas.accounts import DeadLetter, FeedPoll, Run
from schemas.articles import Article
from schemas.columns import facts_of
from schemas.entities import Entity
from schemas.events import Event
from schemas.quotes import Quote
from schemas.state import Blocked, FeedState, PendingEntry, Seen, Signature

PUBLIC: tuple[type, ...] = (Article, Entity, Event, Quote, DeadLetter, FeedPoll, Run)
STATE: tuple[type, ...] = (Signature, Seen, PendingEntry, FeedState, Blocked)

TABLES: dict[str, type] = {facts_of(t).name: t for t in (*PUBLIC, *STATE)}
"""Record class by table name ("articles", "_state/seen")."""

DATA_TABLES: tuple[str, ...] = tuple(name for name in TABLES if name != facts_of(Run).name)
"""Every table but ``runs``, whose append is the commit itself."""


def versions() -> dict[str, str]:
    """Return the version of every table's schema by ``schema.<table>``."""
    return {f"schema.{name}": facts_of(record).version for name, record in TABLES.items()}
