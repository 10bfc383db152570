"""``wflint check``: exit codes, what is searched, standard input, selection, targets."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import bad_graph, good_graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]


def found(ran: Ran) -> list[tuple[str, str]]:
    return [(d["file"], d["slug"]) for d in ran.json["diagnostics"]]


def status(ran: Ran) -> dict[str, str]:
    return {f["file"]: f["status"] for f in ran.json["files"]}


def test_clean_file(wflint: Wflint, put: Put) -> None:
    put("a.json")
    assert wflint("check", "a.json") == (0, "No problems in 1 file, InvokeAI 6.14.2.\n", "")


def test_findings_make_exit_code_1(wflint: Wflint, put: Put) -> None:
    put("a.json", bad_graph())
    ran = wflint("check", "-f", "json", "a.json")
    assert ran.code == 1
    assert found(ran) == [("a.json", "dangling-edge")]


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_fail_on(wflint: Wflint, put: Put, fail_on: str, code: int) -> None:
    graph = good_graph()
    graph["edges"] *= 2  # a warning
    put("a.json", graph)
    ran = wflint("check", "--fail-on", fail_on, "-f", "json", "a.json")
    assert found(ran) == [("a.json", "duplicate-edge")]
    assert ran.code == code


def test_never_fails_on_errors_either(wflint: Wflint, put: Put) -> None:
    put("a.json", bad_graph())
    assert wflint("check", "--fail-on", "never", "a.json").code == 0


def test_missing_path(wflint: Wflint, put: Put) -> None:
    put("bad.json", bad_graph())
    ran = wflint("check", "-f", "json", "gone.json", "bad.json")
    assert ran.code == 2
    assert ran.err == "wflint: error: gone.json: no such file or directory\n"
    assert found(ran) == [("bad.json", "dangling-edge")], "the other files are checked all the same"
    assert status(ran) == {"gone.json": "unreadable", "bad.json": "checked"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file(wflint: Wflint, put: Put) -> None:
    put("a.json").chmod(0)
    ran = wflint("check", "a.json")
    assert (ran.code, ran.err) == (2, "wflint: error: a.json: Permission denied\n")


def test_file_that_cannot_be_read(wflint: Wflint, here: Path) -> None:
    (here / "a.json").symlink_to("a.json")
    ran = wflint("check", "a.json")
    assert ran.code == 2
    assert ran.err == "wflint: error: a.json: is a broken symbolic link\n"


def test_directory_search(wflint: Wflint, put: Put) -> None:
    put("w/a.json", bad_graph())
    put("w/b/c.JSON", bad_graph())
    put("w/package.json", {"name": "x"})
    put("w/tsconfig.json", "{ // comment\n}")
    put("w/broken.json", '{"nodes": {}, "edges": [')
    put("w/notes.txt", bad_graph())
    put("w/.hidden/d.json", bad_graph())
    ran = wflint("check", "-f", "json", "w")
    assert ran.code == 1
    assert found(ran) == [
        ("w/a.json", "dangling-edge"),
        ("w/b/c.JSON", "dangling-edge"),
        ("w/broken.json", "syntax-error"),
    ]
    assert status(ran) == {
        "w/a.json": "checked",
        "w/b/c.JSON": "checked",
        "w/broken.json": "checked",
        "w/package.json": "skipped",
        "w/tsconfig.json": "skipped",
    }
    assert ran.json["summary"] == {
        "files": 5,
        "skipped": 2,
        "errors": 3,
        "warnings": 0,
        "infos": 0,
        "suppressed": 0,
    }


def test_without_paths_the_working_directory_is_searched(wflint: Wflint, put: Put) -> None:
    put("sub/a.json", bad_graph())
    assert found(wflint("check", "-f", "json")) == [("sub/a.json", "dangling-edge")]


def test_nothing_to_check(wflint: Wflint, put: Put) -> None:
    put("readme.txt", "hello")
    ran = wflint("check")
    assert (ran.code, ran.err) == (0, "wflint: nothing to check: no JSON files under .\n")


def test_a_folder_of_which_all_is_excluded(wflint: Wflint, put: Put) -> None:
    put("wflint.toml", 'exclude = ["vendor/"]\n')
    first = str(put("vendor/a.json", good_graph()).relative_to(put("x.txt", "").parent))
    says = "excluded by wflint.toml; name a file with --no-force-exclude to check it"
    assert wflint("check", "vendor").err == f"wflint: nothing to check: {first} is {says}\n"
    put("vendor/b.json", good_graph())
    for folder in ("vendor", "."):
        ran = wflint("check", folder)
        assert (ran.code, ran.err) == (0, f"wflint: nothing to check: {first} and 1 more are {says}\n")


def test_named_file_that_is_no_document(wflint: Wflint, put: Put) -> None:
    put("package.json", {"name": "x"})
    ran = wflint("check", "-f", "json", "package.json")
    assert (ran.code, found(ran)) == (1, [("package.json", "not-a-workflow")])


@pytest.mark.parametrize(
    "contents",
    [{"name": "x"}, {"nodes": {"addNode": "Add Node"}}, "[1, 2", b"\xff\xfe\x00\xd8", b"", "{ // comment\n}"],
    ids=repr,
)
def test_skip_unknown(wflint: Wflint, put: Put, contents: Any) -> None:
    put("some.json", contents)
    ran = wflint("check", "--skip-unknown", "-f", "json", "some.json")
    assert (ran.code, found(ran)) == (0, [])
    assert status(ran) == {"some.json": "skipped"}
    assert wflint("check", "some.json").code == 1


def test_skip_unknown_keeps_broken_workflows(wflint: Wflint, put: Put) -> None:
    put("a.json", json.dumps(good_graph())[:-2])
    assert found(wflint("check", "--skip-unknown", "-f", "json", "a.json")) == [("a.json", "syntax-error")]


def test_comfyui_file_is_called_one(wflint: Wflint, put: Put) -> None:
    put("c.json", {"3": {"class_type": "KSampler", "inputs": {"seed": 5}}})
    ran = wflint("check", "c.json")
    assert ran.code == 1
    assert "ComfyUI" in ran.out
    assert wflint("check", ".").code == 0


@pytest.mark.parametrize("name", ["a.json", "page.html", "noise.bin"])
def test_binary_file(wflint: Wflint, put: Put, name: str) -> None:
    put(name, bytes(range(256)) * 40)
    ran = wflint("check", "-f", "json", name)
    assert ran.code == 1
    assert found(ran) == [(name, "bad-encoding")]


def test_broken_file_is_reported_whatever_is_selected(wflint: Wflint, put: Put) -> None:
    put("a.json", '{"nodes": ')
    put("b.json", {"name": "x"})
    ran = wflint("check", "--select", "dangling-edge", "-f", "json", "a.json", "b.json")
    assert found(ran) == [("a.json", "syntax-error"), ("b.json", "not-a-workflow")]
    ran = wflint("check", "--ignore", "syntax-error,SH103", "-f", "json", "a.json", "b.json")
    assert (ran.code, found(ran)) == (0, [])
    assert status(ran) == {"a.json": "skipped", "b.json": "skipped"}


def test_gitignore(wflint: Wflint, put: Put, here: Path) -> None:
    (here / ".git").mkdir()
    put(".gitignore", "drafts/\n*.tmp.json\n!keep.tmp.json\n")
    put("w/.gitignore", "local.json\n")
    for name in ("drafts/a.json", "x.tmp.json", "keep.tmp.json", "w/local.json", "w/b.json", "local.json"):
        put(name, bad_graph())
    everywhere = ["keep.tmp.json", "local.json", "w/b.json"]
    assert [f for f, _ in found(wflint("check", "-f", "json", "."))] == everywhere
    assert [f for f, _ in found(wflint("check", "-f", "json", "w"))] == ["w/b.json"]
    named = wflint("check", "-f", "json", "drafts/a.json")
    assert found(named) == [("drafts/a.json", "dangling-edge")], "a named file is checked all the same"
    assert found(wflint("check", "-f", "json", "drafts")) == found(wflint("check", "-f", "json", "drafts/"))


def test_symbolic_links(wflint: Wflint, put: Put, here: Path) -> None:
    put("w/a.json", bad_graph())
    (here / "w" / "again.json").symlink_to("a.json")
    (here / "w" / "loop").symlink_to(".", target_is_directory=True)
    (here / "w" / "self.json").symlink_to("self.json")
    ran = wflint("check", "-f", "json", "w")
    assert [f for f, _ in found(ran)] == ["w/a.json", "w/again.json"]
    assert ran.code == 1


def test_same_file_twice(wflint: Wflint, put: Put, here: Path) -> None:
    put("w/a.json", bad_graph())
    ran = wflint("check", "-f", "json", "w/a.json", "w", "./w/a.json", str(here / "w" / "a.json"))
    assert found(ran) == [("w/a.json", "dangling-edge")]


def test_stdin(process: Callable[..., Any]) -> None:
    ran = process("check", "-f", "concise", "-", stdin=json.dumps(bad_graph()).encode())
    assert ran.returncode == 1
    assert ran.stdout.startswith(b"-:1:")
    ran = process("check", "-f", "concise", "--stdin-filename", "w/a.json", "-", stdin=b"{")
    assert ran.stdout.startswith(b"w/a.json:1:")


@pytest.mark.parametrize(
    ("options", "slugs"),
    [
        ([], ["dangling-edge", "duplicate-edge"]),
        (["--select", "ED101"], ["dangling-edge"]),
        (["--select", "ed"], ["dangling-edge", "duplicate-edge"]),
        (["--select", "dangling-edge"], ["dangling-edge"]),
        (["--select", "ND"], []),
        (["--select", "ALL", "--ignore", "ED"], []),
        (["--ignore", "ED", "--select", "ED105,ALL"], ["duplicate-edge"]),
        (["--ignore", "ED1", "--select", "ED"], []),
        (["--select", "ED101", "--ignore", "ED101"], []),
        (["--select", "ED101", "--extend-select", "ED105"], ["dangling-edge", "duplicate-edge"]),
        (["--ignore", "ED101", "--ignore", "duplicate-edge"], []),
    ],
)
def test_selection(wflint: Wflint, put: Put, options: list[str], slugs: list[str]) -> None:
    graph = bad_graph()
    graph["edges"].append(graph["edges"][0])
    put("a.json", graph)
    ran = wflint("check", "-f", "json", *options, "a.json")
    assert sorted(slug for _, slug in found(ran)) == slugs


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--select", "dangling-edg"], 'did you mean "dangling-edge"?'),
        (["--ignore", "XX9"], 'no rule is called "XX9"'),
        (["--extend-select", "ED999"], 'no rule is called "ED999"'),
        (["--format", "jason"], "'json'"),
        (["--jobs", "0"], "0 is not in the range"),
        (["--fail-on", "info"], "'warning'"),
        (["--nonsense"], "No such option"),
    ],
)
def test_wrong_usage(wflint: Wflint, put: Put, args: list[str], message: str) -> None:
    put("a.json", bad_graph())
    ran = wflint("check", *args, "a.json")
    assert ran.code == 2
    assert message in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("target", ["6.99.0", "nonsense", ">=9", "", "missing.json", "a.json"])
def test_bad_target(wflint: Wflint, put: Put, target: str) -> None:
    put("a.json", bad_graph())
    ran = wflint("check", "--target", target, "a.json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("wflint: error: ")
    assert ran.err.count("\n") == 1


def test_range_of_releases(wflint: Wflint, put: Put) -> None:
    graph = bad_graph()
    graph["nodes"]["gemma"] = {"id": "gemma", "type": "image", "image": {"image_name": "b.png"}}
    graph["nodes"]["late"] = {"id": "late", "type": "string_join_three", "string_left": "a"}
    put("a.json", graph)
    ran = wflint("check", "-f", "json", "--target", ">=5.12,<6", "--select", "ED,ND", "a.json")
    assert ran.json["targets"] == ["5.12.0", "5.13.0", "5.14.0", "5.15.0"]
    (edge,) = ran.json["diagnostics"]
    assert edge["slug"] == "dangling-edge"
    assert edge["targets"] == ran.json["targets"], "one finding for all releases it holds for"
    text = wflint("check", "--target", ">=5.12,<6", "a.json").out
    assert "  in      InvokeAI 5.12.0 to 5.15.0 (4 targets)\n" in text


def test_finding_of_one_release_only(wflint: Wflint, put: Put) -> None:
    """call_saved_workflow exists since 6.13: a range across that says for which releases it is unknown."""
    graph = good_graph()
    graph["nodes"]["photo"]["type"] = "image"
    graph["nodes"]["flux"] = {"id": "flux", "type": "flux2_denoise"}
    put("a.json", graph)
    ran = wflint("check", "-f", "json", "--target", ">=5.14", "--select", "unknown-node-type", "a.json")
    (unknown,) = ran.json["diagnostics"]
    assert unknown["targets"][0] == "5.14.0"
    assert len(unknown["targets"]) < len(ran.json["targets"])


def test_images(wflint: Wflint, put: Put) -> None:
    from io import BytesIO

    from PIL import Image, PngImagePlugin

    data = BytesIO()
    info = PngImagePlugin.PngInfo()
    info.add_text("invokeai_graph", json.dumps(bad_graph()))
    Image.new("RGB", (1, 1)).save(data, "PNG", pnginfo=info)
    put("w/a.png", data.getvalue())
    plain = BytesIO()
    Image.new("RGB", (1, 1)).save(plain, "PNG")
    put("w/plain.png", plain.getvalue())
    assert wflint("check", "w").code == 0
    ran = wflint("check", "--images", "-f", "json", "w")
    assert found(ran) == [("w/a.png", "dangling-edge")]
    assert status(ran) == {"w/a.png": "checked", "w/plain.png": "skipped"}
    assert found(wflint("check", "-f", "json", "w/plain.png")) == [("w/plain.png", "not-a-workflow")]


def test_infos_are_counted_until_somebody_asks(wflint: Wflint, put: Put) -> None:
    graph = bad_graph()
    graph["nodes"]["photo"]["type"] = "canny_edge_detection"  # a prototype is worth an info
    del graph["nodes"]["photo"]["image"]
    graph["nodes"]["save"]["type"] = "heuristic_resize"
    put("a.json", graph)
    infos = [d["slug"] for d in wflint("check", "-f", "json", "a.json").json["diagnostics"]]
    assert infos.count("prototype-node") == 1
    for form in ("text", "concise"):
        short = wflint("check", "-f", form, "a.json")
        assert short.out.endswith("\n1 info hidden; --show-info lists it\n")
        assert "prototype-node" not in short.out
        assert "hidden" not in wflint("check", "-q", "-f", form, "a.json").out
        whole = wflint("check", "-f", form, "--show-info", "a.json")
        assert whole.code == short.code == 1
        assert len(re.findall(r": info \S+ prototype-node", whole.out)) == 1
        assert "hidden" not in whole.out


@pytest.mark.parametrize(
    ("least", "severities"),
    [("info", {"error", "warning", "info"}), ("warning", {"error", "warning"}), ("error", {"error"})],
)
def test_least_severity_counts_everywhere(wflint: Wflint, put: Put, least: str, severities: set[str]) -> None:
    graph = bad_graph()  # an error; and beside it
    graph["nodes"]["photo"]["cfg"] = 1
    graph["nodes"]["alone"] = {"id": "alone", "type": "image", "image": {"image_name": "b.png"}}  # a warning
    graph["nodes"]["soft"] = {"id": "soft", "type": "heuristic_resize", "image": {"image_name": "b.png"}}
    put("a.json", graph)
    ran = wflint("check", "-f", "json", "--min-severity", least, "a.json")
    assert {d["severity"] for d in ran.json["diagnostics"]} == severities
    counted = {word for word in ("error", "warning", "info") if ran.json["summary"][f"{word}s"]}
    assert counted == severities
    for form in ("text", "concise", "github"):
        out = wflint("check", "-f", form, "--min-severity", least, "a.json").out
        assert "hidden" not in out
        for word, spelled in (("error", "error"), ("warning", "warning"), ("info", "info|notice")):
            assert bool(re.search(rf"(: |::)({spelled}) ", out)) == (word in severities), (form, word)


def test_what_is_below_the_least_severity_fails_nothing(wflint: Wflint, put: Put) -> None:
    graph = good_graph()
    graph["nodes"]["alone"] = {"id": "alone", "type": "image", "image": {"image_name": "b.png"}}
    put("a.json", graph)
    assert wflint("check", "--fail-on", "warning", "a.json").code == 1
    ran = wflint("check", "--fail-on", "warning", "--min-severity", "error", "a.json")
    assert (ran.code, ran.out) == (0, "No problems in 1 file, InvokeAI 6.14.2.\n")


def test_quiet(wflint: Wflint, put: Put) -> None:
    put("a.json")
    assert wflint("check", "-q", "a.json") == (0, "", "")
    put("b.json", bad_graph())
    assert "error in" not in wflint("check", "-q", "b.json").out


def test_statistics(wflint: Wflint, put: Put) -> None:
    graph = bad_graph()
    graph["edges"] += [graph["edges"][0], bad_graph("lost")["edges"][1]]
    put("a.json", graph)
    assert wflint("check", "--statistics", "a.json").out.endswith(
        "2  ED101  dangling-edge\n1  ED105  duplicate-edge\n"
    )
    ran = wflint("check", "--statistics", "-f", "jsonl", "a.json")
    assert len(ran.out.splitlines()) == 3, "machine formats stay whole"
    assert ran.err == "2  ED101  dangling-edge\n1  ED105  duplicate-edge\n"
    ran = wflint("check", "--statistics", "-f", "json", "a.json")
    assert len(ran.json["diagnostics"]) == 3
    assert ran.json["statistics"] == [
        {"code": "ED101", "slug": "dangling-edge", "count": 2},
        {"code": "ED105", "slug": "duplicate-edge", "count": 1},
    ]
    assert ran.err == "", "they are in the report"


@pytest.mark.parametrize("jobs", ["1", "2", "3"])
def test_jobs_change_nothing(wflint: Wflint, put: Put, jobs: str) -> None:
    for i in range(25):
        put(f"w/{i:02}.json", bad_graph(f"gone-{i}") if i % 3 else good_graph())
    put("w/x.json", {"name": "x"})
    args = ("check", "-f", "json", "w", "gone.json")
    alone = wflint(*args, "--jobs", "1")
    assert wflint(*args, "--jobs", jobs) == alone
    assert alone.code == 2
    assert len(alone.json["diagnostics"]) == 16


def test_internal_error_in_a_rule(wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    from wflint.rules.registry import all_rules

    def explode(_ctx: object) -> list[object]:
        raise KeyError("a\nb")

    broken = all_rules()["self-loop"].with_checks(explode)
    monkeypatch.setitem(all_rules(), "self-loop", broken)
    put("a.json", bad_graph())
    ran = wflint("check", "-f", "json", "a.json")
    assert ran.code == 2
    assert found(ran) == [("a.json", "dangling-edge")], "the other rules go on"
    assert ran.err.startswith("wflint: error: a.json: internal error in rule self-loop: KeyError: ")
    assert ran.err.count("\n") == 1
    monkeypatch.setattr("wflint.cli.check.DEBUG", True)
    assert "Traceback" in wflint("check", "a.json").err


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file names")
def test_odd_file_names(process: Callable[..., Any], here: Path) -> None:
    raw = json.dumps(bad_graph()).encode()
    names = [b"caf\xe9.json", "日本.json".encode(), b"new\nline.json", b"x" * 250 + b".json", b"--help.json"]
    for name in names:
        with open(os.path.join(os.fsencode(here), name), "wb") as file:
            file.write(raw)
    for encoding in ("utf-8", "ascii", "latin-1"):
        env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "1"}
        ran = process("check", "-f", "concise", ".", env=env)
        assert ran.returncode == 1, ran.stderr
        assert len(ran.stdout.splitlines()) == len(names)
        assert b"caf\xe9.json:1:" in ran.stdout, "the bytes on disk"
        assert rb"new\nline.json:1:" in ran.stdout, "one line a finding"
        ran = process("check", "-f", "json", ".", env=env)
        assert {
            d["file"].encode("utf-8", "surrogateescape") for d in json.loads(ran.stdout)["diagnostics"]
        } == set(names)
    ran = process("check", "--", b"--help.json", b"caf\xe9.json")
    assert ran.returncode == 1
