"""The address guard: a hole here lets a feed read a user's intranet or cloud credentials."""

from ipaddress import ip_address

import pytest

from schemas.errors import FetchError
from transforms.fetching import FetchSettings
from transforms.fetching.addresses import (
    Place,
    find_place,
    guard_of,
    parse_special_networks,
    places_of,
    why_not_public,
)

PRIVATE = """
    0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16
    169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1
    198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::a00:1 64:ff9b:1::1 100::1
    2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:db8::1 2002:7f00:1::1
    3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1
"""

PUBLIC = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 128.0.0.1 172.15.255.255
    172.32.0.0 192.0.1.1 198.17.255.255 198.20.0.0 223.255.255.255 2606:4700::1111
    2001:200::1 2a00:1450:4001:80b::200e 2003::1
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_addresses_that_are_not_public_are_refused(address):
    with pytest.raises(FetchError) as refused:
        guard_of(()).check("news.example", address)
    assert refused.value.code == "address_not_public"
    assert address in refused.value.detail
    assert "news.example" in refused.value.detail


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses_are_not(address):
    assert why_not_public(ip_address(address)) is None
    guard_of(()).check("news.example", address)


@pytest.mark.parametrize(
    ("entry", "host", "address", "allowed"),
    [
        ("127.0.0.0/8", "any.example", "127.0.0.1", True),
        ("127.0.0.0/8", "any.example", "10.0.0.1", False),
        ("127.0.0.0/8", "any.example", "::ffff:127.0.0.1", False),
        ("10.1.2.3", "any.example", "10.1.2.3", True),
        ("10.1.2.3", "any.example", "10.1.2.4", False),
        ("fd00::/8", "any.example", "fd12::1", True),
        ("::1", "any.example", "::1", True),
        ("Intranet.Example", "intranet.example.", "10.0.0.1", True),
        ("intranet.example", "a.intranet.example", "10.0.0.1", False),
        ("*.intranet.example", "a.b.intranet.example", "10.0.0.1", True),
        ("*.intranet.example", "intranet.example", "10.0.0.1", False),
        ("*.intranet.example", "evilintranet.example", "10.0.0.1", False),
    ],
)
def test_a_configuration_opens_what_it_names_and_no_more(entry, host, address, allowed):
    guard = guard_of([entry])
    if allowed:
        guard.check(host, address)
    else:
        with pytest.raises(FetchError):
            guard.check(host, address)


@pytest.mark.parametrize(
    "entry",
    ["10.0.0.0/33", "10.0.0.1/8", "http://a.example", "a.example:80", "a b", "", "*", "1.2"],
)
def test_entries_that_name_nothing_are_refused_at_once(entry):
    with pytest.raises(ValueError, match="network"):
        guard_of([entry])


def test_a_host_is_where_the_configuration_says():
    places = places_of(
        {
            "a.example": "127.0.0.1:8080",
            "*.example": "127.0.0.2",
            "*.deep.example": "[::1]:81",
            "six.test": "::1",
        }
    )
    assert find_place(places, "A.example.") == Place("127.0.0.1", 8080)
    assert find_place(places, "b.c.example") == Place("127.0.0.2")
    assert find_place(places, "x.y.deep.example") == Place("::1", 81)
    assert find_place(places, "six.test") == Place("::1")
    assert find_place(places, "example") is None


@pytest.mark.parametrize(
    "value", ["localhost", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.256", "", "127.0.0.1:http"]
)
def test_places_that_are_none_are_refused_at_once(value):
    with pytest.raises(ValueError, match=r"a\.example"):
        places_of({"a.example": value})


def test_the_list_of_networks_is_checked_when_it_is_read():
    with pytest.raises(ValueError, match=r"line 1: 10\.0\.0\.0/8 has no reason"):
        parse_special_networks("10.0.0.0/8\n")
    with pytest.raises(ValueError, match="does not appear"):
        parse_special_networks("ten private\n")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"user_agent": ""}, "user_agent"),
        ({"user_agent": "a\nb"}, "user_agent"),
        ({"user_agent": "bot/1 (+https://bücher.example)"}, "user_agent"),
        ({"timeout_s": 0}, "timeout_s = 0: expected more than 0"),
        ({"max_body_bytes": -1}, "max_body_bytes"),
        ({"min_interval_s": -1}, "min_interval_s = -1: expected at least 0"),
        ({"retries": -1}, "retries"),
        ({"parallel_hosts": 0}, "parallel_hosts"),
        ({"allow_networks": ("10.0.0.0/33",)}, "no network"),
        ({"resolve": {"a.example": "nowhere"}}, "no IP address"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        FetchSettings(**{"user_agent": "newsbeam/0.1", **changes})


def test_robots_txt_speaks_to_the_name_at_the_front():
    assert FetchSettings(user_agent="newsbeam/0.1 (+https://x.example)").robot_name == "newsbeam"
