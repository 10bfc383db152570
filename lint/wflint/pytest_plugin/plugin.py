"""The hooks that pytest calls. Installed for every pytest run, so it imports nothing but pytest.

Collected are case files (``<name>.test.toml``) that have their workflow beside them, and, with ``--wflint``
or ``wflint = true`` in the configuration, workflow files, workflows in Python and every ``*.test.toml``. JSON
and code of other projects is not touched without being asked.
"""

from __future__ import annotations

import sys
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

import pytest

from wflint.endings import CASE, DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from wflint.live.runs.document_client import DocumentClient
    from wflint.pytest_plugin.servers import ServerHandle

_ON = "Collect workflows too, as JSON and as Python: build, lint, round trip, compare with what is stored."


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("wflint", "InvokeAI workflows")
    group.addoption("--wflint", action="store_true", help=_ON)
    group.addoption("--wflint-target", metavar="T",
                    help="The InvokeAI release to build and lint for (default: as configured).")  # fmt: skip
    group.addoption("--wflint-server", action="append", metavar="URL", default=[],
                    help="Run cases on this InvokeAI server; with xdist, one for each worker.")  # fmt: skip
    group.addoption("--wflint-serve", metavar="RELEASE",
                    help="Run cases on a throwaway InvokeAI of this release, one a worker.")  # fmt: skip
    group.addoption("--wflint-models", metavar="tiny|DIR", default="tiny",
                    help="The models of --wflint-serve (default: tiny).")  # fmt: skip
    group.addoption("--wflint-device", metavar="DEVICE", default="auto",
                    help="The device of --wflint-serve: auto, cpu, cuda or mps.")  # fmt: skip
    group.addoption("--wflint-preset", metavar="NAME",
                    help="The preset of --wflint-serve (`wflint serve --list-presets`).")  # fmt: skip
    group.addoption("--wflint-pack", action="append", metavar="FOLDER", default=[],
                    help="A node pack for --wflint-serve; its code runs there. Repeatable.")  # fmt: skip
    group.addoption(
        "--wflint-log", metavar="FILE", help="The log of --wflint-server, if it is on this machine."
    )
    group.addoption("--wflint-tags", metavar="TAG,TAG", default="", help="Only cases with one of these tags.")
    group.addoption(
        "--wflint-update-goldens", action="store_true", help="Replace goldens with what comes out now."
    )
    group.addoption(
        "--wflint-update-baselines", action="store_true", help="Replace baselines with what is measured now."
    )
    group.addoption("--wflint-artifacts", metavar="DIR", help="Where images unlike their goldens go.")
    group.addoption("--wflint-shard", metavar="I/N", help="Only the I-th of N parts of the cases.")
    group.addoption("--wflint-cache", action="store_true",
                    help="Do not run again what passed with the same request and models.")  # fmt: skip
    group.addoption("--wflint-report", metavar="FILE.html", help="Write a page of the cases.")
    group.addoption(
        "--wflint-history",
        metavar="FILE",
        help='Keep the results of cases in this file (default: as configured; "": nowhere).',
    )
    parser.addini("wflint", _ON, type="bool", default=False)
    parser.addini(
        "wflint_target", "The InvokeAI release to build and lint for (default: as configured for wflint)."
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "wflint: a workflow or a case of wflint")
    config.addinivalue_line("markers", "wflint_tag(name): a tag of a wflint case")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    name = file_path.name
    if name.endswith(CASE):
        if _is_on(parent.config) or _has_document(file_path):
            from wflint.pytest_plugin.documents import left_out

            if found := left_out(file_path, parent):
                return found
            from wflint.pytest_plugin.cases import CaseFile

            return CaseFile.from_parent(parent, path=file_path)
    elif name.endswith(DOCUMENTS) and _is_on(parent.config) and not _is_snapshot(file_path, parent.config):
        from wflint.pytest_plugin.documents import collect_document, left_out

        return left_out(file_path, parent) or collect_document(file_path, parent)
    elif name.endswith(".py") and _is_on(parent.config) and not _is_test(name, parent.config):
        from wflint.builders.recipe import is_recipe

        if is_recipe(file_path):
            from wflint.pytest_plugin.documents import left_out
            from wflint.pytest_plugin.recipes import RecipeFile

            return left_out(file_path, parent) or RecipeFile.from_parent(parent, path=file_path)
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("wflint_shard"):
        from wflint.pytest_plugin.cases import keep_shard

        keep_shard(config, items)


