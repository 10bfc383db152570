"""Having a server install a model: ``Server.install_model``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.live.fake_queue import DOWNLOAD, FOX, FakeQueue, job, queues
from wflint import Server
from wflint.live.client.errors import AnswerError, InputError
from wflint.live.runs.model_install import InstallProgress, ModelInstallError

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeQueue]:
    monkeypatch.setattr("wflint.live.runs.model_install._FASTEST_POLL", 0.01)
    with queues(1) as [made]:
        yield made


def test_a_download_is_followed_to_its_end(fake: FakeQueue) -> None:
    fake.jobs = list(DOWNLOAD)
    told: list[InstallProgress] = []
    installed = Server(fake.url).install_model(
        "owner/fox:fp16:unet", name="fox", base="sd-1", access_token="s3cret", progress=told.append
    )
    assert installed.model == FOX
    assert not installed.already
    assert [(p.status, p.bytes) for p in told] == [(j["status"], j["bytes"]) for j in DOWNLOAD]
    [(path, body)] = fake.installs
    asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    assert asked == {"source": "owner/fox:fp16:unet", "inplace": "true", "access_token": "s3cret"}
    assert body == {"name": "fox", "base": "sd-1"}


def test_a_local_path_is_sent_in_full(
    fake: FakeQueue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fox.safetensors").write_bytes(b"")
    fake.jobs = [job("completed", config_out=FOX)]
    Server(fake.url).install_model("fox.safetensors", inplace=False)
    [(path, _)] = fake.installs
    asked = parse_qs(urlsplit(path).query)
    assert asked["source"] == [str(tmp_path / "fox.safetensors")]
    assert asked["inplace"] == ["false"]


@pytest.mark.parametrize(
    ("source", "record"),
    [
        ("owner/fox", {"source": "owner/fox"}),
        ("owner/fox:fp16:unet", {"source": "owner/fox:fp16::unet"}),
        ("owner/fox::unet", {"source": "owner/fox::unet"}),
        ("https://hub/fox.safetensors", {"source": "https://hub/fox.safetensors"}),
        ("/srv/fox.safetensors", {"path": "/srv/fox.safetensors"}),
        ("/srv/fox.safetensors", {"path": "k/fox.safetensors", "source": "/srv/fox.safetensors"}),
    ],
)
def test_what_is_installed_already_is_left_alone(
    fake: FakeQueue, source: str, record: dict[str, str]
) -> None:
    fake.models = [{**FOX, "key": "other", "source": "owner/fox::vae"}, {**FOX, "path": "x", **record}]
    installed = Server(fake.url).install_model(source)
    assert installed.already
    assert installed.model["key"] == "k"
    assert not fake.installs


def test_what_the_server_finds_to_be_installed_already(fake: FakeQueue) -> None:
    fake.models = [{**FOX, "path": "lora/fox.safetensors"}]
    said = "A model named fox.safetensors is already installed at /srv/models/lora/fox.safetensors"
    fake.jobs = [job("error", error_reason="DuplicateModelException", error=said)]
    assert Server(fake.url).install_model("/elsewhere/fox.safetensors").already
    said = "A model with name='fox', type='lora', base='sd-1' is already installed"
    fake.jobs = [job("error", error_reason="DuplicateModelException", error=said)]
    with pytest.raises(ModelInstallError, match="DuplicateModelException: A model with name='fox'"):
        Server(fake.url).install_model("/elsewhere/fox.safetensors")  # it may be another of that name


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (
            job("error", error_reason="InvalidModelConfigException", error="Unable to determine\nits type"),
            r"not installed: InvalidModelConfigException: Unable to determine\nits type",
        ),
        (job("error"), "not installed: the server does not say why"),
        (job("cancelled"), "not installed: somebody cancelled it on the server"),
    ],
)
def test_a_failure_is_one_line_in_the_servers_words(fake: FakeQueue, end: dict[str, Any], said: str) -> None:
    fake.jobs = [job("running"), end]
    with pytest.raises(ModelInstallError) as raised:
        Server(fake.url).install_model("https://me:s3cret@hub/fox.safetensors?token=s3cret")
    assert str(raised.value) == f"https://hub/fox.safetensors: {said}"


def test_a_source_that_the_server_does_not_take(fake: FakeQueue) -> None:
    fake.refusal = ("409 Conflict", {"detail": "Unsupported model source: '/srv/x'"})
    with pytest.raises(ModelInstallError, match=r"/srv/x: not installed: Unsupported.*'/srv/x'; http"):
        Server(fake.url).install_model("/srv/x")
    fake.refusal = ("500 Internal Server Error", {"detail": "Internal Server Error"})
    with pytest.raises(ModelInstallError, match="owner/fox: not installed: there is no such file here"):
        Server(fake.url).install_model("owner/fox")
    with pytest.raises(AnswerError):
        Server(fake.url).install_model("https://hub/fox.safetensors")


@pytest.mark.parametrize("source", ["", "  ", "fox\0.safetensors", 7, None])
def test_a_source_that_is_none_is_not_sent(fake: FakeQueue, source: Any) -> None:
    with pytest.raises(InputError, match="a model's source is a path, a URL or a repository, not"):
        Server(fake.url).install_model(source)
    assert not fake.installs


@pytest.mark.parametrize("source", ["./fox.safetensors", "../fox", "~/fox"])
def test_what_can_only_be_a_path_is_sent_as_one_though_it_is_not_there(
    fake: FakeQueue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.chdir(tmp_path)
    fake.refusal = ("409 Conflict", {"detail": "Unsupported model source"})
    with pytest.raises(ModelInstallError, match="may see no such path") as raised:
        Server(fake.url).install_model(source)
    assert str(raised.value).startswith(f"{Path(source).expanduser().absolute().resolve()}: ")


@pytest.mark.parametrize("ours", [True, False])
def test_ctrl_c_and_time_cancel_a_job_of_ours(fake: FakeQueue, ours: bool) -> None:
    fake.earlier = [] if ours else [job("downloading")]
    fake.jobs = [job("downloading")]

    def interrupt(_: InstallProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Server(fake.url).install_model("owner/fox", progress=interrupt)
    assert fake.dropped == (["7"] if ours else [])
    said = "and was cancelled" if ours else "it goes on, somebody else began it"
    with pytest.raises(ModelInstallError, match=rf"owner/fox: took longer than 0\.05 s.*{said}"):
        Server(fake.url).install_model("owner/fox", seconds=0.05)
    assert fake.dropped == (["7", "7"] if ours else [])
