"""The pytest plugin, as its user meets it."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from textwrap import dedent

import pytest

from tests.live.library import copy_of
from tests.live.pictures import photo, png

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]

# A server that lives in the test stands in for the client of a real one.
STAND_IN = """
    import sys
    sys.path.insert(0, {root!r})
    import wflint.live.runs.document_client
    from contextlib import contextmanager
    from types import SimpleNamespace
    from tests.live.stand_in import StandIn

    class Client(StandIn):
        def __init__(self, session):
            super().__init__()
            self.session.url = self.session.name = session.url
            self.session.get = lambda path: {{"config": {{"device": "cpu"}}}}
            self.session.close = lambda: None
            self.queue = SimpleNamespace(path=self.queue.path, gone=None)

        def close(self): pass
        def __enter__(self): return self
        def __exit__(self, *_): pass

    wflint.live.runs.document_client.DocumentClient = Client
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A repository with one workflow of the library, its case and golden, and a server that stands in."""
    file = copy_of("sd15_text_to_image", pytester.path)
    text = file.read_text().replace('[golden]\npreset = "tight"\n', "")
    file.write_text(text)
    pytester.makeconftest(dedent(STAND_IN).format(root=str(ROOT)))
    return pytester


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist", *options)


def test_a_case_beside_its_workflow_runs_on_the_server_given(project: pytest.Pytester) -> None:
    result = run(project, "-v", "--wflint-server", "http://stand-in")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["sd15_text_to_image.test.toml::case PASSED*"])


def test_without_a_server_it_is_skipped_with_the_reason(project: pytest.Pytester) -> None:
    result = run(project, "-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(
        ["SKIPPED*no InvokeAI server: give --wflint-server URL or --wflint-serve RELEASE"]
    )


def test_a_case_that_fails_shows_its_verdict_and_no_traceback(project: pytest.Pytester) -> None:
    file = project.path / "sd15_text_to_image.test.toml"
    file.write_text(file.read_text().replace("size = [64, 64]", "size = [96, 64]"))
    result = run(project, "--wflint-server", "http://stand-in")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "FAILED sd15_text_to_image (InvokeAI 6.14.2 on cpu; *",
            "  FAILED outputs.size: the image is 64x64, not 96x64",
            "*time.warm.total: 1 s of 30 s*",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_junit_carries_times_and_measurements(project: pytest.Pytester) -> None:
    run(project, "--wflint-server", "http://stand-in", "--junitxml=report.xml").assert_outcomes(passed=1)
    case = next(ET.parse(project.path / "report.xml").iter("testcase"))
    properties = {p.get("name"): p.get("value") for p in case.iter("property")}
    assert properties["wflint.time.warm.total"] == "1"
    assert properties["wflint.time.warm.total.limit"] == "30"
    assert properties["wflint.time.warm.total.how"] == "the server's clock"
    assert properties["invokeai.release"] == "6.14.2"


def test_each_case_of_a_sweep_is_an_item_with_its_values(project: pytest.Pytester) -> None:
    file = project.path / "sd15_text_to_image.test.toml"
    text = file.read_text() + '\n[[sweep]]\ninputs = { "Noise.seed" = [7, 8] }\n'
    file.write_text(text)
    result = run(project, "-v", "--wflint-server", "http://stand-in", "--junitxml=report.xml")
    result.assert_outcomes(passed=2)
    names = ["case[Noise.seed=7]", "case[Noise.seed=8]"]
    result.stdout.fnmatch_lines(
        [f"sd15_text_to_image.test.toml::{name} PASSED*".replace("[", "[[]") for name in names]
    )
    report = ET.parse(project.path / "report.xml")
    assert [case.get("name") for case in report.iter("testcase")] == names
    one = run(project, "--wflint-server", "http://stand-in", f"{file.name}::{names[1]}")
    one.assert_outcomes(passed=1)
    file.write_text(text + "\n[case.more]\n")
    result = run(project, "--collect-only", "-q")
    result.stdout.fnmatch_lines(["*::more[[]Noise.seed=7]", "*::more[[]Noise.seed=8]"])


@pytest.fixture
def folders(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Cases of one name in two folders, with goldens of somebody else's images."""
    monkeypatch.setenv("WFLINT_CACHE", str(project.path / "cache"))
    for file in project.path.glob("sd15*"):
        file.unlink()
    for name in ("text", "other"):
        case = copy_of("sd15_text_to_image", project.path / name)
        case.write_text(case.read_text().partition("[time.warm]")[0])
        (golden,) = (case.parent / "goldens").iterdir()
        golden.write_bytes(png(photo(64)))
    return project


SERVER = ("--wflint-server", "http://stand-in")


