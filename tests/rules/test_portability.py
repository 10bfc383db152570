"""Leftovers of a machine in texts: what is one, what is none, and that secrets stay masked."""

from __future__ import annotations

import time

import pytest

from wflint.rules.portability._leftovers import LONGEST, leftovers, shown

# Made up; in pieces, so that nobody's scanner takes them for real.
SECRETS = [
    "hf_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5",
    "sk-" + "proj-abcdefghijklmnopqrstuvwx",
    "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6",
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl",
    "api_key=" + "abcd1234efgh5678",
    "https://kim:" + "correct-horse@example.com/models",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_found_and_masked(secret: str) -> None:
    (found,) = leftovers(f"a fox, {secret} and more")
    assert found.secret
    message = shown(found)
    assert len(message) <= 8
    assert secret not in message


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("/home/kim/prompts.txt", "path"),
        ("C:\\Users\\kim\\out", "path"),
        ("see /mnt/data/foxes/a.png for it", "path"),
        ("\\\\nas\\share\\prompts.txt", "path"),
        ("~/prompts.txt", "path"),
        ("http://localhost:9090/x", "address"),
        ("http://192.168.0.7:9090", "address"),
        ("https://studio.local/hook", "address"),
        ("kim@studio.example.com", "e-mail"),
    ],
)
def test_leftovers(text: str, what: str) -> None:
    (found,) = leftovers(text)
    assert what in found.what


@pytest.mark.parametrize(
    "text",
    [
        "a fox, 4k, (masterpiece:1.2), [a|b], <lora:fox:0.8>",
        "black/white, and/or, 1/2, 16:9, f/2.8, c:d",
        "portrait of @someone, by artist/studio",
        "runwayml/stable-diffusion-v1-5",
        "https://huggingface.co/fox/fox",
        "prompts.txt",
        "a token = a coin; password: none",
        "models/fox.safetensors",
        "home/kim",
        "",
        "{red|blue} __animal__ %date%",
        "the ratio is a:b and the time 12:30",
        "sk-ies, hf_x, user/data",
    ],
)
def test_what_people_write_in_prompts(text: str) -> None:
    assert leftovers(text) == []


@pytest.mark.parametrize(
    "text",
    ["a." * LONGEST, "@" * LONGEST, "a@" * LONGEST, "/home/" * LONGEST, "token=" * LONGEST, "eyJ" * LONGEST,
     "http://a:" * LONGEST, "a" * LONGEST + "@", "a-" * LONGEST + "@x"],
    ids=lambda t: t[:8],
)  # fmt: skip
@pytest.mark.bench
def test_long_texts_take_no_longer(text: str) -> None:
    """What a pattern does cannot be counted: it is the clock's word, and not in the default suite."""
    start = time.process_time()
    leftovers(text)
    assert time.process_time() - start < 1.0
