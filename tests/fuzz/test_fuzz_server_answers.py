"""Whatever a server answers, the client gives a value or one of its own errors, and ends.

A real server on a socket sends random bytes, or JSON whose members are those that the client looks for and
whose values are not. ``WFLINT_FUZZ_EXAMPLES`` sets how many cases are tried.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fuzz.test_fuzz import EXAMPLES
from tests.live.fake_server import Connection, FakeServer, serving
from wflint import Server
from wflint.catalogue.errors import TargetError
from wflint.catalogue.server import catalogue_of
from wflint.cli.main import cli
from wflint.live.client.errors import RunTimeoutError, ServerError
from wflint.models.inventory.lock_file import from_server, lock_file_text
from wflint.net.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GRAPH = {"id": "g", "nodes": {"a": {"id": "a", "type": "blank_image"}}, "edges": []}
SECRET = "Canary-t0ken-1234"


def fuzz(share: int) -> settings:
    """Of the cases of other tests every so many: each of these asks a server some times."""
    return settings(
        max_examples=max(EXAMPLES // share, 5),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


class Answers:
    """What the server sends next: bytes, or what a function makes of the request."""

    def __init__(self) -> None:
        self.make: Callable[[Connection], bytes] = lambda _: b""

    def __call__(self, connection: Connection) -> None:
        connection.raw.sendall(self.make(connection))


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers()


@pytest.fixture(scope="module")
def fake(answers: Answers) -> Iterator[FakeServer]:
    with serving({"/": answers}) as server:
        yield server


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for what a server puts off."""
    monkeypatch.setattr("wflint.live.client.queue.time.sleep", lambda _: None)


# -- bytes ---------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK", b"HTTP/1.0 200", b"HTTP/1.1 302 F", b"HTTP/1.1 401 F", b"HTTP/1.1 422 F",
        b"HTTP/1.1 500 F", b"HTTP/1.1 100 C", b"HTTP/9.9 200", b"HTTP/1.1 99", b"HTTP/1.1 -1", b"ICY 200 OK",
        b"", b"\x00",
    ]
)  # fmt: skip
NAMES = st.sampled_from(
    b"Content-Length Content-Encoding Transfer-Encoding Content-Type Location Retry-After Set-Cookie "
    b"Connection Content-Range Refresh WWW-Authenticate Trailer Upgrade Date".split()
)
VALUES = st.one_of(
    st.sampled_from(
        [b"chunked", b"gzip", b"deflate", b"br", b"gzip, gzip", b"0", b"2", b"-1", b"1e3", b"/x", b"//",
         b"close", b"http://127.0.0.1:1/", b"http://[", b"99999999999", b"text/html; charset=zzz"]
    ),
    st.binary(max_size=12),
)  # fmt: skip
HEADERS = st.lists(st.builds(lambda n, v: n + b": " + v, NAMES, VALUES) | st.binary(max_size=20), max_size=5)
BODIES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([b"{}", b"2\r\n{}\r\n0\r\n\r\n", b"-2\r\n{}", b"zz\r\n", b"[" * 5000, b"9" * 5000]),
)
BYTES = st.binary(max_size=300) | st.builds(
    lambda line, headers, body: b"\r\n".join([line, *headers, b"", body]), LINES, HEADERS, BODIES
)


@fuzz(10)
@given(raw=BYTES, method=st.sampled_from(["GET", "POST", "DELETE"]))
def test_any_bytes(fake: FakeServer, answers: Answers, raw: bytes, method: str) -> None:
    answers.make = lambda _: raw
    session = Session(fake.url, token=SECRET, retries=0, seconds=5)
    asked = len(fake.seen)
    with contextlib.closing(session):
        try:
            found = session.call(method, "/x", body=None if method == "GET" else {})
            json.dumps(found, ensure_ascii=False).encode()
        except ServerError as error:
            said = str(error)
            assert "\n" not in said
            assert SECRET not in said
    assert len(fake.seen) - asked <= 5


# -- JSON ----------------------------------------------------------------------------------------------

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([10**18, 10**39, -(10**39), 0.5, 1e308, "", "6.14.2", "5.15.0", "completed", "a"]),
    st.sampled_from(["x.png", "\ud800", "\x1b[31m", "a\nb", "9" * 50, SECRET, "1a" * 30 + "!", "invocation"]),
    st.text(max_size=5),
)
_WORDS = (
    "item_id status session id graph execution_graph nodes type results errors "
    "prepared_source_mapping image image_name video_name field_values node_path field_name value "
    "error_type error_message session_id created_at started_at completed_at enqueued requested "
    "item_ids items has_more pending in_progress waiting total batch_id models key name base hash "
    "size file_size default_settings config_path detail loc msg token prompts error boards board_id "
    "version components schemas properties output $ref default anyOf allOf enum required ui_order "
    "items_count deleted_images width height collection a wflint_catalogue inputs outputs t model "
    "fields source"
)
MEMBERS = st.sampled_from(_WORDS.split())
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=5),
    max_leaves=15,
)


