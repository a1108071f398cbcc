"""Pages and feeds from the web: safely, politely, and never more than memory holds.

``PoliteFetcher`` gets an address, ``FetchPages`` is the step that gets the pages of entries.
"""

from transforms.fetching.polite import PoliteFetcher
from transforms.fetching.responses import Response, raise_for_status
from transforms.fetching.settings import FetchSettings
from transforms.fetching.step import Fetched, FetchPages

__all__ = [
    "FetchPages",
    "FetchSettings",
    "Fetched",
    "PoliteFetcher",
    "Response",
    "raise_for_status",
]
