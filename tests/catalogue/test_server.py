"""A running server as target. The answers are those of a server with one community node."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import requests
import responses

from tests.catalogue.conftest import extract
from wflint.catalogue.errors import TargetError
from wflint.catalogue.targets import resolve_target
from wflint.net.http import TOKEN_VARIABLE, without_credentials

URL = "http://127.0.0.1:9090"


def with_community_node() -> Any:
    """A document in which one more node comes from a node pack."""
    document = copy.deepcopy(extract("6.14.2"))
    schemas = document["components"]["schemas"]
    schemas["FancyAddInvocation"] = node = copy.deepcopy(schemas["AddInvocation"])
    node["properties"]["type"].update(default="fancy_add", const="fancy_add")
    node["node_pack"] = "fancy-nodes"
    return document


@pytest.fixture
def server() -> Any:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses before the server is asked again, which nobody waits for here."""
    found: list[float] = []
    monkeypatch.setattr("wflint.net.session.time.sleep", found.append)
    return found


def test_server(server: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    server.get(f"{URL}/openapi.json", json=with_community_node())
    server.get(f"{URL}/api/v1/app/version", json={"version": "6.14.2"})
    for target in (URL, f"{URL}/", f"{URL}/openapi.json"):
        (found,) = resolve_target(target, named=True)
        assert (found.name, found.version) == (URL, "6.14.2")
        fancy = found.node("fancy_add")
        assert fancy is not None
        assert fancy.pack == "fancy-nodes"
        assert found.ancestors("ControlLoRAField") == ("LoRAField",)  # of the release
        limited = found.node("krea2_seed_variance")
        assert limited is not None
        assert limited.inputs["strength"].type.bounds["finite"]
    assert "Authorization" not in server.calls[0].request.headers


def test_spelling_of_the_version(server: responses.RequestsMock) -> None:
    server.get(f"{URL}/openapi.json", json=extract("7.0.0a3"))
    server.get(f"{URL}/api/v1/app/version", json={"version": "7.0.0-alpha.3"})
    (found,) = resolve_target(URL, named=True)
    assert found.version == "7.0.0a3"


@pytest.mark.parametrize("answer", [{"status": 404}, {"json": {}}, {"json": [1]}, {"json": {"version": 3}}])
def test_version_is_not_told(server: responses.RequestsMock, answer: Any) -> None:
    server.get(f"{URL}/openapi.json", json=extract("5.15.0"))
    server.get(f"{URL}/api/v1/app/version", **answer)
    (found,) = resolve_target(URL, named=True)
    assert found.version == "5.15.0"


def test_token(server: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "s3cret")
    server.get(f"{URL}/openapi.json", status=401)
    server.get(f"{URL}/api/v1/app/version", status=401)
    with pytest.raises(TargetError) as caught:
        resolve_target(URL, named=True)
    assert {call.request.headers["Authorization"] for call in server.calls} == {"Bearer s3cret"}
    assert "s3cret" not in str(caught.value)
    assert TOKEN_VARIABLE in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"status": 500}, "the server failed (500)"),
        ({"body": "<html>"}, "the answer is HTML"),
        ({"json": {"openapi": "3.1.0"}}, "not an OpenAPI document"),
        ({"body": requests.exceptions.ConnectTimeout("x")}, "cannot connect in time"),
        ({"body": requests.exceptions.ReadTimeout("x")}, "no answer within"),
        ({"body": requests.exceptions.ConnectionError("x\ny")}, "the connection broke"),
        ({"body": requests.exceptions.SSLError("x")}, "certificate"),
        ({"body": requests.exceptions.InvalidURL("x")}, "the request could not be made"),
    ],
)
def test_failures(server: responses.RequestsMock, answer: Any, message: str) -> None:
    server.get(f"{URL}/openapi.json", **answer)
    server.get(f"{URL}/api/v1/app/version", json={"version": "6.14.2"})
    with pytest.raises(TargetError) as caught:
        resolve_target(URL, named=True)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_credentials_are_not_shown(server: responses.RequestsMock) -> None:
    server.get(f"{URL}/openapi.json", status=500)
    server.get(f"{URL}/api/v1/app/version", status=500)
    with pytest.raises(TargetError) as caught:
        resolve_target("http://me:hunter2@127.0.0.1:9090", named=True)
    assert "hunter2" not in str(caught.value)
    assert without_credentials("http://me:hunter2@host/x?y=1") == "http://host/x"
    assert without_credentials("http://[bad") == "http://[bad"


def test_nobody_listens() -> None:
    with pytest.raises(TargetError, match="cannot connect"):
        resolve_target("http://127.0.0.1:1", named=True)


def test_a_server_that_comes_up_is_asked_again(server: responses.RequestsMock, pauses: list[float]) -> None:
    server.get(f"{URL}/openapi.json", body=requests.exceptions.ConnectTimeout("x"))
    server.get(f"{URL}/openapi.json", status=503, headers={"Retry-After": "7"})
    server.get(f"{URL}/openapi.json", json=extract("5.15.0"))
    server.get(f"{URL}/api/v1/app/version", json={"version": "5.15.0"})
    (found,) = resolve_target(URL, named=True)
    assert found.version == "5.15.0"
    assert pauses == [0.2, 7.0]
