"""``wflint catalogue update``, with an index of releases that nobody built: all but uv and pip is real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.catalogue.conftest import ROOT, extract, without_newest
from tests.catalogue.conftest import cache as cache  # noqa: PLC0414 - a fixture
from tests.catalogue.releases_made import Index, document_of, facts_of
from tests.cli.conftest import good_graph
from wflint.catalogue import store
from wflint.catalogue.added import added_releases
from wflint.catalogue.light_route import offered
from wflint.catalogue.targets import resolve_target

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the uv of these tests is a POSIX script")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """What the application of a small InvokeAI says of itself: it has 8 nodes."""
    found: dict[str, Any] = extract("6.14.2")
    return found


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """What the application of 6.14.2 says of itself, as far as the store has it."""
    return document_of(*facts_of(store.DATA, "6.14.2"))


@pytest.fixture
def index(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    """An empty index, which uv asks."""
    found = Index(tmp_path / "index")
    monkeypatch.setenv("PATH", found.path)
    return found


def kept(cache: Path) -> set[str]:
    """What lies in the cache, without the lock."""
    folder = cache / "catalogue"
    return {path.name for path in folder.iterdir()} - {"update.lock"} if folder.is_dir() else set()


def test_a_new_release(wflint: Callable[..., Ran], index: Index, cache: Path, document: Any) -> None:
    index.has("6.14.2", document)
    index.has("6.15.0", document)
    index.has("6.15.1rc1", document)
    index.has("2.3.5", document)
    checked = wflint("catalogue", "update", "--check")
    assert (checked.code, checked.out, checked.err) == (1, "6.15.0: new\n", "")
    assert kept(cache) == set()
    ran = wflint("catalogue", "update")
    assert (ran.code, ran.out) == (0, "6.15.0: added, 8 nodes\n")
    assert ran.err.splitlines() == [
        "wflint: InvokeAI 6.15.0: downloading its wheel",
        "wflint: InvokeAI 6.15.0: installing it without torch",
        "wflint: InvokeAI 6.15.0: importing it",
        "wflint: InvokeAI 6.15.0: of its classes as much is known as its schema says",
    ]
    assert kept(cache) == {"6.15.0.json"}
    again = wflint("catalogue", "update")
    assert (again.code, again.out) == (0, "")
    assert again.err == "wflint: nothing new: wflint knows every stable release that the package index has\n"
    assert wflint("catalogue", "update", "--check").code == 0
    assert wflint("catalogue", "update", "--check", "--pre").out == "6.15.1rc1: new\n"
    listed = wflint("catalogue", "releases").out.splitlines()
    assert listed[-3:] == ["6.14.2", "6.15.0 (added)", "7.0.0a3 (pre-release)"]
    rows = wflint("catalogue", "releases", "-f", "json").json
    assert [row["release"] for row in rows if row["added"]] == ["6.15.0"]  # type: ignore[index]


def test_commands_take_it(
    wflint: Callable[..., Ran], index: Index, put: Callable[..., Path], whole: Any
) -> None:
    changed = json.loads(json.dumps(whole))
    schemas = changed["components"]["schemas"]
    schemas["save_image node"]["properties"]["strength"] = {"type": "number", "orig_required": True}
    schemas["polish node"] = json.loads(
        json.dumps(schemas["img_blur node"]).replace('"img_blur"', '"polish"')
    )
    index.has("6.15.0", changed)
    assert wflint("catalogue", "update").code == 0
    put("a.json", good_graph())
    assert wflint("check", "a.json").code == 0
    assert wflint("check", "-t", "latest", "a.json").code == 0
    for target in ("6.15.0", "6.15", "newest", ">6.14,<=newest"):
        ran = wflint("check", "-t", target, "a.json")
        assert ran.code == 1, target
        assert "strength" in ran.out
    shown = wflint("catalogue", "show", "polish", "-t", "newest")
    assert "known from InvokeAI 6.15.0 to 6.15.0" in shown.out
    diff = wflint("catalogue", "diff", "6.14.2", "6.15.0", "-f", "json").json
    assert {(c["node"], c["id"]) for c in diff["changes"]} >= {("polish", "node-added")}
    assert wflint("catalogue", "list", "-t", "6.15.0").out.count("\n") == 310


def test_the_newest_of_a_copied_store_comes_back(
    wflint: Callable[..., Ran], index: Index, tmp_path: Path, whole: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wflint that came out before 6.14.2, and 6.14.2: the same facts as in the one that came after it."""
    without_newest(tmp_path / "store")
    expected = facts_of(store.DATA, "6.14.2")
    monkeypatch.setattr(store, "DATA", str(tmp_path / "store"))
    store.shipped.cache_clear()
    try:
        index.has("6.14.2", whole)
        assert wflint("catalogue", "update").out == "6.14.2: added, 309 nodes\n"
        (catalogue,) = resolve_target("newest")
        found = catalogue.definitions
        assert catalogue.version == "6.14.2"
        assert {t: found.load(h) for t, h in found.node_types.items()} == expected[0]
        assert {n: found.load(h) for n, h in found.model_names.items()} == expected[1]
        assert added_releases() == ("6.14.2",)
    finally:
        monkeypatch.undo()
        store.shipped.cache_clear()


