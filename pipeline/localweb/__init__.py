"""A small web on loopback: virtual hosts, a request log and faults by plan.

The demo is served by it, and tests, conformance, chaos and benchmarks stand on it.
"""

from pipeline.localweb.faults import (
    Course,
    Drip,
    Endless,
    FalseHeaders,
    Fault,
    FaultPlan,
    GzipBomb,
    HeaderDrip,
    RedirectLoop,
    Reset,
    Silence,
    Slow,
    Status,
    Truncated,
)
from pipeline.localweb.hosts import Content, VirtualHosts
from pipeline.localweb.messages import Answer, LoggedRequest, Request, Respond, page, redirect
from pipeline.localweb.server import LocalWeb

__all__ = [
    "Answer",
    "Content",
    "Course",
    "Drip",
    "Endless",
    "FalseHeaders",
    "Fault",
    "FaultPlan",
    "GzipBomb",
    "HeaderDrip",
    "LocalWeb",
    "LoggedRequest",
    "RedirectLoop",
    "Request",
    "Reset",
    "Respond",
    "Silence",
    "Slow",
    "Status",
    "Truncated",
    "VirtualHosts",
    "page",
    "redirect",
]
