"""What ``wflint compare`` prints, and what it refuses, without a server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tests.live.expected_comparison import faults
from tests.live.library import WORKFLOWS
from tests.live.test_compare import FAILED, a_trial, picture
from wflint.cli.compare import compare
from wflint.live.cases.load import load_cases
from wflint.live.compare.explain import Because
from wflint.live.compare.run import Compared, CompareWishes, compared
from wflint.live.compare.told import as_json, as_text, summary
from wflint.live.compare.trial import left_out
from wflint.live.report.comparison import write_comparison
from wflint.live.serve.ends import ServerEnd

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.compare.trial import Trial

CASE = load_cases(WORKFLOWS / "sd15_text_to_image.test.toml")[0]


def found(*pairs: tuple[Trial, Trial]) -> list[Compared]:
    first, second = zip(*pairs, strict=True)
    return compared([CASE] * len(pairs), [first, second], CompareWishes())


def test_thirty_cases_of_which_two_differ() -> None:
    """Those without a difference are a line together, the summary is the last, nothing is wider than 80."""
    same = [(a_trial(), a_trial()) for _ in range(20)]
    noise = [(a_trial(), a_trial(picture(plus=1))) for _ in range(8)]
    slow = a_trial(seconds=(2.0, 2.02, 1.98), memory=[2**30] * 3)
    lines = list(as_text(found(*same, *noise, (a_trial(memory=[2**29] * 3), slow), (a_trial(), FAILED))))
    assert lines == [
        "worse   sd15_text_to_image",
        "  the run took 2 s, not 1 s",
        '  "Denoise" took 1.6 s, not 0.8 s',
        '  time 1 s, 2 s; "Denoise" 0.8 s, 1.6 s; memory 512 MiB, 1 GiB',
        "broken  sd15_text_to_image",
        "  it fails on the second server: RuntimeError: mat1 and mat2",
        '  time 1 s, 1 s; "Denoise" 0.8 s, 0.8 s',
        "20 same, 8 within noise; --show-same lists them",
        "30 cases, InvokeAI 6.14.2 on cpu and InvokeAI 6.14.2 on cpu: 20 same, 8 within",
        "noise, 1 worse, 1 broken",
    ]
    assert len(list(as_text(found(*same), all_of=True))) == 20 * 2 + 1
    assert max(map(len, lines)) <= 80


def test_cases_of_one_name_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their folders; others keep their short names."""
    monkeypatch.chdir(tmp_path)
    two = found((a_trial(), a_trial()), (a_trial(), a_trial()))
    placed = [
        each._replace(case=replace(CASE, file=tmp_path / name / CASE.file.name))
        for each, name in zip(two, ("a", "b"), strict=True)
    ]
    lines = list(as_text(placed, all_of=True))
    assert [line for line in lines if line.startswith("same")] == [
        "same  a/sd15_text_to_image",
        "same  b/sd15_text_to_image",
    ]
    page, *_ = write_comparison(placed, tmp_path / "page.html")
    assert "<bdi>b/sd15_text_to_image</bdi>" in page.read_text()


def test_what_others_wrote_is_one_line_and_no_command() -> None:
    bad = a_trial(outcome="failed", said="a\n::error::b\x1b[31m " + "long words " * 90)
    lines = list(as_text(found((a_trial(), bad))))
    assert not any("\x1b" in line or "\n" in line or line.startswith("::") for line in lines)
    assert max(map(len, lines)) <= 80


def test_warnings_of_one_side_are_told_once() -> None:
    """Where both logs are here, and neither time nor id counts; a case with one is shown, same or not."""
    first_log, second_log = ["WARNING: old 1"], ["WARNING: old 2", "ERROR: new 3"]
    before = a_trial(log=[], logged=first_log)  # it was logged before any case
    pairs = [(before, a_trial(log=second_log, logged=second_log))] * 2
    first, second = found(*pairs)
    assert (first.log_new, first.log_gone) == (["ERROR: new 3"], [])
    assert (second.log_new, second.quiet, first.quiet) == ([], True, False)
    assert "only the second server logs: ERROR: new 3" in "\n".join(as_text([first, second]))
    (unknown,) = found((a_trial(), a_trial(log=["ERROR: new"], logged=["ERROR: new"])))
    assert unknown.log_new == []


def test_checks_that_pass_on_the_first_server_alone_are_worse() -> None:
    from wflint.live.cases.verdict import CaseVerdict, Check

    passed = CaseVerdict("c", "f", 1, "w", checks=[Check("effect", "passed")])
    failed = CaseVerdict("c", "f", 1, "w", checks=[Check("effect", "failed", "changes nothing")])
    (one,) = found((a_trial(checks=passed), a_trial(checks=failed)))
    assert one.judged.outcome.value == "worse"
    assert one.judged.reasons == ["its own checks pass on the first server only: effect: changes nothing"]
    assert found((a_trial(checks=failed), a_trial(checks=failed)))[0].judged.fine


