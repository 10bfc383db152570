"""The server of a pytest run, brought up when the first test needs it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wflint.plain import line_of, one_line
from wflint.stopping import Stops

if TYPE_CHECKING:
    from wflint.live.cases.runner import CaseRunner
    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.report.records import RunRecords
    from wflint.live.runs.document_client import DocumentClient
    from wflint.live.serve.server import InvokeAIServer

PARTS = "wflint_report_parts"  # in xdist's workerinput
NO_SERVER = "no InvokeAI server: give --wflint-server URL or --wflint-serve RELEASE"


@dataclass(frozen=True, slots=True)
class ServerHandle:
    """A server: its address, release and device; its process and log where they are on this machine."""

    url: str
    release: str
    device: str
    pid: int | None
    log: Path | None


class Servers:
    """What ``--wflint-server`` and ``--wflint-serve`` ask for, in this process (this xdist worker)."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._managed: InvokeAIServer | None = None
        self._handle: ServerHandle | None = None
        self._runner: CaseRunner | None = None
        self._client: DocumentClient | None = None
        self._failure: str | None = None
        self._records: RunRecords | None = None
        self._parts: str | None = None  # where workers leave their cases, in the process that has workers
        self.stops = Stops()

    def url(self) -> str:
        """The server's address, started if need be. Skips or fails the test when there is none.

        From now on there is something to leave behind: SIGTERM and SIGHUP end pytest as Ctrl-C does.
        """
        urls: list[str] = self._config.getoption("wflint_server")
        release: str | None = self._config.getoption("wflint_serve")
        if urls and release:
            raise pytest.UsageError("--wflint-server and --wflint-serve exclude each other")
        if urls and (self._config.getoption("wflint_preset") or self._config.getoption("wflint_pack")):
            raise pytest.UsageError(
                "--wflint-preset and --wflint-pack are for --wflint-serve; a server that runs takes neither"
            )
        if not urls and not release:
            pytest.skip(NO_SERVER)
        self.stops.watch()
        return self._serve(release).url if release else _own(urls, self._config)

    def _serve(self, release: str) -> InvokeAIServer:
        if self._failure:
            pytest.fail(self._failure, pytrace=False)
        if self._managed is None:
            from wflint.live.serve.errors import ServeError
            from wflint.live.serve.server import InvokeAIServer

            models = self._config.getoption("wflint_models")
            here = self._config.invocation_params.dir  # a test may be somewhere else by now
            try:
                server = InvokeAIServer(
                    release,
                    models={"none": None, "tiny": "tiny"}.get(models, here / models),
                    device=self._config.getoption("wflint_device"),
                    preset=self._config.getoption("wflint_preset"),
                    packs=[here / pack for pack in self._config.getoption("wflint_pack")],
                    progress=lambda line: print(line_of(line), file=sys.stderr),
                )
                server.start()
            except (ServeError, OSError, ValueError) as error:
                # Once, not again for each test. The lines of a ServeError are safe.
                said = str(error) if isinstance(error, ServeError) else one_line(str(error))
                self._failure = f"InvokeAI {one_line(release)} cannot be served: {said}"
                pytest.fail(self._failure, pytrace=False)
            self._managed = server
        return self._managed

    def connect(self) -> DocumentClient:
        """A new client of the server, with the credentials that belong to it."""
        from wflint.live.measure.host import is_gone
        from wflint.live.runs.document_client import DocumentClient
        from wflint.net.connect import connect, connect_configured
        from wflint.net.http import NetError
        from wflint.pytest_plugin.named import is_users_own

        url = self.url()
        if self._managed is not None:  # of our own, and of nobody's tokens
            client = DocumentClient(self._managed.session())
            client.queue.gone = is_gone(url, self._managed)
            return client
        try:
            session = connect(url) if is_users_own(url, self._config) else connect_configured(url)
        except NetError as error:
            said = one_line(str(error))
        else:
            client = DocumentClient(session)
            client.queue.gone = is_gone(url)
            return client
        pytest.fail(said, pytrace=False)

    def handle(self) -> ServerHandle:
        """The server with what is known about it. A server that does not answer fails the test."""
        if self._handle is None:
            host = self.runner().host
            client = self.runner().server
            self._handle = ServerHandle(
                url=client.session.url, release=client.version, device=host.device, pid=host.pid, log=host.log
            )
        return self._handle

    def runner(self) -> CaseRunner:
        """Runs cases on the server."""
        if self._runner is None:
            from wflint.live.cases.result_cache import ResultCache
            from wflint.live.cases.runner import CaseOptions, CaseRunner
            from wflint.live.client.errors import ServerError
            from wflint.live.measure.host import describe_host
            from wflint.live.report.records import RunRecords

            option = self._config.getoption
            client = self.connect()
            try:
                log = option("wflint_log")
                host = describe_host(client, self._managed, log=Path(log) if log else None)
                _ = client.version
            except ServerError as error:
                client.close()
                pytest.fail(one_line(str(error)), pytrace=False)
            parts = getattr(self._config, "workerinput", {}).get(PARTS)
            self._records = RunRecords(
                self._file("wflint_report"),
                self._file("wflint_history"),
                parts=Path(parts) if parts else None,
            )
            self._client = client
            self._runner = CaseRunner(
                client,
                host,
                CaseOptions(
                    update_goldens=option("wflint_update_goldens"),
                    update_baselines=option("wflint_update_baselines"),
                    artifacts=self._file("wflint_artifacts"),
                    base=self._config.invocation_params.dir,
                    results=ResultCache() if option("wflint_cache") else None,
                    seen=self._records.seen if self._records.wanted else None,
                ),
            )
        return self._runner

    def add(self, verdict: CaseVerdict) -> None:
        """A verdict for the report and the history."""
        if self._records is not None:
            self._records.add(verdict)

    def _file(self, name: str) -> Path | None:
        """What an option names to be written; in the project, where that is the repository's word.

        A history may be configured instead. Fails the test where it is not to be written.
        """
        from wflint.engine.project import OutsideError, inside
        from wflint.engine.settings import ConfigError
        from wflint.live.history.configured import history_file
        from wflint.pytest_plugin.named import is_users_own

        here = self._config.invocation_params.dir
        text: str | None = self._config.getoption(name)
        try:
            if name == "wflint_history" and text is None:
                return history_file(None, here)
            if text and not is_users_own(text, self._config):
                inside(str(here / text), self._config.rootpath / "pytest.ini")
        except ConfigError as error:
            said = str(error)
        except OutsideError as error:
            said = f"--{name.replace('_', '-')}: {error}"
        else:
            return here / text if text else None
        pytest.fail(one_line(said), pytrace=False)

    def parts(self) -> str | None:
        """The folder where the workers of xdist leave their cases; None where no page is wanted."""
        if self._config.getoption("wflint_report") and self._parts is None:
            self._parts = tempfile.mkdtemp(prefix="wflint-report-")
        return self._parts

    def write(self) -> list[str]:
        """Write report and history; what was written, or why it was not."""
        from wflint.live.report.records import RecordError

        try:
            if self._parts is not None:
                return self._write_of_workers(Path(self._parts))
            if self._records is None or self._client is None:
                return []
            return self._records.write(self._client.session.name)
        except RecordError as error:
            return [one_line(str(error))]

    def _write_of_workers(self, parts: Path) -> list[str]:
        """Write one page of what the workers of xdist left; they have written the history."""
        from wflint.live.report.records import RunRecords

        if not any(parts.iterdir()):
            return []
        records = RunRecords(self._file("wflint_report"), self._file("wflint_history"))
        return records.write(records.take(parts))

    def close(self) -> None:
        """Stop what was started."""
        self.stops.finish()
        if self._parts is not None:
            shutil.rmtree(self._parts, ignore_errors=True)
        try:
            if self._client is not None:
                self._client.close()
            if self._managed is not None:
                self._managed.stop()
        finally:
            self.stops.close()


def _own(urls: list[str], config: pytest.Config) -> str:
    """This worker's server: two workers on one server would wait for each other and mix up its figures."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not hasattr(config, "workerinput"):
        return urls[0]
    number = int(worker.removeprefix("gw") or 0)
    count = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if count > len(urls):
        said = f"{count} workers need as many servers; --wflint-server was given {len(urls)} times"
        pytest.fail(f"{said} (pytest -n {len(urls)})", pytrace=False)
    return urls[number]


SERVERS: pytest.StashKey[Servers] = pytest.StashKey()


def servers_of(config: pytest.Config) -> Servers:
    """The one of this pytest run."""
    if SERVERS not in config.stash:
        config.stash[SERVERS] = Servers(config)
    return config.stash[SERVERS]


def close(config: pytest.Config) -> None:
    """Stop what this pytest run started."""
    servers = config.stash.get(SERVERS, None)
    if servers is not None:
        servers.close()
