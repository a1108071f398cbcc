"""The publishers of the demo site: names, hosts, addresses of stories and feeds."""

from datetime import datetime, timedelta
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from pipeline.demo.site.stories import SiteContentError, described

FILE = "outlets.yaml"

Text = Annotated[str, Field(min_length=1)]


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Comment(_Facts):
    """What a reader wrote below a story: noise that no extractor should take for the text."""

    name: Text
    when: Text
    text: Text


class OutletFeed(_Facts):
    """An outlet's feed; ``link_query`` is what its links carry for the statistics."""

    format: Literal["rss", "atom", "rdf"]
    path: Annotated[str, Field(pattern="^/")]
    content_type: Text
    link_query: str = ""


class Withdrawn(_Facts):
    """An entry that the feed still has although its page is gone; nothing else is left of it."""

    slug: Text
    headline: Text
    summary: Text
    published_at: AwareDatetime


class Outlet(_Facts):
    """A publisher."""

    name: Text
    host: Annotated[str, Field(pattern=r"\.example$")]
    tagline: Text
    template: Text
    path: Annotated[str, Field(pattern=r"^/.*\{slug\}")]
    date_format: Text
    utc_offset_hours: int
    zone_label: Text
    feed: OutletFeed
    comments: tuple[Comment, ...] = Field(min_length=1)
    withdrawn: tuple[Withdrawn, ...] = ()

    @property
    def address(self) -> str:
        """Address of the host, without a slash at the end."""
        return f"http://{self.host}"

    @property
    def feed_url(self) -> str:
        """Address of the feed."""
        return self.address + self.feed.path

    def story_path(self, slug: str, published_at: datetime) -> str:
        """Return the path of a story; SiteContentError for a time in another zone."""
        if published_at.utcoffset() != timedelta(hours=self.utc_offset_hours):
            raise SiteContentError(
                f"{slug}: {published_at.isoformat()} is not in the zone of {self.name} "
                f"(UTC{self.utc_offset_hours:+d})"
            )
        return self.path.format(date=published_at.strftime(self.date_format), slug=slug)


_OUTLETS = TypeAdapter(dict[str, Outlet])


def load_outlets() -> dict[str, Outlet]:
    """Read the outlets of the package by their keys."""
    source = files(__package__).joinpath(FILE).read_text("utf-8")
    try:
        return _OUTLETS.validate_python(yaml.safe_load(source))
    except ValidationError as error:
        raise SiteContentError(f"{FILE}: {described(error)}") from error
