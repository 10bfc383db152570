"""Tests of users that fail beside a session: pytest shows their variables, and none of ours."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from tests.live.fake_server import Connection, serving

if TYPE_CHECKING:
    import pytest

pytest_plugins = ["pytester"]
PASSWORD = "Canary-Passw0rd-5678"


def test_locals_of_a_session_are_not_shown(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WFLINT_EMAIL", "me@lab")
    monkeypatch.setenv("WFLINT_PASSWORD", PASSWORD)

    def refuse(connection: Connection) -> None:
        # A header without a colon ends the headers, and urllib3 logs what comes behind it.
        told = connection.body + connection.headers.get("authorization", "").encode()
        connection.raw.sendall(b"HTTP/1.1 500 No\r\nA: b\r\nno colon " + told + b"\r\nC: d\r\n\r\n")

    with serving({"/": refuse}) as fake:
        pytester.makepyfile(
            dedent(f"""
                import os
                from wflint.net.session import Session

                def test_it():
                    session = Session("{fake.url}", token="Canary-t0ken-1234", retries=0)
                    session.login(os.environ["WFLINT_EMAIL"], os.environ["WFLINT_PASSWORD"])
            """)
        )
        result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--showlocals", "--log-level=DEBUG")
    result.assert_outcomes(failed=1)
    text = result.stdout.str() + result.stderr.str()
    assert "500" in text
    assert "Canary" not in text.replace('Canary-t0ken-1234", retries', "")  # their own line
