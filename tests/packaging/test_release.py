"""A release is one state: version, changelog, what users copy, the tag; and which rules it turns on."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wflint.rules.registry import all_rules
from wflint.version import __version__

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "lint" / "scripts"
sys.path.insert(0, str(SCRIPTS))  # the scripts are run by path, and import each other
ON = Path(__file__).parent / "rules_on.txt"
FIRST = 104  # rules of 0.2, the first release that was tagged: their number cannot grow any more


def script(root: Path, name: str, *arguments: str) -> tuple[int, list[str]]:
    """One of the release's scripts, as it runs in a checkout; its exit code and all that it says."""
    command = [sys.executable, root / "lint" / "scripts" / name, *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files of a release, in a repository of their own."""
    from set_release import CHANGELOG, COPIED, VERSION

    copied = (*COPIED, CHANGELOG, VERSION, "addresses.toml", "action.yml", "lint/wflint/report/links.py")
    scripts = [f"lint/scripts/{name}.py" for name in ("check_release", "set_addresses", "set_release")]
    for name in (*copied, *scripts):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    return tmp_path


def headings(root: Path) -> list[str]:
    return re.findall(r"^## (.+)$", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


def test_the_changelog_has_a_section_of_this_version() -> None:
    """Below what is not released; older ones below it, and each once."""
    found = headings(ROOT)
    assert found[:2] == ["Unreleased", __version__]
    numbers = [tuple(map(int, each.split("."))) for each in found[1:]]
    assert numbers == sorted(set(numbers), reverse=True)


def test_what_users_copy_names_this_version() -> None:
    from set_release import _NAMED, COPIED

    for name in COPIED:
        named = {found[2] for found in _NAMED.finditer((ROOT / name).read_text("utf-8"))}
        assert named == {__version__}, name


def test_a_release_is_made_by_one_command(checkout: Path) -> None:
    from set_release import COPIED

    assert script(checkout, "set_release.py", "9.8.7")[0] == 0
    assert headings(checkout)[:3] == ["Unreleased", "9.8.7", __version__]
    for name in (*COPIED, "lint/wflint/version.py"):
        text = (checkout / name).read_text("utf-8")
        assert "9.8.7" in text, name
        assert f"v{__version__}" not in text, name
    again = (checkout / "CHANGELOG.md").read_bytes()
    assert script(checkout, "set_release.py", "9.8.7") == (1, ["CHANGELOG.md has 9.8.7 already"])
    assert script(checkout, "set_release.py", "latest") == (1, ["latest is not a version such as 0.3.0"])
    assert (checkout / "CHANGELOG.md").read_bytes() == again


def fill_in(checkout: Path, address: str) -> None:
    text = (checkout / "addresses.toml").read_text("utf-8")
    text = re.sub(r'repository = "[^"]*"', f'repository = "{address}"', text)
    (checkout / "addresses.toml").write_text(text, "utf-8")


def test_a_tag_is_published_only_if_everything_agrees(checkout: Path) -> None:
    fill_in(checkout, "")
    changes = f"# Changelog\n\n## Unreleased\n\n- news\n\n## {__version__}\n\n- old\n"
    (checkout / "CHANGELOG.md").write_text(changes, "utf-8")
    assert script(checkout, "check_release.py", "v9.8.7") == (
        1,
        [
            f"the tag is v9.8.7, version.py says {__version__}",
            "CHANGELOG.md has unreleased changes",
            "addresses.toml names no repository: its owner fills it in",
        ],
    )
    script(checkout, "set_release.py", "9.8.7")
    fill_in(checkout, "https://github.com/somebody/some-linter")
    stale = "addresses.toml was changed: run python lint/scripts/set_addresses.py"
    assert script(checkout, "check_release.py", "v9.8.7") == (1, [stale])
    assert script(checkout, "set_addresses.py")[0] == 0
    assert script(checkout, "check_release.py", "v9.8.7") == (0, [])
    assert script(checkout, "check_release.py", "v9.8.7", "--notes") == (0, ["- news"])
    assert "somebody/some-linter@v9.8.7" in (checkout / "docs" / "ci.md").read_text("utf-8")
    assert "wflint/wflint" not in (checkout / "action.yml").read_text("utf-8")
    fill_in(checkout, "https://example.org/some-linter")
    code, (said,) = script(checkout, "check_release.py", "v9.8.7")
    assert code == 1
    assert "it has the form https://github.com/OWNER/NAME" in said


def test_a_new_rule_waits_for_the_next_minor_release() -> None:
    """A release turns no green repository red: what is on was on, or a minor release's changes name it.

    ``rules_on.txt`` says since which minor release a rule is on, by code and name, which never change; a rule
    that is not in it is a preview.
    """
    rows = [line.split() for line in ON.read_text("utf-8").splitlines()]
    on = {(r.rule.code, slug) for slug, r in all_rules().items() if not r.rule.preview and r.plugin is None}
    assert on == {(code, slug) for code, slug, _ in rows}, "a new rule has preview=True"
    assert sum(minor == "0.2" for _, _, minor in rows) <= FIRST
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    changes = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    now = tuple(map(int, __version__.split(".")[:2]))
    for _, slug, minor in rows:
        assert tuple(map(int, minor.split("."))) <= now, slug
        assert minor == "0.2" or f"`{slug}`" in changes[f"{minor}.0"], slug


def test_no_code_is_given_twice() -> None:
    codes = [registered.rule.code for registered in all_rules().values()]
    assert len(codes) == len(set(codes))
