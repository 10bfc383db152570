"""What a server repeats of our credentials: in no message, no data, no picture."""

from __future__ import annotations

import base64
import html
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.live.fake_server import Connection, serving
from wflint.live.client.gallery import Gallery
from wflint.net.http import AnswerError, NetError
from wflint.net.masking import Secrets
from wflint.net.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = 'Canary-"t0ken"/with&odd+signs=ü'
BASIC = base64.b64encode(b"fox:Hunter-2-hunter").decode()


@pytest.mark.parametrize(
    "spell",
    [
        str,
        str.upper,
        repr,
        json.dumps,
        lambda t: json.dumps(t, ensure_ascii=False),
        quote,
        lambda t: quote(t, safe=""),
        lambda t: quote(t, safe="").lower(),
        html.escape,
        lambda t: base64.b64encode(t.encode()).decode(),
        lambda t: base64.urlsafe_b64encode(t.encode()).decode(),
        lambda t: t[:20],  # cut off
    ],
)
def test_every_spelling_is_masked(spell: Callable[[str], str]) -> None:
    secrets = Secrets()
    secrets.add(TOKEN)
    said = spell(TOKEN)
    for text in (said, f"token {said} is not valid", f"{said}{said}", f"{said}, {said}"):
        masked = secrets.masked(text)
        assert "***" in masked
        assert "anary" not in masked.lower()
        assert said[3:15] not in masked
    assert secrets.masked(f"token {TOKEN} is not valid") == "token *** is not valid"


def test_what_is_masked_in_data_is_unmistakable() -> None:
    """A password "invokeai" must not turn the names of nodes into stars; a refusal may have them."""
    secrets = Secrets()
    secrets.add("invokeai")
    secrets.add("x1")
    assert secrets.masked("no user invokeai, x1") == "no user ***, x1"
    assert not secrets.may_be_in('{"node_pack": "invokeai"}')
    assert secrets.masked_data({"node_pack": "invokeai"}) == {"node_pack": "invokeai"}
    secrets.add("Correct-Horse-7")
    data = {"a Correct-Horse-7": ["Correct-Horse-7!", {"b": "correct-horse-7"}], "n": 7}
    assert secrets.may_be_in(json.dumps(data))
    assert secrets.masked_data(data) == {"a ***": ["***!", {"b": "***"}], "n": 7}
    assert secrets.are_in(b"PNG Correct-Horse-7")
    assert not secrets.are_in(b"PNG invokeai")


def test_letters_that_grow_when_they_are_small() -> None:
    secrets = Secrets()
    secrets.add("hunter2hunter2")
    assert secrets.masked("İİİ hunter2hunter2") == "İİİ ***"


def echo(make: Callable[[str], Any], status: str = "200 OK") -> Callable[[Connection], None]:
    """A server that repeats the header with which it was asked."""

    def answer(connection: Connection) -> None:
        told = connection.headers.get("authorization", "").partition(" ")[2]
        connection.answer(json.dumps(make(told)).encode(), status)

    return answer


@pytest.mark.parametrize("status", ["401 No", "422 No", "500 No", "404 No", "302 No"])
@pytest.mark.parametrize(
    "make",
    [
        lambda t: {"detail": f"token {t}"},
        lambda t: {"detail": [{"loc": ["body", t], "msg": t, "input": t}]},
        lambda t: [{"msg": t}],
        lambda t: t,
        lambda t: {"detail": f"{'x ' * 280}{t}"},  # cut short by wflint itself
    ],
)
@pytest.mark.parametrize("basic", [False, True])
def test_refusals_repeat_nothing(make: Callable[[str], Any], status: str, basic: bool) -> None:
    with serving({"/": echo(make, status)}) as fake:
        url = fake.url.replace("//", "//fox:Hunter-2-hunter@") if basic else fake.url
        session = Session(url, token="" if basic else "Canary-t0ken-1234", retries=0)
        with pytest.raises(NetError) as raised:
            session.get("/x")
        session.close()
    told = f"{raised.value} {getattr(raised.value, 'detail', '')}"
    for part in ("Canary", "t0ken", "Hunter", BASIC[:12], "fox"):
        assert part not in told
    assert raised.value.status == int(status[:3])


def test_escapes_of_json_hide_nothing() -> None:
    spelled = "".join(f"\\u{ord(c):04x}" for c in "Canary-t0ken-1234")
    with serving({"/": lambda c: c.answer(f'{{"name": "{spelled}"}}'.encode())}) as fake:
        session = Session(fake.url, token="Canary-t0ken-1234")
        assert session.get("/x") == {"name": "***"}
        session.close()


def test_a_picture_that_repeats_the_token_is_not_taken() -> None:
    with serving({"/": lambda c: c.answer(b"RIFF" + c.headers["authorization"].encode())}) as fake:
        session = Session(fake.url, token="Canary-t0ken-1234")
        with pytest.raises(AnswerError, match="repeats credentials of yours") as raised:
            Gallery(session).content("x.webp")
        session.close()
    assert "Canary" not in str(raised.value)


def test_the_token_that_a_login_gives_is_masked_from_then_on() -> None:
    def login(connection: Connection) -> None:
        assert json.loads(connection.body) == {"email": "me@lab", "password": "Correct-Horse-7"}
        connection.json({"token": "Given-t0ken-123456"})

    handlers: dict[str, Any] = {"/api/v1/auth/login": login, "/": echo(lambda t: {"said": t})}
    with serving(handlers) as fake:
        session = Session(fake.url, token="")
        for _ in range(2):  # the same again, though it is known as a secret by then
            session.login("me@lab", "Correct-Horse-7")
            assert session.token == "Given-t0ken-123456"
        assert session.get("/x") == {"said": "***"}
        session.close()


@pytest.mark.parametrize("token", ["a\r\nX: y", "", " ", "a b", "é", 7, None, ["a"], "x" * 20_000])
def test_a_token_that_fits_no_header(token: Any) -> None:
    with serving({"/": lambda c: c.json({"token": token})}) as fake:
        session = Session(fake.url, token="")
        with pytest.raises(AnswerError, match="the login gave no token"):
            session.login("me@lab", "Correct-Horse-7")
        session.close()