def test_what_a_machine_reads() -> None:
    (case,) = as_json(found((a_trial(), a_trial(picture(1), memory=[5]))))["cases"]
    assert (case["verdict"], case["sides"][1]["memory"]) == ("other", [5])
    assert case["sides"][0]["nodes"] == {"Denoise": [0.8, 0.816, 0.784]}
    assert case["log"] == {"second_only": [], "first_only": []}


def test_the_page_has_both_servers_figures_and_why(tmp_path: Path) -> None:
    (one,) = found(
        (a_trial(log=[], logged=[]), a_trial(picture(1), log=["ERROR: <b>new</b>"], seconds=(9.0, 9.1, 9.2)))
    )
    one.because.append(Because("known", "compel: weights count"))
    (page,) = write_comparison([one], tmp_path / "page.html", "wflint compare A B")
    text = page.read_text()
    for said in (
        "known to change: compel: weights count",
        "ERROR: &lt;b&gt;new",
        "9.1 s",
        ">1 s ± 0.089 s<",  # the first server's is the baseline of the second's
        "Denoise",
    ):
        assert said in text, said
    assert "wflint compare A B" in text
    assert text.count(">Denoise<") == 1  # a row a figure, so that both sides have one scale


def test_the_page_calls_the_two_sides_by_their_releases(tmp_path: Path) -> None:
    """Where both are of one release, by their place; what is stored is no server."""
    older = a_trial()
    older.release = "5.15.0"
    pairs = [(older, a_trial(picture(1)), False, ("5.15.0", "6.14.2"))]
    pairs += [(a_trial(), a_trial(picture(1)), False, ("6.14.2, first server", "6.14.2, second server"))]
    pairs += [(a_trial(), a_trial(picture(1)), True, ("stored", "6.14.2"))]
    for first, second, stored, names in pairs:
        page, *_ = write_comparison(found((first, second)), tmp_path / "page.html", stored=stored)
        text = page.read_text()
        assert f"Images: {names[0]} left, {names[1]} right. Figures: those of {names[1]}" in text
        assert all(f">{name}<" in text for name in names), names
        columns = ("baseline" if stored else names[0], names[1])
        assert all(f'<th scope="col">{column}</th>' in text for column in columns), columns


def a_baseline(**bands: float) -> Trial:
    stored = a_trial(seconds=(1.0,), memory=[2**30], stored=True, bands=bands)
    stored.pictures = []
    return stored


def test_what_is_stored_is_no_server() -> None:
    pairs = [(a_baseline(), a_trial())] * 2
    assert list(as_text(found(*pairs)))[-2:] == [
        "2 cases, the stored baseline (InvokeAI 6.14.2 on cpu) and InvokeAI 6.14.2 on",
        "cpu: 2 unclear",
    ]
    nothing = a_baseline()
    nothing.release = "what is stored"
    assert summary(found((nothing, a_trial()))).startswith("1 case, what is stored and InvokeAI 6.14.2")
    (case,) = as_json(found((a_baseline(seconds=0.25), a_trial())))["cases"]
    assert [side["stored"] for side in case["sides"]] == [True, False]
    assert case["sides"][0]["noise"] == {"seconds": 0.25}


def test_the_page_holds_figures_to_the_stored_noise(tmp_path: Path) -> None:
    """As they were judged: within the band nothing is over, beyond it all is."""
    for band, limit, over in ((0.25, "1.4 s", False), (0.02, "1.17 s", True)):
        pair = (a_baseline(seconds=band), a_trial(seconds=(1.3, 1.31, 1.32)))
        page, *_ = write_comparison(found(pair), tmp_path / "page.html", stored=True)
        (row,) = [line for line in page.read_text().splitlines() if ">time</th>" in line]
        assert f">1 s ± {band:g} s<" in row, row
        assert f">{limit}<" in row, row
        assert ('class="over"' in row) is over, row
        assert "InvokeAI 6.14.2 and the baseline of 6.14.2 on cpu" in page.read_text()


def test_repeats_that_overlap_are_not_over(tmp_path: Path) -> None:
    """The second's median lies beyond the limit, but one of the first's repeats took as long."""
    a = a_trial(seconds=(1.0, 1.0, 1.0, 1.0, 1.6))
    b = a_trial(seconds=(1.5, 1.51, 1.52))
    a.nodes, b.nodes = {}, {}
    (one,) = found((a, b))
    assert one.judged.fine
    page, *_ = write_comparison([one], tmp_path / "page.html")
    (row,) = [line for line in page.read_text().splitlines() if ">time</th>" in line]
    assert "over" not in row, row
    assert ">1.51 s<" in row, row


