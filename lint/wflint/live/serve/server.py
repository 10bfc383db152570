"""A throwaway InvokeAI server: made, started, watched, stopped, and gone when its owner is."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.live.serve.environment import invokeai_environment
from wflint.live.serve.errors import PortTakenError, ServeError, SettingError
from wflint.live.serve.log import LogFollower, tail
from wflint.live.serve.packs import check_packs, find_packs, loading, place_packs
from wflint.live.serve.process import ServerProcess
from wflint.live.serve.root import (
    SCRATCH,
    SETTINGS_FILE,
    check_device,
    free_port,
    is_free,
    prepare_root,
    server_environment,
    server_settings,
)
from wflint.live.serve.running import told
from wflint.net.http import NetError
from wflint.net.session import Session
from wflint.release import release_of
from wflint.stopping import held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType
    from typing import Self

    from wflint.live.serve.models import ModelSource

HOST = "127.0.0.1"
_LOG = "wflint-server.log"
_START_SECONDS = 300.0  # importing torch, diffusers and transformers from a cold disk
_POLL_SECONDS = 0.1
_BIND_ATTEMPTS = 3


class InvokeAIServer:
    """A real InvokeAI of a given release in a directory of its own.

    ::

        with InvokeAIServer(release="6.14.2", models="tiny") as server:
            server.url            # "http://127.0.0.1:49153"

    ``models`` is ``"tiny"`` (random weights, made in seconds, see ``live/serve/tiny``), a directory whose
    models are installed in place, or None. ``root`` is kept when it is given; otherwise a temporary one
    is made and removed. ``port`` None takes a free one; a taken one is refused, where InvokeAI itself would
    move on to the next without a word. ``device`` is auto, cpu, cuda (or cuda:N) or mps. ``memory_db`` keeps
    InvokeAI's database in memory. ``preset`` is a name of ``presets.py``, ``settings`` are further ones of
    ``invokeai.yaml``; both are checked against the release's configuration class first. ``packs`` are folders
    of node packs, copied into the root; what they execute is their authors' doing. ``record`` is the file by
    which a detached server is known, deleted when the server is gone, whoever ends it.

    The server does not outlive this process, unless :meth:`detach` is called.

    Raises ServeError (or one of its kinds) and OSError, from :meth:`start`.
    """

    def __init__(
        self,
        release: str = "latest",
        *,
        models: str | Path | None = None,
        root: Path | None = None,
        port: int | None = None,
        device: str = "auto",
        memory_db: bool = False,
        preset: str | None = None,
        settings: Mapping[str, Any] | None = None,
        packs: Iterable[Path] = (),
        log: Path | None = None,
        start_seconds: float = _START_SECONDS,
        record: Path | None = None,
        progress: Callable[[str], None] = lambda _line: None,
    ) -> None:
        check_device(device)
        self.release = release
        self.models = models
        self.preset = preset
        self.packs = find_packs(packs)
        self._wanted_root = root
        self._owns_root = root is None
        self._detached = False
        self._wanted_port = port
        self._wanted_device = device
        self._wanted_log = log
        self._asked = dict(settings or {})
        self._settings = {"use_memory_db": True} if memory_db else {}
        self._by_file: frozenset[str] = frozenset()
        self._start_seconds = start_seconds
        self._record = record
        self._progress = progress
        self._process: ServerProcess | None = None
        self._root: Path | None = None
        self._log: Path | None = None
        self._url: str | None = None
        self.device: str | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where the server answers, without a slash at the end."""
        if self._url is None:
            raise ServeError("the server is not running")
        return self._url

    @property
    def root(self) -> Path:
        """The server's root directory."""
        if self._root is None:
            raise ServeError("the server was not started")
        return self._root

    @property
    def log_path(self) -> Path:
        """The file with everything the server printed."""
        if self._log is None:
            raise ServeError("the server was not started")
        return self._log

    @property
    def pid(self) -> int | None:
        """The process id of the server itself, None when it was not started."""
        return self._process.pid if self._process else None

    @property
    def process(self) -> ServerProcess:
        """The running process."""
        if self._process is None:
            raise ServeError("the server is not running")
        return self._process

    @property
    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self._process is not None and self._process.alive

    @property
    def ended(self) -> bool:
        """Whether the server's process ended by itself; not when it was stopped, or is being restarted."""
        process = self._process
        return process is not None and not process.alive

    def log_tail(self, lines: int = 25) -> list[str]:
        """The last lines of the server's log."""
        return tail(self.log_path, lines)

    def session(self, **options: Any) -> Session:
        """A session with this server (options of :class:`wflint.net.session.Session`)."""
        return Session(self.url, **{"token": "", "email": "", "password": "", **options})

    def start(self) -> None:
        """Start the server and return when it answers and its models are installed."""
        if self._process is not None:
            raise ServeError("the server was started already")
        environment = invokeai_environment(self.release, self._progress)
        self.release = environment.release
        if release_of(self.release).is_pre:
            self._progress(f"InvokeAI {self.release} is a pre-release: the next one may work otherwise")
        self._choose_settings(environment.python)
        port = self._wanted_port
        if port is not None and not is_free(HOST, port):
            raise PortTakenError(f"port {port} is taken; leave the port out and a free one is found")
        try:
            self._make_root()
            models = self._prepare_models(environment.python)
            place_packs(self.root, self.packs, self._progress)
            for attempt in range(1, _BIND_ATTEMPTS + 1):
                try:
                    self._launch(environment.python, port or free_port(HOST))
                    break
                except PortTakenError:
                    self._stop_process(keep=True)
                    if port is not None or attempt == _BIND_ATTEMPTS:
                        raise
            self._install(models)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, and remove its root unless that was given. Does nothing when it is stopped."""
        try:
            self._stop_process()
        finally:  # the process's guard does it too, even if we are ended meanwhile
            for path in self._temporary():
                shutil.rmtree(path, ignore_errors=True)
            if self._record is not None and not self._detached:
                self._record.unlink(missing_ok=True)

    def restart(self) -> None:
        """Stop the server and start it again on the same root and port, whatever state it is in."""
        from urllib.parse import urlsplit

        port = urlsplit(self.url).port
        self._stop_process(keep=True)
        self._launch(invokeai_environment(self.release, self._progress).python, port or free_port(HOST))

    def detach(self) -> None:
        """Let the server run on without this process; at its end a temporary root is still removed."""
        self.process.detach()
        self._process = None
        self._detached = True

    def _stop_process(self, *, keep: bool = False) -> None:
        process, self._process, self._url = self._process, None, None
        if process is not None:
            process.stop(keep=keep)

    def _choose_settings(self, python: Path) -> None:
        """What the user wants set, as the release takes it, before anything is started."""
        from wflint.live.serve.chosen_settings import check_number, choose_settings

        check_number(self.release, python, self._wanted_device)
        if self.preset is None and not self._asked:
            return
        chosen = choose_settings(self.release, python, self.preset, self._asked, self._progress)
        file = self._wanted_root and self._wanted_root / SETTINGS_FILE
        if chosen.by_file and file and file.exists():
            name = min(chosen.by_file)
            raise SettingError(f"{name} = {chosen.values[name]} has to be written into {file} by hand")
        self._settings |= chosen.values
        self._by_file = chosen.by_file

    def _make_root(self) -> None:
        if self._wanted_root is not None:
            self._root = self._wanted_root.absolute()
            self._root.mkdir(parents=True, exist_ok=True)
        else:
            with held():
                self._root = Path(tempfile.mkdtemp(prefix="wflint-invokeai-"))
        self._log = (self._wanted_log or self._root / _LOG).absolute()

    def _temporary(self) -> list[Path]:
        """What is of no use once the server is gone."""
        if self._root is None or self._detached:  # a detached server's guard removes it
            return []
        return [self._root if self._owns_root else self._root / SCRATCH]

    def _prepare_models(self, python: Path) -> list[ModelSource]:
        """The model files and folders to install, made now if they are the tiny ones."""
        from wflint.live.serve.tiny import remove_node_pack, tiny_models, write_node_pack

        if self.models == "tiny":
            models = tiny_models(self.release, python, self._progress)
            write_node_pack(self.root, self._progress)
            return models
        remove_node_pack(self.root)  # of a root that was used with tiny models before
        if self.models is None:
            return []
        from wflint.live.serve.models import find_models

        return find_models(Path(self.models))

    def _launch(self, python: Path, port: int) -> None:
        settings = server_settings(HOST, port, self._wanted_device, self._settings)
        prepare_root(self.root, settings)
        start = self.log_path.stat().st_size if self.log_path.exists() else 0
        follower = LogFollower(self.log_path, start)
        by_variable = {name: value for name, value in settings.items() if name not in self._by_file}
        self._progress(f"starting InvokeAI {self.release} (20 to 45 s)")
        self._process = ServerProcess(
            # The file that the launcher script "invokeai-web" holds; the script's own path may have moved.
            [
                str(python),
                "-c",
                "import sys; from invokeai.app.run_app import run_app; sys.exit(run_app())"
                + told(self.release),
                "--root",
                str(self.root),
            ],
            cwd=self.root,
            log=self.log_path,
            environment=server_environment(self.root, by_variable, tiny=self.models == "tiny"),
            remove=(*([self._record] if self._record else ()), *self._temporary()),
            record=self._record,
        )
        self._wait_until_ready(follower, port)
        if self.packs:
            check_packs(self.packs, LogFollower(self.log_path, start).read(), python)

    def _wait_until_ready(self, follower: LogFollower, port: int) -> None:
        deadline = time.monotonic() + self._start_seconds
        while True:
            ended = not self.process.alive
            follower.read()
            if ended:
                said = f"InvokeAI {self.release} ended with exit code {self.process.exit_code}"
                if pack := loading(self.packs, self.log_tail(200)):
                    said += f" while it loaded the node pack {pack}"
                raise self._failure(said)
            if follower.port is not None and follower.port != port:
                raise PortTakenError(f"port {port} is taken (InvokeAI moved on to {follower.port})")
            if follower.port is not None and self._answers(f"{follower.scheme}://{HOST}:{port}"):
                break
            if time.monotonic() > deadline:
                raise self._failure(
                    f"InvokeAI {self.release} was not ready after {self._start_seconds:.0f} s"
                )
            time.sleep(_POLL_SECONDS)
        if not _listens(self.process.pid, port):
            raise PortTakenError(f"port {port} is taken: another server answers there")
        self._url = f"{follower.scheme}://{HOST}:{port}"
        self.device = follower.device
        self._progress(f"InvokeAI {self.release} answers at {self._url} ({self.device or 'unknown device'})")

    def _answers(self, url: str) -> bool:
        session = Session(url, token="", email="", password="", verify=False, seconds=10, retries=0)
        with contextlib.suppress(NetError), contextlib.closing(session):
            answer = session.get("/api/v1/app/version")
            return isinstance(answer, dict) and "version" in answer
        return False

    def _failure(self, what: str) -> ServeError:
        return ServeError(f"{what}; the end of its log ({self.log_path}):", self.log_tail())

    def _install(self, models: list[ModelSource]) -> None:
        if not models:
            return
        from wflint.live.serve.models import install_models

        with contextlib.closing(self.session()) as session:
            self._progress(f"installing {len(models)} models")
            install_models(session, models)


def _listens(pid: int | None, port: int) -> bool:
    """Whether a process listens on a port; true where the system does not let us see."""
    import psutil

    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        connections = [c for p in family for c in p.net_connections("tcp")]
    except psutil.Error:
        return True
    return any(c.status == psutil.CONN_LISTEN and c.laddr.port == port for c in connections)