def shaped(**members: Any) -> st.SearchStrategy[Any]:
    """An object with members that are mostly there and mostly right, else any tree."""
    return st.fixed_dictionaries({}, optional={k: v | TREES for k, v in members.items()}) | TREES


IDS = st.integers(0, 3)
NODES = st.dictionaries(
    st.sampled_from("ab"), shaped(type=st.just("blank_image"), id=st.just("a")), max_size=2
)
ITEM = shaped(
    item_id=IDS,
    status=st.sampled_from(["completed", "failed", "canceled", "pending"]),
    session=shaped(
        id=st.just("s"),
        graph=shaped(nodes=NODES),
        execution_graph=shaped(nodes=NODES),
        results=st.dictionaries(
            st.sampled_from("ab"), shaped(image=shaped(image_name=st.just("x.png")), width=IDS), max_size=2
        ),
        errors=st.dictionaries(st.sampled_from("ab"), SCALARS, max_size=2),
        prepared_source_mapping=st.dictionaries(st.sampled_from("ab"), SCALARS, max_size=2),
    ),
    field_values=st.lists(shaped(node_path=SCALARS, field_name=SCALARS, value=SCALARS), max_size=2),
    created_at=st.sampled_from(
        ["2024-01-01T00:00:00", "2024-01-01T00:00:00+00:00", "0001-01-01", "9999-12-31"]
    ),
    completed_at=st.sampled_from(["2024-01-01T00:00:00", "9999-12-31T23:59:59"]),
    session_id=st.just("s"),
)
STATUS = shaped(pending=IDS, in_progress=IDS, waiting=IDS, total=IDS)
ENQUEUED = shaped(enqueued=IDS, requested=IDS, item_ids=st.lists(IDS, max_size=3))
PAGE = shaped(items=st.lists(shaped(item_id=IDS, batch_id=SCALARS), max_size=3), has_more=st.booleans())
PLACES = st.fixed_dictionaries(
    {
        "/enqueue_batch": ENQUEUED,
        "/list": PAGE,
        "/list_all": PAGE,
        "/b/": STATUS,
        "/i/": ITEM,
        "/images/": TREES,
        "/upload": shaped(image_name=st.just("x.png")),
        "/app/version": st.sampled_from([{"version": "6.14.2"}, {"version": "5.15.0"}])
        | shaped(version=SCALARS),
        "/": TREES,
    }
)
RIGHT: dict[str, Any] = {
    "/enqueue_batch": {"enqueued": 1, "item_ids": [0]},
    "/b/": {"total": 1, "pending": 1},
    "/app/version": {"version": "6.14.2"},
}
STATUSES = st.sampled_from([200] * 8 + [401, 404, 422, 500])


def answer(value: Any, status: int = 200) -> bytes:
    body = json.dumps(value).encode()
    head = f"HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def by_place(places: dict[str, Any], status: int = 200) -> Callable[[Connection], bytes]:
    def make(connection: Connection) -> bytes:
        place = next(place for place in places if place in connection.path)
        return answer(places[place], status if place != "/app/version" else 200)

    return make


QUESTIONS: list[Callable[[Server], Any]] = [
    lambda s: s.version,
    lambda s: from_server(s.models(), release="6.14.2", name="x"),
    lambda s: lock_file_text(from_server(s.models(), release="6.14.2", name="x")).encode(),
    lambda s: s.model_stats(),
    lambda s: s.dynamic_prompts("a", 3, combinatorial=True),
    lambda s: s.boards(),
    lambda s: s.board_images("a"),
    lambda s: s.gallery.info("a"),
    lambda s: s.gallery.exists("a"),
    lambda s: s.gallery.metadata("a"),
    lambda s: s.gallery.workflow("a"),
    lambda s: s.gallery.content("a"),
    lambda s: s.gallery.delete(["a"]),
    lambda s: s.gallery.made_by("a", "s"),
    lambda s: s.login("me@lab", "Correct-Horse-7"),
    lambda s: s.catalogue(["nonesuch"]),
    lambda s: s.cancel("a"),
]


