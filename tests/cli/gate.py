"""What a login needs: a server of several users, and a keyring."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.catalogue.conftest import extract

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.live.fake_server import Connection

SECRET, PASSWORD = "s3cret-t0ken", "Correct-Horse-7"


class Gate:
    """A server of several users: it wants its token, and gives it for a password."""

    def __init__(self, *, users: bool = True) -> None:
        self.users = users
        self.told: list[str | None] = []
        self.logins: list[object] = []

    def handlers(self) -> dict[str, Callable[[Connection], None]]:
        found = {
            "/api/v1/app/version": self._answer({"version": "6.14.2"}, free=True),
            "/api/v2/models/": self._answer({"models": []}),
            "/openapi.json": self._answer(extract("6.14.2")),
            "/api/v1/auth/login": self._login,
        }
        if self.users:
            found["/api/v1/queue/default/status"] = self._answer({})
        return found

    def _answer(self, answer: object, *, free: bool = False) -> Callable[[Connection], None]:
        def handle(connection: Connection) -> None:
            told = connection.headers.get("authorization")
            self.told.append(told)
            if free or not self.users or told == f"Bearer {SECRET}":
                connection.json(answer)
            else:
                connection.json({"detail": "Authentication required"}, "401 Unauthorized")

        return handle

    def _login(self, connection: Connection) -> None:
        asked = json.loads(connection.body)
        self.logins.append(asked)
        if asked["password"] == PASSWORD:
            connection.json({"token": SECRET})
        else:
            connection.json({"detail": "Incorrect email or password"}, "401 Unauthorized")


class Keyring:
    """A keyring in memory, as the library gives it to programs."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, name: str) -> str | None:
        self._unlock()
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, password: str) -> None:
        self._unlock()
        self.kept[service, name] = password

    def delete_password(self, service: str, name: str) -> None:
        self._unlock()
        del self.kept[service, name]

    def _unlock(self) -> None:
        if self.locked:
            raise RuntimeError("the keyring is locked")