def test_cases_of_one_name_have_artifacts_and_names_of_their_own(folders: pytest.Pytester) -> None:
    result = run(folders, *SERVER, "--wflint-artifacts", "art")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines_random(
        ["FAILED text/sd15_text_to_image (InvokeAI *", "FAILED other/sd15_text_to_image (InvokeAI *"]
    )
    for name in ("text", "other"):
        assert (folders.path / "art" / name / "sd15_text_to_image-1.png").is_file()


def test_a_shard_leaves_out_the_cases_of_others_and_no_other_test(folders: pytest.Pytester) -> None:
    folders.makepyfile("def test_own(): pass")
    seen = []
    for number in ("1/2", "2/2"):
        result = run(folders, "--collect-only", "-q", "--wflint-shard", number)
        lines = result.stdout.lines
        assert any("test_own" in line for line in lines)
        seen += [line for line in lines if line.endswith("toml::case")]
    assert sorted(seen) == [f"{name}/sd15_text_to_image.test.toml::case" for name in ("other", "text")]
    result = run(folders, "--wflint-shard", "3/2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --wflint-shard: there is no shard*"])


def test_what_failed_in_a_shard_is_run_again_in_it(folders: pytest.Pytester) -> None:
    """pytest does not even collect files without a failure then, so the parts would be others."""
    run(folders, *SERVER, "--wflint-update-goldens", "other").assert_outcomes(passed=1)
    options = ("-p", "cacheprovider", *SERVER, "--wflint-shard", "2/2")
    run(folders, *options).assert_outcomes(failed=1)
    run(folders, *options, "--lf").assert_outcomes(failed=1)


def test_what_passed_is_not_run_again_with_the_cache(folders: pytest.Pytester) -> None:
    update = (*SERVER, "--wflint-update-goldens")
    run(folders, *update).assert_outcomes(passed=2)
    for _ in range(2):
        result = run(folders, *SERVER, "--wflint-cache", "-rP")
        result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["ok other/sd15_text_to_image (passed, from the cache of 20*"])


def test_workflows_are_linted_only_when_asked_for(project: pytest.Pytester) -> None:
    bad = project.path / "bad.workflow.json"
    good = project.path / "sd15_text_to_image.workflow.json"
    bad.write_text(good.read_text().replace('"targetHandle": "latents"', '"targetHandle": "latent"'))
    (project.path / "package.json").write_text('{"name": "of somebody else", "nodes": 3}')
    (project.path / "broken.json").write_text("{")
    run(project).assert_outcomes(skipped=1)
    result = run(project, "--wflint")
    result.assert_outcomes(passed=2, failed=1, skipped=2)
    result.stdout.fnmatch_lines(["bad.workflow.json:*: error ED103 unknown-target-field *"])
    project.makeini("[pytest]\nwflint = true\n")
    run(project).assert_outcomes(passed=2, failed=1, skipped=2)


def test_what_a_baseline_knows_does_not_fail(project: pytest.Pytester) -> None:
    bad = project.path / "bad.workflow.json"
    good = project.path / "sd15_text_to_image.workflow.json"
    bad.write_text(good.read_text().replace('"targetHandle": "latents"', '"targetHandle": "latent"'))
    command = [sys.executable, "-m", "wflint", "check", "--write-baseline", "bad.workflow.json"]
    subprocess.run(command, cwd=project.path, check=True, capture_output=True)
    run(project, "--wflint").assert_outcomes(passed=3, skipped=2)
    bad.write_text(bad.read_text().replace('"targetHandle": "latent"', '"targetHandle": "laten"'))
    run(project, "--wflint").assert_outcomes(passed=2, failed=1, skipped=2)
    (project.path / ".wflint-baseline.json").write_text("<<<<<<< HEAD")
    result = run(project, "--wflint")
    result.stdout.fnmatch_lines(["*.wflint-baseline.json: git left conflict markers in it*"])
    assert "Traceback" not in result.stdout.str()


def test_files_of_others_are_left_alone(pytester: pytest.Pytester) -> None:
    for name in ("settings.test.toml", "data.json", "workflow.json", "picture.png"):
        (pytester.path / name).write_text("{ not [ for us")
    pytester.makepyfile(test_own="def test_own(): pass")
    run(pytester, "-W", "error").assert_outcomes(passed=1)


def test_what_is_excluded_is_skipped_by_name(pytester: pytest.Pytester) -> None:
    graph = '{"nodes": {"a": {"id": "b", "type": "noise"}}, "edges": []}'
    pytester.makefile(".json", a=graph, dify='{"nodes": [{"id": "a", "type": "llm"}], "edges": []}')
    pytester.makefile(".toml", wflint='exclude = ["a.json"]')
    result = run(pytester, "-rs", "--wflint")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*a.json is excluded by wflint.toml*"])


