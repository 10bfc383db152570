"""Cases, lists and folders that somebody else wrote: no file of the user is read, sent or written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.graph.test_convert import node, workflow
from tests.live.library import copy_of
from tests.live.test_case_files import faults
from tests.live.test_cases_run import run as run_case
from tests.live.test_run_command import BLUR, IMAGES, Lab, here, run
from wflint.live.cases.load import load_cases
from wflint.live.runs.outputs import NameTemplate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.live.fake_server import Connection

__all__ = ["here"]
SECRET = "canary-5f2e"
LINKS = pytest.mark.skipif(os.name != "posix", reason="symbolic links need rights elsewhere")


class Canary(Lab):
    """Keeps every byte that it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.received = b""

    def upload(self, connection: Connection) -> None:
        self.received += connection.body
        connection.json(self.recorded.json("upload"))

    def enqueue(self, connection: Connection) -> None:
        self.received += connection.body
        super().enqueue(connection)


@pytest.fixture
def lab(here: Path) -> Iterator[Canary]:
    lab = Canary()
    with lab.open(**{f"{IMAGES}/upload": lab.upload}):
        yield lab


@pytest.fixture
def evil(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a workflow of a text and a picture, beside it what is none of its business."""
    (here / "blur.workflow.json").unlink()
    (here / "secret.txt").write_text(SECRET)
    (here / "secret.png").write_text(SECRET)
    evil = here / "evil"
    (evil / ".git").mkdir(parents=True)
    (evil / ".git" / "config").write_text(SECRET)
    (evil / "flow.workflow.json").write_text(
        json.dumps(
            workflow(
                [node("i", "image", image=...), node("s", "save_image"), node("p", "string", value="hi")],
                "i.image -> s.image",
            )
        )
    )
    (evil / "own.png").write_bytes(b"own picture")
    (evil / "own.txt").write_text("own text")
    if os.name == "posix":
        (evil / "link.png").symlink_to("../secret.png")
        (evil / "link").symlink_to("..")
    monkeypatch.chdir(here)
    return evil


def case(evil: Path, text: str) -> Path:
    file = evil / "flow.test.toml"
    file.write_text("lint = false\n" + text)
    return file


NAMES = ["../secret.png", "{here}/secret.png", "link.png", "link/secret.png", "own.png/../../secret.png",
         ".git/config"]  # fmt: skip


@LINKS
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('[uploads]\n"i.image" = "{}"', "uploads.i.image"),
        ('[inputs]\n"i.image" = "{}"', "image.image"),
        ('[inputs]\n"i.image" = "@{}"', "inputs.i.image"),
        ('[inputs]\n"p.value" = "@{}"', "inputs.p.value"),
        ('[[effect]]\nset = {{ "p.value" = "@{}" }}', "effect.0.set.p.value"),
        ('[golden]\nmask = "{}"', "golden.mask"),
        ('[[intermediate]]\nnode = "s"\ngolden = {{ mask = "{}" }}', "intermediate.0.golden.mask"),
        ('workflow = "{}"', "workflow"),
    ],
)
def test_a_case_names_no_file_outside_of_its_project(
    lab: Canary, evil: Path, table: str, key: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = name.format(here=evil.parent)
    text = table.format(name)
    case(evil, f"{text}\n" if key == "workflow" else f'{text}\n[case.a]\ntags = ["x"]\n')
    assert run(lab, "evil") == 1
    out = capsys.readouterr().out
    assert f"{key}: {name} is not a file of the project in {evil.resolve()}; what lies" in out
    assert SECRET not in out
    assert lab.received == b""
    assert lab.bodies == []


def test_a_case_names_files_of_its_project(lab: Canary, evil: Path) -> None:
    case(evil, '[uploads]\n"i.image" = "own.png"\n[inputs]\n"p.value" = "@own.txt"\n')
    run(lab, "evil", "--no-save")
    assert b"own picture" in lab.received
    assert b"own text" in lab.received


def test_a_text_that_begins_with_the_sign_is_one(lab: Canary, evil: Path) -> None:
    case(evil, '[uploads]\n"i.image" = "own.png"\n[inputs]\n"p.value" = "@/nobody/there"\n')
    run(lab, "evil", "--no-save")
    assert b"@/nobody/there" in lab.received


def test_files_of_a_case_are_not_looked_for_where_wflint_runs(
    lab: Canary, evil: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same name may be a secret there."""
    monkeypatch.chdir(evil.parent)
    case(evil, '[uploads]\n"i.image" = "own.png"\n[inputs]\n"p.value" = "@secret.txt"\n')
    run(lab, "evil", "--no-save")
    assert b"@secret.txt" in lab.received
    assert SECRET.encode() not in lab.received


def test_the_user_may_name_any_file(lab: Canary, evil: Path) -> None:
    given = ["--set", "i.image=secret.png", "--set", f"p.value=@{evil.parent}/secret.txt"]
    run(lab, *given, "--no-save", "evil/flow.workflow.json")
    assert lab.received.count(SECRET.encode()) >= 2, "the picture and the text"


def test_a_document_names_no_local_file(lab: Canary, evil: Path) -> None:
    """Neither by a picture's name nor by a text: both go to the server as they are."""
    for name in ("../secret.png", "own.png", "@own.txt"):
        nodes = [node("i", "image", image={"image_name": name}), node("p", "string", value="@own.txt")]
        nodes.append(node("s", "save_image"))
        (evil / "flow.workflow.json").write_text(json.dumps(workflow(nodes, "i.image -> s.image")))
        for path in ("evil/flow.workflow.json", "evil"):
            lab.received = b""
            run(lab, "--no-save", "--no-check", path)
            assert f'"{name}"'.encode() in lab.received
            assert b"own text" not in lab.received
            assert b"own picture" not in lab.received
            assert SECRET.encode() not in lab.received


@LINKS
@pytest.mark.parametrize("name", ["{here}/secret.png", "evil/link.png", "{home}/secret.png", "~/secret.png"])
def test_a_list_of_pictures_names_no_file_outside_of_its_project(
    lab: Canary, evil: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = evil.parent / "home"
    home.mkdir()
    (home / "secret.png").write_text(SECRET)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(evil)
    name = name.format(here=evil.parent, home=home).removeprefix("evil/")
    (evil / "list.txt").write_text(f"own.png\n{name}\n")
    assert run(lab, "--sweep", "i.image=@list.txt", "flow.workflow.json") == 2
    assert "is not a file of the project in" in capsys.readouterr().err
    assert SECRET.encode() not in lab.received


def test_a_line_of_a_list_of_texts_is_a_text(lab: Canary, evil: Path) -> None:
    (evil / "list.txt").write_text("a fox\n@own.txt\n@../secret.txt\n")
    given = ["--sweep", "p.value=@evil/list.txt", "--set", "i.image=evil/own.png"]
    run(lab, *given, "--no-save", "--no-check", "evil/flow.workflow.json")
    [body] = lab.bodies
    assert body["batch"]["data"][0][0]["items"] == ["a fox", "@own.txt", "@../secret.txt"]


# -- what is written -----------------------------------------------------------------------------------------


@LINKS
@pytest.mark.parametrize("what", ["folder", "file", "dangling"])
def test_goldens_are_not_written_through_links(tmp_path: Path, what: str) -> None:
    evil = tmp_path / "evil"
    file = copy_of("sd15_text_to_image", evil)
    golden = evil / "goldens" / "sd15_text_to_image-1.png"
    golden.unlink()
    outside = tmp_path / "outside"
    outside.mkdir()
    if what == "folder":
        (evil / "goldens").rmdir()
        (evil / "goldens").symlink_to(outside)
    elif what == "file":
        (outside / "mine").write_text("mine")
        golden.symlink_to(outside / "mine")
    else:
        golden.symlink_to(outside / "new")
    for update in (True, False):
        verdict = run_case(file, update_goldens=update)
        assert verdict.status == "error"
        assert f"goldens/{golden.name} is not a file of the project in {evil}" in verdict.reason
    assert [(p.name, p.read_text()) for p in outside.iterdir()] == (
        [("mine", "mine")] if what == "file" else []
    )


@LINKS
def test_baselines_are_neither_read_nor_written_through_links(tmp_path: Path) -> None:
    file = copy_of("sd15_text_to_image", tmp_path / "evil")
    run_case(file, update_goldens=True)
    file.with_name("sd15_text_to_image.baseline.json").symlink_to(tmp_path / "mine.json")
    budget = {"repeats": 3, "time": {"warm": {"total": "+20%"}}}
    verdict = run_case(file, budget, update_baselines=True)
    assert "sd15_text_to_image.baseline.json is not a file of the project in" in verdict.reason
    assert not (tmp_path / "mine.json").exists()


@LINKS
def test_artifacts_replace_links(tmp_path: Path) -> None:
    """Their names come from cases, and their folder may be in a repository."""
    file = copy_of("sd15_text_to_image", tmp_path / "evil")
    run_case(file, update_goldens=True)
    artifacts = tmp_path / "evil" / "artifacts"
    artifacts.mkdir()
    (tmp_path / "mine").write_text("mine")
    for name in ("sd15_text_to_image-1.png", "sd15_text_to_image-1.difference.png"):
        (artifacts / name).symlink_to(tmp_path / "mine")
    assert run_case(file, {"inputs": {"noise.seed": 99}}, artifacts=artifacts).status == "failed"
    assert (tmp_path / "mine").read_text() == "mine"
    assert not (artifacts / "sd15_text_to_image-1.png").is_symlink()


@LINKS
def test_pictures_are_not_written_through_links(
    lab: Canary, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "out" / "evil").mkdir(parents=True)
    (here / "out" / "blur-001.png").symlink_to(here / "gone")
    (here / "mine").write_text("mine")
    (here / "blur.workflow.json").write_bytes(BLUR.read_bytes())
    assert run(lab, "-o", "out", "blur.workflow.json") == 0
    assert (here / "out" / "blur-001-2.png").read_bytes() == lab.picture
    (here / "out" / "blur-001.png").unlink()
    (here / "out" / "blur-001.png").symlink_to(here / "mine")
    assert run(lab, "-o", "out", "--overwrite", "blur.workflow.json") == 0
    assert (here / "out" / "blur-001.png").read_bytes() == lab.picture
    assert (here / "mine").read_text() == "mine"
    (here / "out" / "Save").symlink_to(here)
    capsys.readouterr()
    assert run(lab, "-o", "out", "--name", "{label}/{index}", "blur.workflow.json") != 0
    assert "out/Save is a link that leads out of out" in capsys.readouterr().err
    assert not list(here.glob("*.png"))


# -- names of files ------------------------------------------------------------------------------------------


@pytest.fixture
def write(tmp_path: Path):
    (tmp_path / "fox.workflow.json").write_text("{}")

    def write(text: str) -> Path:
        (tmp_path / "fox.test.toml").write_text(text, "utf-8")
        return tmp_path / "fox.test.toml"

    return write


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../x", 'the name of the case "../../x" has a "/" in it; files are called by it'),
        ("..", "begins or ends with a dot"),
        (".hidden", "begins or ends with a dot"),
        ("/etc/x", 'has a "/"'),
        ("a\\\\b", 'has a "\\" in it'),
        ("C:x", 'has a ":"'),
        ("a*", 'has a "*"'),
        ("a\\u0000b", 'the name of the case "a\\x00b" has a "\\x00" in it'),
        ("a\\nb", 'has a "\\n"'),
        ("a\\u001b[31m", 'has a "\\x1b"'),
        ("a\\u202Egnp", 'has a "\\u202e"'),
        ("a\\u2028b", 'has a "\\u2028"'),
        ("trailing.", "begins or ends with a dot"),
        ("trailing ", "begins or ends with a dot or a space"),
        ("", "is empty"),
        ("n" * 300, "is longer than 120 bytes"),
        ("\u4e2d" * 41, "is longer than 120 bytes"),
    ],
)
def test_names_that_no_file_should_have(write: Any, name: str, said: str) -> None:
    (found,) = faults(write(f'[case.ok]\n[case."{name}"]\n'))
    assert found.startswith("2: the name of the case ")
    assert said in found


