"""Every way a record can fail. What is not here is a bug or a bad configuration, and crashes.

RecordError                     the record's fault, or the world's: it becomes a dead letter
├── SchemaError                 the record does not fit its table
├── FeedError                   the feed as a whole cannot be used
├── EntryError                  an entry cannot lead to an article
├── FetchError                  the page or feed could not be had
│   └── PassingError            … this time: worth another try
├── ExtractionError             the page gives no article
├── DocumentError               a document given to `annotate` cannot be used
└── ParserFailed                a third-party parser raised or took too long

Each error carries a code from ``CODES`` and a detail for people: what was wrong, the value, where.
"""

from typing import Final

CODES: Final[dict[str, str]] = {
    # SchemaError
    "unknown_field": "the record has a field that the table has not",
    "missing_field": "a field of the table is missing from the record",
    "null_field": "a required field is null",
    "wrong_type": "a value does not have the type of its column",
    "value_not_allowed": "a value is not one of those the column may have",
    "naive_datetime": "a time without a zone",
    "offset_out_of_range": "start and end do not lie within the article's text",
    "offset_text_mismatch": "the words at start and end are not the words of the row",
    "out_of_range": "a number or date is outside what its column can hold",
    # FeedError
    "feed_not_a_feed": "the body is no RSS, Atom or RDF; often a web page",
    "feed_empty_body": "the body is empty",
    "feed_broken": "the XML is broken and no entry could be read",
    "feed_declares_entities": "the body declares XML entities, refused and not expanded",
    "feed_too_many_entries": "entries past the limit of one feed were left out",
    # EntryError
    "entry_without_link": "the entry has neither a link nor a text of its own",
    "entry_link_invalid": "the link is no http(s) address",
    # FetchError
    "invalid_url": "the address cannot be parsed",
    "secret_not_set": "the address names a variable that the worker's environment has not",
    "scheme_not_allowed": "only http and https are fetched",
    "address_not_public": "the host resolves to an address that is not public",
    "robots_disallowed": "robots.txt does not allow it, or could not be had (5xx)",
    "tls_failed": "the TLS handshake failed",
    "too_many_redirects": "more than 10 redirects",
    "redirect_without_location": "a redirect that says not where to",
    "body_too_large": "more bytes than `fetch.max_body_bytes`, after decompression",
    "bad_encoding": "the content encoding could not be undone",
    "protocol_error": "the server does not speak HTTP properly",
    "http_not_found": "404",
    "http_gone": "410",
    "http_forbidden": "401, 402, 403 or 451",
    "http_error": "any other status of 400 and above that is not worth another try",
    "bot_challenge": "the server answers with a challenge for browsers",
    # PassingError
    "dns_failed": "the host name could not be resolved",
    "connect_failed": "no connection to the server",
    "connection_lost": "the server closed the connection before the end",
    "timed_out": "the exchange took longer than `fetch.timeout_s`",
    "http_throttled": "429 or 503: the server asks for a pause",
    "http_unavailable": "408, 425, 500, 502, 504, 522 or 524",
    # ExtractionError
    "not_html": "the response is neither HTML nor plain text",
    "page_empty": "the response has no body",
    "page_too_large": "the page has more text or markup than can be parsed in bounded time",
    "no_text": "no body text was found on the page",
    "too_short": "the body text is too short for an article",
    "home_page": "the address leads to a home page instead of the article",
    "consent_page": "the page asks for consent instead of showing the article",
    "blocked": "the article was taken down with `newsbeam forget` and is not taken up again",
    "language_filtered": "the article is in a language that the configuration leaves out",
    # DocumentError
    "invalid_json": "the line is not a JSON object",
    "invalid_document": "the document lacks what is needed, or has what is not known",
    "invalid_unicode": "the text has half a surrogate pair, which no encoding can write",
    "date_missing": "no publication date is given and the page shows none",
    # ParserFailed
    "parser_failed": "a parser raised an error on this input",
    "parser_timed_out": "a parser took longer than its time cap",
}


class RecordError(Exception):
    """A record that cannot be used; ``str`` of it is the detail for people."""

    def __init__(self, code: str, detail: str) -> None:
        """Take one of ``CODES`` and what was wrong, with the value and where; KeyError else."""
        if code not in CODES:
            raise KeyError(f"{code!r} is no error code: add it to schemas.errors.CODES")
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        """Return the detail alone."""
        return self.detail


class SchemaError(RecordError):
    """The record does not fit its table."""


class FeedError(RecordError):
    """The feed as a whole cannot be used."""


class EntryError(RecordError):
    """An entry cannot lead to an article."""


class FetchError(RecordError):
    """The page or feed could not be had; ``status`` is the HTTP status, where there was one."""

    status: int | None = None


class PassingError(FetchError):
    """The page or feed could not be had this time.

    ``retry_after_s`` is what the server asked for (``Retry-After``), seconds.
    """

    def __init__(self, code: str, detail: str, retry_after_s: float | None = None) -> None:
        """Take the code, the detail and the pause the server asked for."""
        super().__init__(code, detail)
        self.retry_after_s = retry_after_s


class ExtractionError(RecordError):
    """The page gives no article."""


class DocumentError(RecordError):
    """A document given to ``annotate`` cannot be used."""


class ParserFailed(RecordError):  # noqa: N818 - says what happened
    """A third-party parser raised or took too long."""