def test_a_fault_in_a_case_file_is_an_error_with_its_line(project: pytest.Pytester) -> None:
    file = project.path / "sd15_text_to_image.test.toml"
    file.write_text("tags = []\n\nrepeat = 3\n")
    result = run(project)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['*test.toml:3: no such key "repeat" (did you mean "repeats"?)*'])


def test_tags_choose_cases(project: pytest.Pytester) -> None:
    run(project, "--wflint-tags", "sdxl").assert_outcomes()
    run(project, "--wflint-tags", "sdxl,sd15", "--wflint-server", "http://x").assert_outcomes(passed=1)
    run(project, "-m", "wflint", "--strict-markers", "--wflint-server", "http://x").assert_outcomes(passed=1)


def test_goldens_are_updated(project: pytest.Pytester) -> None:
    file = project.path / "sd15_text_to_image.test.toml"
    file.write_text('golden = "tight"\n' + file.read_text())
    (project.path / "goldens" / "sd15_text_to_image-1.png").unlink()
    server = ("--wflint-server", "http://x")
    result = run(project, *server)
    result.stdout.fnmatch_lines(["*golden image goldens/sd15_text_to_image-1.png is missing*"])
    run(project, *server, "--wflint-update-goldens").assert_outcomes(passed=1)
    run(project, *server).assert_outcomes(passed=1)


def test_fixtures_give_the_server_and_a_client_and_clean_up(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_own="""
        from pathlib import Path
        kept = []

        def test_server(invokeai_server):
            assert invokeai_server.url == "http://stand-in"
            assert (invokeai_server.release, invokeai_server.device) == ("6.14.2", "cpu")

        def test_client(invokeai_client):
            invokeai_client.gallery.upload(Path(__file__))
            kept.append(invokeai_client)

        def test_nothing_is_left():
            assert kept[0].gallery.files == {}
        """
    )
    run(project, "test_own.py", "--wflint-server", "http://stand-in").assert_outcomes(passed=3)
    result = run(project, "test_own.py", "-rs")
    result.assert_outcomes(skipped=2, failed=1)
    result.stdout.fnmatch_lines(["SKIPPED*no InvokeAI server*"])


def test_a_server_that_does_not_answer_fails_the_case(pytester: pytest.Pytester) -> None:
    copy_of("sd15_text_to_image", pytester.path)
    result = run(pytester, "--wflint-server", "http://127.0.0.1:9")
    result.assert_outcomes(failed=1)
    assert "127.0.0.1:9" in result.stdout.str()


def test_the_two_ways_to_a_server_exclude_each_other(project: pytest.Pytester) -> None:
    result = run(project, "--wflint-server", "http://x", "--wflint-serve", "6.14.2")
    assert "exclude each other" in result.stdout.str() + result.stderr.str()
    assert result.ret != 0


@pytest.mark.parametrize("option", ["--wflint-preset=low-vram", "--wflint-pack=mine"])
def test_what_a_running_server_cannot_take_is_not_passed_over(project: pytest.Pytester, option: str) -> None:
    result = run(project, "--wflint-server", "http://x", option)
    assert "are for --wflint-serve" in result.stdout.str() + result.stderr.str()
    assert result.ret != 0


def test_one_worker_one_server(project: pytest.Pytester) -> None:
    """Two workers on two servers: each case runs on its worker's own."""
    for number in range(6):
        project.makepyfile(
            **{
                f"test_{number}": """
            import os
            def test_url(invokeai_server):
                assert invokeai_server.url == "http://" + os.environ["PYTEST_XDIST_WORKER"]
            """
            }
        )
    options = ("-p", "no:cacheprovider", "-n", "2", "--wflint-server", "http://gw0")
    two = project.runpytest_subprocess(*options, "--wflint-server", "http://gw1")
    two.assert_outcomes(passed=7)
    one = project.runpytest_subprocess(*options)
    assert (
        "2 workers need as many servers; --wflint-server was given 1 times (pytest -n 1)" in one.stdout.str()
    )


def test_the_plugin_costs_nothing_when_it_is_not_used() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import wflint.pytest_plugin.plugin;"
        "print(sorted(m for m in set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (
        done.stdout.strip() == "['wflint', 'wflint.endings', 'wflint.pytest_plugin', "
        "'wflint.pytest_plugin.plugin', 'wflint.version']"
    )


def test_a_pointer_of_git_lfs_is_skipped_by_name(pytester: pytest.Pytester) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'4d' * 32}\nsize 48211\n"
    (pytester.path / "a.json").write_text(pointer, "utf-8")
    result = run(pytester, "-rs", "--wflint", "a.json")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*a.json is a Git LFS pointer; fetch it with `git lfs pull`*"])