def test_named_releases(wflint: Callable[..., Ran], index: Index, cache: Path, document: Any) -> None:
    index.has("7.0.0rc1", document)
    ran = wflint("catalogue", "update", "-r", "v7.0.0-rc.1", "-r", "6.14.2")
    assert (ran.code, ran.out) == (0, "7.0.0rc1: added, 8 nodes\n")
    assert ran.err.startswith("wflint: InvokeAI 6.14.2: wflint comes with it\n")
    again = wflint("catalogue", "update", "-r", "7.0.0rc1")
    assert again.err == "wflint: InvokeAI 7.0.0rc1 was added before\nwflint: nothing to add\n"
    (cache / "catalogue" / "7.0.0rc1.json").write_text("{}", "utf-8")
    assert wflint("catalogue", "update", "-r", "7.0.0rc1").out == "7.0.0rc1: added, 8 nodes\n", (
        "it was damaged"
    )


def test_removing(wflint: Callable[..., Ran], index: Index, cache: Path, document: Any) -> None:
    assert "no release was added" in wflint("catalogue", "update", "--remove", "6.15.0").err
    for version in ("6.15.0", "6.16.0"):
        index.has(version, document)
    assert wflint("catalogue", "update").code == 0
    ran = wflint("catalogue", "update", "--remove", "6.15.0")
    assert (ran.code, ran.err) == (0, "wflint: removed InvokeAI 6.15.0\n")
    assert wflint("catalogue", "update", "--remove", "6.15.0").code == 2
    assert wflint("catalogue", "list", "-t", "6.15.0").code == 2
    assert kept(cache) == {"6.16.0.json"}
    assert wflint("catalogue", "update", "--remove", "all").code == 0
    assert kept(cache) == set()
    assert wflint("catalogue", "update", "--remove", "all", "--pre").code == 2


def test_one_that_wflint_comes_with_by_now_goes(
    wflint: Callable[..., Ran], index: Index, cache: Path, document: Any
) -> None:
    index.has("6.14.2", document)
    (cache / "catalogue").mkdir(parents=True)
    (cache / "catalogue" / "6.14.2.json").write_text("{}", "utf-8")
    ran = wflint("catalogue", "update")
    assert "removed InvokeAI 6.14.2 from the cache: wflint comes with it now" in ran.err
    assert kept(cache) == set()


BAD = {
    "6.15.1": ("import nowhere\n", "ModuleNotFoundError: No module named 'nowhere'"),
    "6.15.2": ("class app:\n    def openapi(): return {}\n", "its schema cannot be read"),
    "6.15.4": ("raise ValueError('a\\x1b[31m\\n::error::b')\n", "::error::b"),
}


def test_releases_that_cannot_be_had_are_a_line_each(
    wflint: Callable[..., Ran], index: Index, cache: Path, document: Any
) -> None:
    for version, (application, _) in BAD.items():
        index.has(version, document, application=application)
    index.has("6.16.0", document)
    (index.wheels / "invokeai-6.17.0-py3-none-any.whl").write_text("no archive", "utf-8")
    ran = wflint("catalogue", "update")
    assert (ran.code, ran.out) == (2, "6.16.0: added, 8 nodes\n"), "the others are added all the same"
    lines = [line for line in ran.err.splitlines() if "error:" in line]
    assert len(lines) == len(BAD) + 1
    for line, (version, (_, why)) in zip(lines, BAD.items(), strict=False):
        assert line.startswith(f"wflint: error: InvokeAI {version}: ")
        assert why in line
    assert "\x1b" not in ran.err
    assert not any(line.startswith("::") for line in ran.err.splitlines())
    assert kept(cache) == {"6.16.0.json"}


