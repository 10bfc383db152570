"""Commands in trouble, each in a process of its own: one Python that has all imported, forked for each.

Run as a module with a JSON list of pairs on standard input, a trouble and a command line; answers with a JSON
list of exit code, standard output and standard error. POSIX only.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Streams = list[int | None]


def _full(number: int) -> Callable[[Streams], None]:
    def make(streams: Streams) -> None:
        streams[number] = os.open("/dev/full", os.O_WRONLY)

    return make


def _closed(*numbers: int) -> Callable[[Streams], None]:
    def make(streams: Streams) -> None:
        for number in numbers:
            streams[number] = None

    return make


def _wrong_way(streams: Streams) -> None:
    streams[0] = os.open(os.devnull, os.O_WRONLY)
    streams[1] = os.open(os.devnull, os.O_RDONLY)


def _reader_gone(streams: Streams) -> None:
    ours, streams[1] = os.pipe()
    os.close(ours)


def _gone_folder(_: Streams) -> None:
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    os.rmdir(folder)


def _few_files(_: Streams) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))


def _no_home(_: Streams) -> None:
    import pwd

    def nobody(number: int) -> None:
        raise KeyError(number)

    pwd.getpwuid = nobody  # type: ignore[assignment]
    for name in ("HOME", "WFLINT_CACHE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        os.environ.pop(name, None)


def _odd_variables(_: Streams) -> None:
    os.environ.update(
        COLUMNS="-7", LINES="x", TERM="nope", TMPDIR="/nonexistent", XDG_CACHE_HOME="rel", XDG_CONFIG_HOME="",
        WFLINT_SERVER="http://[::1", WFLINT_TOKEN="a\nb", LC_ALL="xx_YY.nope",
    )  # fmt: skip


TROUBLES: dict[str, Callable[[Streams], None]] = {
    "stdin closed": _closed(0),
    "stdout closed": _closed(1),
    "stderr closed": _closed(2),
    "all closed": _closed(0, 1, 2),
    "stdout full": _full(1),
    "stderr full": _full(2),
    "wrong way": _wrong_way,
    "reader gone": _reader_gone,
    "ascii": lambda _: None,
    "folder gone": _gone_folder,
    "few files": _few_files,
    "no home": _no_home,
    "odd variables": _odd_variables,
}


def _child(trouble: str, arguments: list[str], out: int, err: int) -> int:
    streams: Streams = [os.open(os.devnull, os.O_RDONLY), out, err]
    TROUBLES[trouble](streams)
    for number, stream in enumerate(streams):
        if stream is None:
            os.close(number)
        else:
            os.dup2(stream, number)
    encoding = "ascii" if trouble == "ascii" else "utf-8"
    # As Python makes them when it starts.
    for number, name, mode, errors in (
        (0, "stdin", "r", "strict"), (1, "stdout", "w", "strict"), (2, "stderr", "w", "backslashreplace"),
    ):  # fmt: skip
        closed = streams[number] is None
        made = None if closed else open(number, mode, encoding=encoding, errors=errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, made)
    sys.argv = ["wflint", *arguments]
    from wflint.cli.main import main

    try:
        main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    try:  # as Python does when it ends
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return 120
    return code


def _run(trouble: str, arguments: list[str]) -> tuple[int, str, str]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            code = 99
            try:
                code = _child(trouble, arguments, out.fileno(), err.fileno())
            except BaseException:
                import traceback

                os.write(err.fileno(), traceback.format_exc().encode())
            os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        found = []
        for file in (out, err):
            file.seek(0)
            found.append(file.read().decode("utf-8", "backslashreplace"))
        return code, found[0], found[1]


def _import_commands() -> None:
    from importlib import import_module

    from wflint.cli.main import COMMANDS
    from wflint.engine.check_files import CheckRequest, check_files

    for name in COMMANDS:
        import_module(f"wflint.cli.{name}")
    check_files(CheckRequest(("a.json",)))


if __name__ == "__main__":
    wanted = json.load(sys.stdin)
    _import_commands()
    answers = [_run(trouble, arguments) for trouble, arguments in wanted]
    print(json.dumps(answers))
