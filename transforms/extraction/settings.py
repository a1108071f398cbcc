"""How pages are read: the knobs, checked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExtractionSettings:
    """Set once at launch; travels with the graph to every worker.

    The three sizes bound what the parsers do before they start, so that the same page has the
    same fate on any machine; ``page_cap_s`` is the last resort behind them. Of 439 real news
    pages the largest has 2.2 million characters and 8,100 "<" (7,800 outside of scripts), and
    takes 1 s. At the bounds below the worst of 50 hostile pages that we built (15,000 paragraphs, each
    200 elements deep) takes 11 s and 0.4 GB.

    Attributes:
        languages: ISO 639-1 codes of the articles to be kept; None keeps all.
        min_words: shorter texts are no articles. The shortest of 439 real ones has 69 words; news
            flashes of one sentence have 12 and more.
        max_page_chars: longer pages lose their scripts and styles; if that is not enough they are
            refused.
        max_tags: pages with more "<" outside of scripts are refused.
        max_tag_chars: a page with a tag that is longer, attribute values not counted, is refused:
            libxml2 takes quadratic time in the attributes of one tag, 48 s for 200,000.
        page_cap_s: longest time for all parsers of one page together.
        reset_every: pages after which a worker empties the caches of the parsers.
    """

    languages: tuple[str, ...] | None = None
    min_words: int = 10
    max_page_chars: int = 3_000_000
    max_tags: int = 100_000
    max_tag_chars: int = 20_000
    page_cap_s: float = 30.0
    reset_every: int = 500

    def __post_init__(self) -> None:
        """Refuse what cannot work, with the value and what was expected."""
        for name in (
            "min_words",
            "max_page_chars",
            "max_tags",
            "max_tag_chars",
            "page_cap_s",
            "reset_every",
        ):
            if (value := getattr(self, name)) <= 0:
                raise ValueError(f"{name} is {value!r}; expected a number above 0")
        for code in self.languages or ():
            if not (len(code) == 2 and code.isascii() and code.islower()):
                raise ValueError(f"languages has {code!r}; expected ISO 639-1 codes such as 'en'")
