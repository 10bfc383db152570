"""Leftovers of a machine in texts: what is one, what is none, and that secrets stay masked."""

from __future__ import annotations

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
    "text",  # each is where a pattern could look for an end again and again
    ["a." * LONGEST, "@" * LONGEST, "a@" * LONGEST, "/home/" * LONGEST, "token=" * LONGEST, "eyJ" * LONGEST,
     "http://a:" * LONGEST, "a" * LONGEST + "@", "a-" * LONGEST + "@x"],
    ids=lambda t: t[:8],
)  # fmt: skip
def test_of_long_texts_the_beginning_is_looked_at(text: str) -> None:
    assert len(leftovers(text)) == (1 if text.startswith("/home/") else 0)
    assert leftovers(text + " /home/me/x.safetensors") == leftovers(text)
    assert leftovers("a" * (LONGEST - 9) + " /home/me/x.safetensors") != []