def test_a_server_that_ended_is_told_and_what_was_not_run_counted(tmp_path: Path) -> None:
    killed = a_trial(outcome="unclear", said="InvokeAI was killed (SIGKILL)")
    killed.end = ServerEnd("InvokeAI was killed (SIGKILL)", ("the last line",))
    in_vain = a_trial(outcome="unclear", said="cancelled, since the other server had ended")
    skipped = [(left_out("6.14.2", "cpu"), left_out("6.14.2", "cpu"))] * 3
    compared_ = found((a_trial(), a_trial()), (in_vain, killed), *skipped)
    assert list(as_text(compared_)) == [
        "unclear  sd15_text_to_image",
        "  the second server ended: InvokeAI was killed (SIGKILL)",
        '  time 1 s, 1 s; "Denoise" 0.8 s, 0.8 s',
        "1 same; --show-same lists them",
        "3 not run, since a server had ended",
        "5 cases, InvokeAI 6.14.2 on cpu and InvokeAI 6.14.2 on cpu: 1 same, 4 unclear",
    ]
    assert as_json(compared_)["ended"] == {
        "server": "second",
        "release": "6.14.2",
        "case": "sd15_text_to_image",
        "said": "InvokeAI was killed (SIGKILL)",
        "log": ["the last line"],
    }
    assert as_json(compared_[:1])["ended"] is None
    page, *_ = write_comparison(compared_, tmp_path / "page.html")
    assert page.read_text().count('data-verdict="not run"') == 3 + 1  # the filter's


def test_the_page_tells_verdicts_of_comparisons(tmp_path: Path) -> None:
    """Not those of runs: a case is no better for being the same. Names of files are for a shell."""
    pairs = [(a_trial(), a_trial()), (a_trial(), a_trial(picture(plus=1))), (a_trial(), a_trial(picture(1)))]
    compared_ = found(*pairs)
    spaced = replace(CASE, file=tmp_path / "my case.test.toml")
    page, *_ = write_comparison([each._replace(case=spaced) for each in compared_], tmp_path / "page.html")
    text = page.read_text()
    for verdict in ("same", "within noise", "other"):
        assert text.count(f'data-verdict="{verdict}"') == 1 + 1, verdict
    assert '<span class="why">the pixels differ by 1 level at most</span>' in text
    assert "my case.test.toml&#39;" in text
    assert text.count("the image is another") == 2  # beside the name, and under what went wrong


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["6.14.2"], "name two servers or releases"),
        (["6.14.2", "workflows"], '"workflows" is neither an address'),
        (["6.14.2", "5.15.0", "none.test.toml"], "none.test.toml"),
        (["6.14.2", "--against-baseline", "--checks"], "--checks compares two servers"),
        (["--against-baseline"], "Missing argument"),
        (["6.14.2", "5.15.0", "--report", "none/page.html"], "there is no folder none for the report"),
    ],
)
def test_wrong_usage(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(compare, arguments)
    assert said in result.output
    assert result.exit_code == 2


def test_expected_verdicts_are_held() -> None:
    """What CI asks of the library on two releases."""
    sides = [{"release": "1", "checks": {"status": "passed"}}, {"release": "2", "checks": None}]
    case = {"case": "a", "verdict": "within noise", "reasons": ["by 1 level"], "because": [], "sides": sides}
    expected = {"group": [{"verdict": "alike", "cases": ["a"], "told": ["1 level"]}]}
    assert list(faults({"cases": [case]}, expected)) == []
    for wrong, said in (
        ({"verdict": "other"}, "a is other, not same or within noise"),
        ({"case": "b"}, "a is not among the cases"),
        ({"reasons": []}, "a does not say '1 level'"),
        ({"sides": [{"release": "1", "checks": {"status": "failed", "checks": []}}]}, "does not pass on 1"),
    ):
        assert said in "\n".join(faults({"cases": [case | wrong]}, expected))


def test_a_page_has_no_credentials_of_an_address() -> None:
    from wflint.cli.compare import _command
    from wflint.live.compare.sides import ServerSide
    from wflint.net.session import Session

    address = "http://anna:secret@127.0.0.1:9090"
    sides = [ServerSide(address, Session(address)), ServerSide("6.14.2")]
    said = _command(sides, CompareWishes(repeats=5, models="my models"), "--checks")
    assert said == "wflint compare http://127.0.0.1:9090 6.14.2 --repeats 5 --models 'my models' --checks"
    assert _command(sides[:1], CompareWishes()).endswith(":9090 --against-baseline")