@fuzz(60)
@given(value=TREES, status=STATUSES)
def test_any_answer_to_any_question(fake: FakeServer, answers: Answers, value: Any, status: int) -> None:
    answers.make = lambda _: answer(value, status)
    for ask in QUESTIONS:
        with Server(Session(fake.url, token=SECRET, retries=0), events=False) as server:
            try:
                found = ask(server)
            except ServerError as error:
                found = str(error)
                assert "\n" not in found
            assert SECRET not in repr(found)


@example(places={**RIGHT, "/i/": {"item_id": [], "status": "pending"}, "/": None}, status=200)
@fuzz(20)
@given(places=PLACES, status=STATUSES)
def test_any_answers_to_a_run(fake: FakeServer, answers: Answers, places: Any, status: int) -> None:
    answers.make = by_place(places, status)
    with Server(Session(fake.url, token=SECRET, retries=0), events=False, patience=0.05) as server:
        try:
            result = server.run(GRAPH, seconds=0.05, waiting=0.05)
            told = repr(result) + str(result.error)
            json.dumps([item.results for item in result.items], ensure_ascii=False).encode()
        except (ServerError, RunTimeoutError) as error:
            told = str(error)
        assert SECRET not in told
        with contextlib.suppress(ServerError):
            server.clean_up()


PROPERTY = shaped(
    type=st.sampled_from(["string", "integer", "array"]),
    default=SCALARS,
    anyOf=st.lists(TREES, max_size=2),
    enum=st.lists(SCALARS, max_size=2),
    items=TREES,
    field_kind=st.sampled_from(["input", "internal"]),
    title=SCALARS,
)
NODE = shaped(
    output=st.fixed_dictionaries({"$ref": st.just("#/components/schemas/Out") | SCALARS}),
    properties=st.fixed_dictionaries(
        {"type": st.fixed_dictionaries({"default": st.sampled_from(["add", "mine"]) | SCALARS})},
        optional={"a": PROPERTY, "b": PROPERTY, "id": PROPERTY},
    ),
    required=st.lists(SCALARS, max_size=2),
    version=SCALARS,
    category=SCALARS,
    title=SCALARS,
    node_pack=SCALARS,
    description=SCALARS,
)
OUTPUT = shaped(properties=st.fixed_dictionaries({"type": st.just({"default": "out"}), "value": PROPERTY}))
DOCUMENTS = shaped(
    components=shaped(
        schemas=st.fixed_dictionaries({"Out": OUTPUT, "Node": NODE}, optional={"Other": NODE, "More": TREES})
    )
)


@fuzz(10)
@given(document=DOCUMENTS, version=SCALARS)
def test_any_catalogue(fake: FakeServer, answers: Answers, document: Any, version: Any) -> None:
    answers.make = by_place({"/app/version": {"version": version}, "/": document})
    session = Session(fake.url, token=SECRET, retries=0)
    with contextlib.closing(session), contextlib.suppress(ServerError, TargetError):
        assert SECRET not in repr(catalogue_of(session).version)


COMMANDS = [
    ["catalogue", "pull", "--server", "URL", "-o", "-"],
    ["catalogue", "list", "--target", "URL"],
    ["check", "--target", "URL", "flow.json"],
    ["models", "pull", "--server", "URL", "-o", "-"],
    ["models", "list", "--server", "URL"],
    ["run", "flow.json", "--server", "URL"],
]


@pytest.mark.parametrize("command", COMMANDS)
@fuzz(100)
@given(document=DOCUMENTS | TREES, places=PLACES, status=STATUSES)
def test_any_answers_to_a_command(
    fake: FakeServer,
    answers: Answers,
    tmp_path_factory: pytest.TempPathFactory,
    command: list[str],
    document: Any,
    places: Any,
    status: int,
) -> None:
    if status != 200:
        document = {"detail": document}
    # A run that the server leaves pending would be waited for: there is none.
    places = {**places, "/b/": {"total": 0}, "/enqueue_batch": {"detail": places["/enqueue_batch"]}}
    answers.make = by_place({"/openapi.json": document, **places}, status)
    folder = tmp_path_factory.mktemp("run")
    (folder / "flow.json").write_text(json.dumps(GRAPH))
    words = [fake.url if w == "URL" else str(folder / w) if w == "flow.json" else w for w in command]
    environment = {"WFLINT_TOKEN": SECRET}
    with contextlib.chdir(folder):
        result = CliRunner().invoke(cli, words, env=environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code in (0, 1, 2)
    assert SECRET not in result.output