def _is_test(name: str, config: pytest.Config) -> bool:
    """Whether pytest itself collects files of that name."""
    return name == "conftest.py" or any(fnmatch(name, pattern) for pattern in config.getini("python_files"))


def _is_snapshot(file: Path, config: pytest.Config) -> bool:
    """Whether it lies in syrupy's folder: what a test compares with is that test's business."""
    return config.getoption("snapshot_dirname", "__snapshots__") in file.parts


def _is_on(config: pytest.Config) -> bool:
    return bool(config.getoption("wflint") or config.getini("wflint"))


def _has_document(file: Path) -> bool:
    stem = file.name.removesuffix(CASE)
    return any(file.with_name(stem + ending).is_file() for ending in DOCUMENTS)


def pytest_sessionstart(session: pytest.Session) -> None:
    option = session.config.getoption
    distributes = option("dist", "no") != "no" and not hasattr(session.config, "workerinput")
    if distributes and (option("wflint_server") or option("wflint_serve")):
        from wflint.pytest_plugin.servers import servers_of

        servers_of(session.config).stops.watch()  # its workers end when it tells them to


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of xdist, before it starts, where to leave its cases for the one page of all."""
    if node.config.getoption("wflint_report"):
        from wflint.pytest_plugin.servers import PARTS, servers_of

        node.workerinput[PARTS] = servers_of(node.config).parts()


def pytest_sessionfinish(session: pytest.Session) -> None:
    used = sys.modules.get("wflint.pytest_plugin.servers")
    code = used.servers_of(session.config).stops.code if used is not None else None
    if used is not None:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        for line in used.servers_of(session.config).write():
            if reporter is not None:
                reporter.write_line(f"wflint: {line}")
    if code is not None:
        session.exitstatus = code  # 143 after SIGTERM, where pytest has one for every interruption


def pytest_unconfigure(config: pytest.Config) -> None:
    used = sys.modules.get("wflint.pytest_plugin.servers")
    if used is not None:
        used.close(config)


@pytest.fixture
def workflow_snapshot(request: pytest.FixtureRequest) -> SnapshotAssertion:
    """A snapshot of syrupy's for workflows: ``assert wf == workflow_snapshot``.

    Compared are graphs in canonical form (and batch data), each in a file of its own; differences are told
    by nodes and edges. ``pytest --snapshot-update`` stores what is there now.
    """
    try:
        from wflint.pytest_plugin.snapshot import extension_for
    except ModuleNotFoundError as error:
        pytest.fail(f"workflow_snapshot needs syrupy: pip install syrupy ({error})", pytrace=False)
    if not request.config.pluginmanager.has_plugin("syrupy"):
        pytest.fail(
            "workflow_snapshot needs the plugin of syrupy, which is off (-p no:syrupy)", pytrace=False
        )
    from wflint.pytest_plugin.documents import target_of

    snapshot: SnapshotAssertion = request.getfixturevalue("snapshot")
    return snapshot.use_extension(extension_for(target_of(request.config)))


@pytest.fixture(scope="session")
def invokeai_server(request: pytest.FixtureRequest) -> ServerHandle:
    """The InvokeAI server of this run (this worker's): ``url``, ``release``, ``device``, ``log`` and ``pid``.

    Skips the test, with the reason, when the run has no server.
    """
    from wflint.pytest_plugin.servers import servers_of

    return servers_of(request.config).handle()


@pytest.fixture
def invokeai_client(request: pytest.FixtureRequest) -> Iterator[DocumentClient]:
    """A client (``wflint.Server``) of that server. What the test put on the server is removed after it."""
    from wflint.pytest_plugin.servers import servers_of

    with servers_of(request.config).connect() as client:
        yield client
        client.clean_up()
