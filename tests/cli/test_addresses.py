"""One spelling for each address, and none for what two parsers would read differently."""

from __future__ import annotations

import pytest

from wflint.net.address import canonical, holds_user
from wflint.net.http import NetError, is_url


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("gpu:9090", "http://gpu:9090"),
        (" http://GPU.Lab/ ", "http://gpu.lab"),
        ("http://gpu:80", "http://gpu"),
        ("https://gpu:443/Base//", "https://gpu/Base"),
        ("http://gpu:443", "http://gpu:443"),
        ("https://gpu:80", "https://gpu:80"),
        ("HTTPS://gpu:09090", "https://gpu:9090"),
        ("http://me:pw@gpu/a?b=c#d", "http://gpu/a"),
        ("http://gpu/a/openapi.json", "http://gpu/a"),
        ("http://gpu/openapi.json/", "http://gpu"),
        ("http://[::1]:9090", "http://[::1]:9090"),
        ("http://[2001:DB8::1]", "http://[2001:db8::1]"),
        ("http://b\u00fccher.test", "http://xn--bcher-kva.test"),
        ("http://gpu/%2e%2e/a;b=(c)", "http://gpu/%2e%2e/a;b=(c)"),
        ("http://gpu_1.lab./.well-known/..x", "http://gpu_1.lab./.well-known/..x"),
        ("http://gpu\t\n.lab", "http://gpu.lab"),
    ],
)
def test_one_spelling(url: str, wanted: str) -> None:
    assert canonical(url) == wanted
    assert canonical(wanted) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "ftp://gpu",
        "file:///etc/passwd",
        "http://gpu:0",
        "http://gpu:x",
        "http://gpu:99999",
        "http://[",
        "http://[fe80::1%25eth0]",
        "http://[v1.x]",
        "http://a b",
        "http://-gpu",
        "http://gpu\\@evil.test",
        "http://gpu\\evil",
        "http://gpu/a\\b",
        "http://gpu/../a",
        "http://gpu/a/.",
        "http://gpu/a//b",
        "http://gpu/\u00fc",
        "http://gpu/a b",
        "http://gpu`id`",
        "http://\ud800.test",
        "http://" + "a" * 70 + "\u00fc.test",
        "http://\u2024\u2024/",
    ],
)
def test_no_address(url: str) -> None:
    with pytest.raises(NetError, match="is not a usable server address"):
        canonical(url)


@pytest.mark.parametrize(
    ("url", "holds"),
    [
        ("http://me@gpu", True),
        ("me:pw@gpu:9090/x", True),
        ("http://gpu/me@x", False),
        ("http://gpu?me@x", False),
        ("http://gpu#me@x", False),
        ("http://gpu", False),
    ],
)
def test_a_user_in_an_address(url: str, holds: bool) -> None:
    assert holds_user(url) is holds


def test_addresses_beside_releases_and_files() -> None:
    assert all(map(is_url, ("http://x", " HTTPS://x")))
    assert not any(map(is_url, ("6.14.2", ">=5", "https.json", "http:/x", "ftp://x", "xhttp://x")))
