"""From a fetched page to an article: decoding, body, headline, authors, dates, checks."""