@pytest.mark.parametrize(
    "name", ["other-seed", "8 steps", "v1.5", "\u00e9t\u00e9 #2", "n" * 120, "CON", "aux"]
)
def test_names_that_files_may_have(write: Any, name: str) -> None:
    (case,) = load_cases(write(f'[case."{name}"]\n'))
    assert case.golden_stem() == f"fox.{name}", "which is no device, whatever the name is"


@pytest.mark.parametrize(
    ("one", "other"), [("a", "A"), ("\u00e9", "e\u0301"), ("stra\u00dfe", "STRASSE"), ("\u00c5", "\u212b")]
)
def test_names_that_some_systems_take_for_the_same(write: Any, one: str, other: str) -> None:
    (found,) = faults(write(f'[case."{one}"]\n[case."{other}"]\n'))
    assert found == (
        f'2: the name of the case "{other}" differs from "{one}" in capitals or accents only; '
        "files are called by it"
    )


def test_goldens_of_two_never_have_the_same_name(write: Any) -> None:
    golden = 'golden = "tight"'
    text = f'[[case.a.intermediate]]\nnode = "b"\n{golden}\n[case."a.b"]\n'
    (found,) = faults(write(text))
    assert "the goldens of the case fox.a.b would have the names of those of" in found
    text = "".join(f'[[intermediate]]\nnode = "{name}"\n{golden}\n' for name in ("x/y", "x:y"))
    (found,) = faults(write(text))
    assert 'the goldens of "x:y" of the case fox would have the names of those of "x/y" of the case' in found
    long = "n" * 120
    (tmp := write("").with_name(f"{'f' * 120}.workflow.json")).write_text("{}")
    file = tmp.with_name(f"{'f' * 120}.test.toml")
    file.write_text(f'[case.{long}]\n[[case.{long}.intermediate]]\nnode = "x"\n{golden}\n')
    assert "would be too long for a file" in faults(file)[0]


@pytest.mark.parametrize(
    ("label", "wanted"),
    [
        ("../../x", "_.._x"),
        ("..", "image"),
        ("/etc/passwd", "_etc_passwd"),
        ("a\0b\n\x1b[31m\x9b", "a_b_[31m_"),
        ("\u202egnp.exe", "_gnp.exe"),
        ("\udcff", "_"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Com1", "_Com1"),
        ("COM\u00b9", "_COM\u00b9"),
        ("console", "console"),
        (" a. ", "a"),
        ("x" * 300, "x" * 80),
        ("\U0001f98a" * 300, "\U0001f98a" * 20),
        ("", "image"),
        ("{file}", "{file}"),
    ],
)
def test_labels_of_documents_in_names(label: str, wanted: str) -> None:
    assert NameTemplate("{label}").path({"label": label}) == wanted


def test_values_in_folders_stay_there(tmp_path: Path) -> None:
    for label in ("..", "../..", "/", "\\", ".", "...", "a/../../b"):
        found = NameTemplate("{label}/{label}-{index}").path({"label": label, "index": 1})
        path = Path(os.path.normpath(tmp_path / found))
        assert path.is_relative_to(tmp_path)
        assert path != tmp_path
