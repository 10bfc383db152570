"""The one writer: a file is the old or the new one, whole, whatever happens; and nobody writes beside it."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wflint.engine.files import discover
from wflint.writing import append_file, write_file, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions, links and pipes of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_texts_bytes_and_pieces(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    for content, wanted in (
        ("fox\r\n\u00e9\udcff", b"fox\r\n\xc3\xa9\xff"),
        ("\ud800", b"\\ud800"),
        (b"\0\xff", b"\0\xff"),
        (["a", "b"], b"ab"),
        (iter([b"a"] * 3_000_000), b"a" * 3_000_000),
        ([], b""),
    ):
        write_file(file, content)
        assert file.read_bytes() == wanted
    assert names(tmp_path) == ["a.txt"]


def test_what_others_wrote_stays_in_front(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    append_file(file, ["a\r\n", "\u00e9"])
    assert file.read_bytes() == b"a\r\n\xc3\xa9"
    append_file(file, iter([b"b", b"c"]))
    append_file(file, [])
    assert file.read_bytes() == b"a\r\n\xc3\xa9bc"
    assert names(tmp_path) == ["a.txt"]
    with pytest.raises(IsADirectoryError) as caught:
        append_file(tmp_path, "x")
    assert caught.value.filename == str(tmp_path)


def test_of_what_cannot_be_added_whole_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    written = os.write

    def full(handle: int, block: bytes) -> int:
        if len(block) < 10:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return written(handle, block[:10])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        append_file(file, "0123456789abcde")
    assert file.read_bytes() == b"old"


@POSIX
def test_permissions_stay_and_new_files_have_the_usual_ones(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_file(tmp_path / "new", "x")
    finally:
        os.umask(old)
    assert mode(tmp_path / "new") == 0o640
    for wanted in (0o600, 0o644, 0o755, 0o664):
        (tmp_path / "new").chmod(wanted)
        write_file(tmp_path / "new", "y")
        assert mode(tmp_path / "new") == wanted


@POSIX
def test_what_replaces_a_private_file_is_never_readable(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o600)
    seen = []

    def pieces() -> Iterator[str]:
        seen.extend(mode(path) for path in tmp_path.iterdir())
        yield "new"

    write_file(tmp_path / "a", pieces())
    assert seen == [0o600, 0o600]


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_owner_and_group_stay(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    os.chown(tmp_path / "a", 4321, 4322)
    (tmp_path / "a").chmod(0o640)
    write_file(tmp_path / "a", "new")
    found = (tmp_path / "a").stat()
    assert (found.st_uid, found.st_gid, mode(tmp_path / "a")) == (4321, 4322, 0o640)


@POSIX
def test_a_group_that_cannot_be_kept_gives_another_one_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the right to give a file to its group, the present group gets no more than everybody."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o660)
    there = (tmp_path / "a").stat()
    other = os.stat_result((*there[:5], there.st_gid + 1, *there[6:]))
    monkeypatch.setattr("wflint.writing._state", lambda *_, **__: other)
    monkeypatch.setattr(os, "chown", refuse)
    write_file(tmp_path / "a", "new")
    assert mode(tmp_path / "a") == 0o600


@POSIX
def test_symbolic_links(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "real").write_text("old")
    (tmp_path / "link").symlink_to("deep/real")
    (tmp_path / "second").symlink_to(tmp_path / "link")
    write_file(tmp_path / "second", "new")
    assert (tmp_path / "deep" / "real").read_text() == "new"
    assert (tmp_path / "second").is_symlink()
    assert (tmp_path / "link").is_symlink()
    (tmp_path / "dangling").symlink_to("deep/made")
    write_file(tmp_path / "dangling", "new")
    assert (tmp_path / "deep" / "made").read_text() == "new"
    write_file(tmp_path / "second", "mine", follow=False)
    assert (tmp_path / "second").read_text() == "mine"
    assert not (tmp_path / "second").is_symlink()
    assert (tmp_path / "deep" / "real").read_text() == "new"
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError, match="symbolic links") as error:
        write_file(tmp_path / "loop", "x")
    assert (error.value.errno, error.value.filename) == (errno.ELOOP, str(tmp_path / "loop"))


@POSIX
def test_other_hard_links_keep_the_old_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    os.link(tmp_path / "a", tmp_path / "b")
    write_file(tmp_path / "a", "new")
    assert ((tmp_path / "a").read_text(), (tmp_path / "b").read_text()) == ("new", "old")


def test_without_replacing(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_file(file, "mine", replace=False)
    with pytest.raises(FileExistsError) as error:
        write_file(file, "other", replace=False)
    assert error.value.filename == str(file)
    assert file.read_text() == "mine"
    assert names(tmp_path) == ["a"]
    if os.name == "posix":
        (tmp_path / "dangling").symlink_to("gone")
        with pytest.raises(FileExistsError):
            write_file(tmp_path / "dangling", "x", replace=False, follow=False)
        assert names(tmp_path) == ["a", "dangling"]


def test_somebody_takes_the_name_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a"

    def pieces() -> Iterator[str]:
        file.write_text("theirs")
        yield "ours"

    for refuses in (False, True):  # a file system without links
        file.unlink(missing_ok=True)
        if refuses:
            monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "no")))
        with pytest.raises(FileExistsError):
            write_file(file, pieces(), replace=False)
        assert file.read_text() == "theirs"
    file.unlink()
    write_file(file, "ours", replace=False)
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("gone/a", errno.ENOENT),
        ("folder", errno.EISDIR),
        ("new/", errno.EISDIR),
        ("file/a", errno.ENOTDIR),
        ("a\0b", errno.EINVAL),
        ("n" * 300, errno.ENAMETOOLONG),
    ],
)
def test_errors_name_the_file_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, wanted: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("old")
    with pytest.raises(OSError, match=r"\w") as error:
        write_file(path, "x")
    assert error.value.filename == path
    assert error.value.errno == wanted or os.name != "posix"
    assert ".wflint" not in str(error.value)
    assert names(tmp_path) == ["file", "folder"]


def test_what_the_content_raises_is_passed_on(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    def pieces() -> Iterator[bytes]:
        yield b"n" * 2_000_000
        raise ConnectionResetError("the server went away")

    with pytest.raises(ConnectionResetError, match="the server went away"):
        write_file(tmp_path / "a", pieces())
    assert (tmp_path / "a").read_text() == "old"
    assert names(tmp_path) == ["a"]


def test_of_several_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / name for name in ("old", "new", "last")]
    for failing in range(3):
        for file in files:
            file.unlink(missing_ok=True)
        files[0].write_text("before")
        files[2].write_text("before")
        rename, calls = os.replace, []

        def replace(source: str, target: str, /, failing=failing, calls=calls, rename=rename) -> None:
            calls.append(target)
            if len(calls) == failing + 1:
                raise OSError(errno.EIO, "the disk is broken", source)
            rename(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", replace)
            with pytest.raises(OSError, match="the disk is broken") as error:
                write_files([(file, "after") for file in files])
        assert error.value.filename == str(files[failing])
        assert [f.read_text() if f.exists() else None for f in files] == ["before", None, "before"]
        assert names(tmp_path) == ["last", "old"]
    write_files([(file, "after") for file in files])
    assert [file.read_text() for file in files] == ["after"] * 3
    assert names(tmp_path) == ["last", "new", "old"]


def test_of_several_none_when_one_cannot_be_prepared(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("before")
    with pytest.raises(FileNotFoundError):
        write_files([(tmp_path / "a", "after"), (tmp_path / "gone" / "b", "after")])
    assert (tmp_path / "a").read_text() == "before"
    assert names(tmp_path) == ["a"]


# -- another process: killed, or without room or rights ------------------------------------------------------

WRITER = """
import sys
from wflint.writing import write_files
folder, size = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
for number in range(100_000):
    digit = str(number % 10)
    write_files([(folder + "/a", digit * size), (folder + "/b", iter([digit] * size))])
