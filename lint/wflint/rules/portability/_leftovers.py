"""What a text shows of the machine or the person that it comes from."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from wflint.diagnostics.words import elide

LONGEST: Final = 20_000  # characters of a text that are looked at


class Leftover(NamedTuple):
    """A kind of leftover. ``secret`` ones are shown masked."""

    what: str
    text: str
    secret: bool = False


# Tokens with a publisher's own prefix (huggingface.co, openai.com, github.com, AWS), bearer tokens (JWT), and
# what stands behind a word such as api_key=.
_SECRETS = re.compile(
    r"(?<![A-Za-z0-9])(hf_[A-Za-z0-9]{30,}|sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}"
    r"|github_pat_[A-Za-z0-9_]{30,}|AKIA[A-Z0-9]{16}|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+)"
)
_NAMED_SECRET = re.compile(
    r"(?i)(?<![a-z0-9])(?:api[_-]?key|token|secret|password|passwd)\s*[=:]\s*[\"']?([A-Za-z0-9_\-./+]{12,})"
)
_LOGIN = re.compile(r"(?i)[a-z][a-z0-9+.-]{1,10}://[^\s/:@]{1,64}:([^\s/@]{1,128})@")
_MAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,10}(?!\w)"
)
_LOCAL_URL = re.compile(
    r"(?i)https?://(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\]|10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}"
    r"|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|[a-z0-9-]+\.local)(?::\d{1,5})?(?:/[^\s\"'<>]*)?"
)
_PATH = re.compile(
    r"(?<![\w.:/\\])(?:[A-Za-z]:[\\/]|\\\\[\w.-]+\\|file://|~/|/(?:home|Users|root|mnt|media|Volumes|tmp|var|opt|data"
    r"|workspace|srv)/)[^\s\"'<>|*?,;]+"
)


def leftovers(text: str) -> list[Leftover]:
    """The leftovers in a text, of each kind the first; secrets first. Linear in the text's length."""
    if len(text) > LONGEST:
        text = text[:LONGEST]
    secret = _SECRETS.search(text) or _NAMED_SECRET.search(text) or _LOGIN.search(text)
    if secret is not None:
        return [Leftover("what looks like a token or password", masked(secret[1]), True)]
    found = []
    if match := _LOCAL_URL.search(text):
        found.append(Leftover("an address of a local network", match[0]))
    if match := _MAIL.search(text):
        found.append(Leftover("an e-mail address", match[0], True))
    if match := _PATH.search(text):
        found.append(Leftover("a path of one machine", match[0]))
    return found


def masked(secret: str) -> str:
    """The first characters of a secret, enough to find it by, and no more."""
    return secret[: min(4, len(secret) // 3)] + "..."


def shown(found: Leftover) -> str:
    """The text of a leftover for a message: short, and of an e-mail address the domain only."""
    if found.what == "an e-mail address":
        return "...@" + found.text.rpartition("@")[2]
    return elide(found.text, 32)