def test_what_the_index_lacks(wflint: Callable[..., Ran], index: Index, cache: Path) -> None:
    ran = wflint("catalogue", "update")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "wflint: error: the package index cannot be asked for InvokeAI: "
        "No matching distribution found for invokeai\n"
    )
    ran = wflint("catalogue", "update", "-r", "6.99.0")
    assert ran.code == 2
    assert ran.err.endswith("error: InvokeAI 6.99.0: No matching distribution found for invokeai==6.99.0\n")
    assert kept(cache) == set()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["-r", "2.3.5"], "older than 3.0.0"),
        (["-r", "newest"], "is not a valid release"),
        (["-r", "6.15"], "write all of its number"),
        (["-r", "../../x"], "is not a valid release"),
        (["--remove", "../../x"], "no release was added"),
    ],
)
def test_wrong_words(wflint: Callable[..., Ran], index: Index, words: list[str], why: str) -> None:
    ran = wflint("catalogue", "update", *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert why in ran.err
    assert not index.log.exists()


def test_without_uv(wflint: Callable[..., Ran], cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    ran = wflint("catalogue", "update")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "uv is not on the PATH" in ran.err


def test_uv_works_in_our_folder_with_the_users_words(
    wflint: Callable[..., Ran], index: Index, cache: Path, document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file of a repository says where packages come from, and wflint's secrets are nobody else's."""
    monkeypatch.setenv("WFLINT_TOKEN", "secret")
    monkeypatch.setenv("PIP_INDEX_URL", "https://somewhere.invalid/simple")
    monkeypatch.setenv("VIRTUAL_ENV", str(cache))
    index.has("6.15.0", document)
    assert wflint("catalogue", "update").code == 0
    calls = index.calls()
    assert [words[0] for words, *_ in calls][:2] == ["tool", "tool"]
    for words, folder, names, _ in calls:
        assert folder.startswith(str(cache / "catalogue" / "making"))
        assert not {"WFLINT_TOKEN", "WFLINT_CACHE", "VIRTUAL_ENV"} & set(names)
        assert "PIP_INDEX_URL" in names
        assert not any("://" in word or "index-url" in word for word in words)


def test_the_index_that_only_uv_was_told_of_is_pips_too(
    wflint: Callable[..., Ran], index: Index, cache: Path, document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"):
        monkeypatch.delenv(name, raising=False)
    index.has("6.14.2", document)
    for name, value, expected in (
        ("UV_INDEX_URL", "https://a.invalid/simple", "https://a.invalid/simple"),
        ("UV_DEFAULT_INDEX", "mine=https://b.invalid/?x=1", "https://b.invalid/?x=1"),
        ("PIP_INDEX_URL", "https://c.invalid", "https://c.invalid"),
    ):
        monkeypatch.setenv(name, value)
        assert wflint("catalogue", "update", "--check").code == 0
        assert index.calls()[-1][3] == expected


def test_an_answer_that_is_no_list(index: Index, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("", "[1]", '{"versions": [3]}', '{"versions": null}'):
        monkeypatch.setattr(offered, "run_uv", lambda *_, answer=said, **__: answer)
        with pytest.raises(offered.LightRouteError, match="not one that wflint reads"):
            offered.offered()


SLOW = "import time\nopen({mark!r}, 'w').close()\nany(time.sleep(0.05) for _ in iter(int, 1))\n"


def started(index: Index, cache: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "wflint", "catalogue", "update", *words],
        env={
            **os.environ,
            "WFLINT_CACHE": str(cache),
            "PATH": index.path,
            "PYTHONPATH": str(ROOT / "lint"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(path: Path) -> None:
    end = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_leaves_nothing_when_it_is_ended(index: Index, cache: Path, tmp_path: Path, document: Any) -> None:
    """What was added before stays, and the next one goes on from there."""
    index.has("6.15.0", document)
    index.has("6.16.0", document, application=SLOW.format(mark=str(tmp_path / "mark")))
    process = started(index, cache)
    wait_for(tmp_path / "mark")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert out == "6.15.0: added, 8 nodes\n"
    assert kept(cache) == {"6.15.0.json"}


def test_two_at_once(index: Index, cache: Path, document: Any) -> None:
    """The second waits, and finds that all is done. What a killed one left is removed."""
    left = cache / "catalogue" / "making" / "wflint-left"
    left.mkdir(parents=True)
    index.has("6.15.0", document)
    both = [started(index, cache), started(index, cache)]
    ended = [(*process.communicate(timeout=60), process.returncode) for process in both]
    assert [code for *_, code in ended] == [0, 0]
    assert sorted(out for out, *_ in ended) == ["", "6.15.0: added, 8 nodes\n"]
    assert "waiting for another `wflint catalogue update`" in ended[0][1] + ended[1][1]
    assert kept(cache) == {"6.15.0.json"}
