"""An old repository adopts wflint: after one command and a commit, the hooks show exactly what is new."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import bad_graph
from tests.cli.test_baseline import NAME, dangling, entries
from tests.test_precommit import HOOKS, git, picture

ROOT = Path(__file__).parents[2]
RULES = ROOT / "fixtures" / "rules"
TYPES = {"json": (".json",), "png": (".png",), "webp": (".webp",)}


class Repository:
    """A repository with the hooks of this checkout, which are run as pre-commit runs them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        git(folder, "init", "-q")

    def put(self, name: str, value: Any) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(value if isinstance(value, bytes) else json.dumps(value, indent=2).encode())

    def wflint(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "wflint", *args],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def commit(self) -> None:
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "--allow-empty", "-m", "as it is")

    def hooks(self, *, every_file: bool = False) -> tuple[list[int], list[dict[str, Any]]]:
        """Exit codes of the hooks, and the findings that they show, for what is staged or for all files."""
        git(self.folder, "add", "-A")
        which = ("ls-files",) if every_file else ("diff", "--cached", "--name-only", "--diff-filter=ACMRTUXB")
        staged = git(self.folder, *which).splitlines()
        codes, shown = [], []
        for hook in HOOKS:
            if hook["id"] not in ("wflint", "wflint-images"):
                continue  # they change files
            endings = sum((TYPES[t] for t in hook.get("types_or", hook.get("types"))), ())
            if files := [name for name in staged if name.endswith(endings)]:
                words = shlex.split(hook["entry"])
                ran = self.wflint(*words[1:], "-f", "json", *files)
                assert not ran.stderr
                codes.append(ran.returncode)
                found = json.loads(ran.stdout)["diagnostics"]
                shown += [d for d in found if d["suppressed"] is None and d["severity"] == "error"]
        return codes, shown


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Some 300 findings in workflows, graphs, batches and images."""
    made = Repository(tmp_path / "old")
    for number, file in enumerate(sorted(RULES.glob("*/bad-*.json"))):
        if number % 2 == 0 and file.stat().st_size < 20_000:
            made.put(f"json/{file.parent.name}/{file.name}", file.read_bytes())
    for number in range(40):
        made.put(f"images/{number}.png", picture(dangling("gone", f"lost {number}")))
    made.put("package.json", {"name": "x"})
    made.commit()
    return made


@pytest.fixture
def small(tmp_path: Path) -> Repository:
    """Some ten findings."""
    made = Repository(tmp_path / "small")
    for number in range(4):
        made.put(f"json/{number}.json", dangling("gone", f"lost {number}"))
    made.put("images/1.png", picture(dangling("gone")))
    made.put("package.json", {"name": "x"})
    made.commit()
    return made


def test_the_hooks_show_what_is_new(repository: Repository) -> None:
    assert repository.hooks(every_file=True)[0] == [1, 1]
    adopted = repository.wflint("check", "--images", "--write-baseline")
    assert adopted.returncode == 0, adopted.stderr
    known = entries(repository.folder / NAME)
    assert sum(e["count"] for e in known) >= 300
    assert {e["path"].split("/")[0] for e in known} == {"json", "images"}
    repository.commit()
    assert repository.hooks(every_file=True) == ([0, 0], [])
    assert repository.hooks() == ([], [])

    old = repository.folder / "json" / "dangling-edge" / "bad-graph.json"
    if not old.exists():
        repository.put("json/dangling-edge/bad-graph.json", bad_graph())
        repository.wflint("check", "--write-baseline", str(old))
        repository.commit()
    graph = json.loads(old.read_bytes())
    end = {"node_id": "brand new", "field": "image"}
    graph["edges"].insert(0, {"source": end, "destination": {"node_id": "save", "field": "image"}})
    repository.put("json/dangling-edge/bad-graph.json", graph)
    repository.put("images/7.png", picture(dangling("another", "gone", "lost 7")))
    shutil.copy(repository.folder / "images" / "9.png", repository.folder / "images" / "copy of 9.png")
    git(repository.folder, "mv", "images/11.png", "images/moved.png")
    codes, shown = repository.hooks()
    assert codes == [1, 1]
    assert sorted((d["file"], d["slug"]) for d in shown) == [
        ("images/7.png", "dangling-edge"),
        ("images/copy of 9.png", "dangling-edge"),
        ("images/copy of 9.png", "dangling-edge"),
        ("json/dangling-edge/bad-graph.json", "dangling-edge"),
    ]
    assert [d["message"] for d in shown if "brand new" in d["message"]]
    assert [d["message"] for d in shown if '"another"' in d["message"]]


def test_git_merges_what_two_branches_know(small: Repository) -> None:
    """Each adds faulty files; both are known afterwards."""
    folder = small.folder
    small.wflint("check", "--images", "--write-baseline")
    small.commit()
    base = git(folder, "rev-parse", "HEAD").strip()
    for branch, names in (("one", ("json/a.json", "zzz.json")), ("two", ("json/0a.json", "aaa.json"))):
        git(folder, "checkout", "-q", "-b", branch, base)
        for name in names:
            small.put(name, dangling(branch, "gone"))
        assert small.wflint("check", "--write-baseline", *names).returncode == 0
        small.commit()
    git(folder, "merge", "-q", "-m", "both", "one")
    assert small.wflint("check", "--images").returncode == 0
    assert small.wflint("check", "--prune-baseline", "--images").stderr.endswith("nothing to remove\n")


def test_what_git_cannot_merge(small: Repository) -> None:
    folder = small.folder
    small.put("zz.json", dangling("gone"))
    small.wflint("check", "--images", "--write-baseline")
    small.commit()
    base = git(folder, "rev-parse", "HEAD").strip()
    for branch in ("one", "two"):
        git(folder, "checkout", "-q", "-b", branch, base)
        small.put("zz.json", dangling(branch))
        small.put(f"zzz {branch}.json", dangling(branch))
        small.wflint("check", "--write-baseline", ".")
        small.commit()
    git(folder, "checkout", "-q", "two", "--", "zz.json")
    with pytest.raises(subprocess.CalledProcessError):
        git(folder, "merge", "-q", "-m", "both", "one")
    ran = small.wflint("check", "package.json", "zz.json", "--skip-unknown")
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert "git left conflict markers" in ran.stderr
    git(folder, "checkout", "-q", "--ours", "zz.json")
    text = (folder / NAME).read_text("utf-8").splitlines(keepends=True)
    both = "".join(line for line in text if line[:7] not in ("<" * 7, "=" * 7, ">" * 7))
    (folder / NAME).write_text(both, "utf-8")
    assert small.wflint("check", "--images").returncode == 0
    assert "1 finding removed" in small.wflint("check", "--prune-baseline", ".").stderr


def test_git_merges_all_of_it_with_its_union_driver(small: Repository) -> None:
    folder = small.folder
    small.put(".gitattributes", f"{NAME} merge=union\n".encode())
    small.put("zz.json", dangling("gone"))
    small.wflint("check", "--images", "--write-baseline")
    small.commit()
    base = git(folder, "rev-parse", "HEAD").strip()
    for branch in ("one", "two"):
        git(folder, "checkout", "-q", "-b", branch, base)
        small.put(f"zzz {branch}.json", dangling(branch))
        small.wflint("check", "--write-baseline", ".")
        small.commit()
    git(folder, "merge", "-q", "-m", "both", "one")
    assert {"zzz one.json", "zzz two.json"} <= {e["path"] for e in entries(folder / NAME)}
    ran = small.wflint("check", "--images")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_hooks_are_those_of_this_repository() -> None:
    assert yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")) == HOOKS