"""


@POSIX
def test_kill_9_leaves_whole_files(tmp_path: Path) -> None:
    """Killed after so many renames as seen from here, at whatever moment that is there."""
    for round_ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(200 + 3000 * (round_ % 3))],
            stdout=subprocess.PIPE,
        )
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            before = None
            for _ in range(1 + round_ % 5):  # a change that we saw
                while (seen := _inode(tmp_path / "a")) == before and process.poll() is None:
                    pass
                before = seen
            process.send_signal(signal.SIGKILL)
        for name in ("a", "b"):
            content = (tmp_path / name).read_text() if (tmp_path / name).exists() else ""
            assert len(set(content)) <= 1, "of one write, not of two"
            assert len(content) in (0, 200, 3200, 6200)
    assert all(name in "ab" or name.startswith(".wflint-") for name in names(tmp_path))
    (tmp_path / "x.json").write_text("{}")
    assert [Path(c.path).name for c in discover([str(tmp_path)], images=True).files] == ["x.json"]


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def limited(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Code in a process that may write files of 4096 bytes: what more is fails as on a full disk."""
    start = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", start + code, *arguments], capture_output=True, text=True, check=False
    )


@POSIX
def test_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    code = (
        "import sys\nfrom wflint.writing import write_files\n"
        "write_files([(sys.argv[1] + '/b', 'new'), (sys.argv[1] + '/a', 'n' * 5000)])"
    )
    done = limited(code, str(tmp_path))
    assert f"File too large: '{tmp_path}/a'" in done.stderr
    assert (tmp_path / "a").read_text() == "old"
    assert names(tmp_path) == ["a"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user gets to; pytest's own are for its user alone."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name).resolve() / "folder"
        folder.mkdir()
        folder.chmod(0o777)
        (folder / "a").write_text("old")
        (folder / "a").chmod(0o666)
        yield folder
        folder.chmod(0o777)


@POSIX
def test_a_folder_without_the_right_to_write(open_folder: Path) -> None:
    assert _as_nobody(open_folder / "a") == ""
    assert (open_folder / "a").read_text() == "new"
    (open_folder / "a").write_text("old")
    open_folder.chmod(0o555)
    assert f"Permission denied: '{open_folder}/a'" in _as_nobody(open_folder / "a")
    assert (open_folder / "a").read_text() == "old"
    assert names(open_folder) == ["a"]


@POSIX
def test_a_file_that_is_read_only_stays(open_folder: Path) -> None:
    (open_folder / "a").chmod(0o444)
    assert f"Permission denied: '{open_folder}/a'" in _as_nobody(open_folder / "a")
    assert names(open_folder) == ["a"]
    assert (open_folder / "a").read_text() == "old"


def _as_nobody(file: Path) -> str:
    """What a process without root's rights says when it writes a file."""
    code = (
        "import os, sys\nfrom wflint.writing import write_file\n"
        "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "write_file(sys.argv[1], 'new')"
    )
    command = [sys.executable, "-c", code, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


# -- what is no ordinary file --------------------------------------------------------------------------------


@POSIX
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_file(tmp_path / "pipe", ["new", "er"])
    reader.join()
    assert read == [b"newer"]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@POSIX
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "link"])
@pytest.mark.parametrize("into", ["pipe", "file"])
def test_standard_output_by_its_name(tmp_path: Path, name: str, into: str) -> None:
    (tmp_path / "link").symlink_to("/dev/stdout")
    code = (
        "import sys\nfrom wflint.writing import write_file\n"
        "print('one', flush=True)\nwrite_file(sys.argv[1], 'two\\n')\nprint('three')\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / name) if name == "link" else name]
    if into == "pipe":
        out = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    else:
        with (tmp_path / "out").open("a") as file:
            subprocess.run(command, stdout=file, check=True)
        out = (tmp_path / "out").read_text()
    assert out == "one\ntwo\nthree\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has it")
def test_a_full_device() -> None:
    with pytest.raises(OSError, match="No space left") as error:
        write_file("/dev/full", "x")
    assert (error.value.errno, error.value.filename) == (errno.ENOSPC, "/dev/full")
