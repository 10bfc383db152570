"""Addresses as they are shown: nothing of a user name, a password, a query, however malformed they are."""

from __future__ import annotations

import pytest

from wflint.net.http import NetError, address_of, normal_url, within_origin, without_credentials


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://gpu:9090/base", "http://gpu:9090/base"),
        ("http://[::1]:9090", "http://[::1]:9090"),
        ("gpu:9090", "gpu:9090"),
        ("http://bücher.example:9090/x", "http://bücher.example:9090/x"),
        ("http://fox:hunter2@gpu:9090/base", "http://gpu:9090/base"),
        ("fox:hunter2@gpu", "gpu"),
        ("http://gpu/x?token=hunter2#hunter2", "http://gpu/x"),
        ("http://gpu?hunter2", "http://gpu"),
        ("http://gpu#hunter2", "http://gpu"),
        ("http://fox:hun@ter2@gpu", "http://gpu"),
    ],
)
def test_what_is_shown(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        "http://fox:hunter2@[bad",
        "http://fox:hunter2@",
        "http://fox:hunter2@gpu:port/",
        "http://fox:hunt/hunter2@gpu:9090",
        "http://fox:hunt?hunter2@gpu:9090",
        "http://fox:hunt#hunter2@gpu:9090",
        "http://fox:12/hunter2@gpu:9090",
        "http://fox:hunter2%40gpu:9090",
        "http://fox:hunter2",
        "fox:hunter2",
        "http://fox:hunter2\uff20gpu",  # a wide @, which is one to some
        "http://fox\uff1ahunter2\uff20gpu",
        "http:/fox:hunter2@gpu",
        "http:\\\\fox:hunter2@gpu",
        "http:fox:hunter2@gpu",
        "HTTP://fox:hunter2@gpu",
        "  http://fox:hunter2@gpu  ",
        "http://fox:hun ter2 hunter2@gpu",
        "http://fox:hunter2@gpu\n",
        "http://fox:hun\nhunter2@gpu",
        "http://fox:hunter2@gpu@gpu:9090:9090",
        "http://fox:[hunter2]@gpu",
        "http://fox:hunter2@gpu/x?y=hunter2@z",
        "ftp://fox:hunter2@gpu",
        "://fox:hunter2@gpu",
        "//fox:hunter2@gpu",
    ],
)
def test_nothing_secret_is_shown_of_what_is_malformed(url: str) -> None:
    assert "hunter2" not in without_credentials(url)
    assert "fox:h" not in without_credentials(url)
    try:
        said = address_of(url).url
    except NetError as error:
        said = str(error)
    assert "hunter2" not in said


@pytest.mark.parametrize("url", ["http://gpu/?token=hunter2", "http://gpu?x", "gpu?hunter2"])
def test_an_address_has_no_query(url: str) -> None:
    with pytest.raises(NetError, match="nothing behind a question mark") as raised:
        normal_url(url)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("url", ["http://a b", "http://gpu\x1b[31m", "http://a\tb", "http://a\u2028b"])
def test_an_address_is_one_word(url: str) -> None:
    with pytest.raises(NetError, match="not a usable server address"):
        normal_url(url)


def test_an_address_comes_apart() -> None:
    assert address_of("fox:hun%40ter2@gpu:9090/base/#x") == ("http://gpu:9090/base", "fox", "hun@ter2")
    assert address_of("https://fox@gpu") == ("https://gpu", "fox", "")
    assert address_of("gpu") == ("http://gpu", "", "")


@pytest.mark.parametrize(
    ("location", "there"),
    [
        ("/y", "http://gpu:9090/y"),
        ("y?z=1", "http://gpu:9090/a/y?z=1"),
        ("http:///y", "http://gpu:9090/y"),
        ("http://GPU:9090/y", "http://gpu:9090/y"),
        ("//gpu:9090/y", "http://gpu:9090/y"),
        ("http://fox@gpu:9090/y", "http://gpu:9090/y"),
        ("", "http://gpu:9090/a/x"),
        ("https://gpu:9090/y", None),
        ("http://gpu/y", None),
        ("http://gpu:9091/y", None),
        ("http://gpu.evil:9090/y", None),
        ("http://evil/http://gpu:9090/", None),
        ("//evil/y", None),
        ("http://[/y", None),
        ("http://gpu:9090@evil/", None),
        ("http://gpu:99999/", None),
        ("file:///etc/passwd", None),
    ],
)
def test_what_is_the_same_server(location: str, there: str | None) -> None:
    assert within_origin("http://gpu:9090/a/x", location) == there


def test_ports_that_go_without_saying() -> None:
    assert within_origin("http://gpu/x", "http://gpu:80/y") == "http://gpu/y"
    assert within_origin("https://gpu:443/x", "https://gpu/y") == "https://gpu:443/y"
    assert within_origin("https://gpu/x", "https://gpu:80/y") is None
