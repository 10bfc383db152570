"""What the readers of SARIF, JUnit and GitLab reports ask of them.

The schemas beside this file are our own; so are the rules for JUnit, which say what ``junit-10.xsd`` of
Jenkins' xUnit plugin says.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from jsonschema import Draft202012Validator

HERE = Path(__file__).parent


def _schema(name: str) -> Draft202012Validator:
    schema = json.loads((HERE / name).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


SARIF, GITLAB = _schema("sarif.schema.json"), _schema("gitlab.schema.json")


def sarif(text: str) -> dict[str, Any]:
    """The run of a valid SARIF log."""
    assert text.isascii()
    log = json.loads(text)
    SARIF.validate(log)
    (run,) = log["runs"]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    suppressions = {"suppressions" in result for result in results}
    assert len(suppressions) <= 1, "all results of a run have them, or none"
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        ids = [location["id"] for location in result.get("relatedLocations", ())]
        assert len(set(ids)) == len(ids)
        for message in _messages(result):
            without = message.replace("{{", "").replace("}}", "")
            assert not set(without) & set("{}"), "a brace by itself is a placeholder"
            assert not re.search(r"(?<!\\)\]\(", message), "no link that wflint did not make"
    for location in _locations(run):
        artifact = location["physicalLocation"]["artifactLocation"]
        assert artifact["uri"].startswith("file:///") != ("uriBaseId" in artifact)
        assert artifact.get("uriBaseId", "%SRCROOT%") in run["originalUriBaseIds"]
    return run  # type: ignore[no-any-return]


def _locations(value: Any) -> list[dict[str, Any]]:
    """Everything in a log that has a physical location."""
    if isinstance(value, list):
        return [found for item in value for found in _locations(item)]
    if not isinstance(value, dict):
        return []
    own = [value] if "physicalLocation" in value else []
    return own + [found for item in value.values() for found in _locations(item)]


def _messages(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for item in value for found in _messages(item)]
    if not isinstance(value, dict):
        return []
    own = [value["message"]["text"]] if "message" in value else []
    return own + [found for item in value.values() for found in _messages(item)]


def gitlab(text: str) -> list[dict[str, Any]]:
    """The issues of a valid Code Quality report. GitLab shows one issue a fingerprint."""
    assert text.isascii()
    issues = json.loads(text)
    GITLAB.validate(issues)
    marks = [issue["fingerprint"] for issue in issues]
    assert len(set(marks)) == len(marks)
    return issues  # type: ignore[no-any-return]


# Element -> attributes it must have, others it may have, children it may have, whether it may hold text.
_JUNIT: dict[str, tuple[set[str], set[str], set[str], bool]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}, False),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
            "log",
            "url",
            "version",
        },
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        False,
    ),
    "testcase": (
        {"name"},
        {"time", "classname", "group"},
        {"skipped", "error", "failure", "system-out", "system-err"},
        False,
    ),
    "failure": (set(), {"type", "message"}, set(), True),
    "error": (set(), {"type", "message"}, set(), True),
    "skipped": (set(), {"type", "message"}, set(), True),
    "system-out": (set(), set(), set(), True),
}


def junit(text: str) -> list[ElementTree.Element]:
    """The test cases of a valid JUnit report, whose counts are right."""
    assert text.isascii(), "whatever encoding it is written in, the declaration is right"
    root = ElementTree.fromstring(text)
    assert root.tag == "testsuites"
    for element in root.iter():
        needed, allowed, children, has_text = _JUNIT[element.tag]
        assert needed <= set(element.attrib) <= needed | allowed, element.attrib
        assert {child.tag for child in element} <= children
        tails = [child.tail or "" for child in element]
        assert has_text or not "".join([element.text or "", *tails]).strip()
    suites = list(root.iter("testsuite"))
    cases = list(root.iter("testcase"))
    for holder in (root, *suites):
        assert holder.get("tests") == str(len(cases))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            number = sum(case.find(tag) is not None for case in cases)
            assert holder.get(name, str(number)) == str(number)
    assert len({case.get("name") for case in cases}) == len(cases), "a file is one case"
    assert all(len(case.findall("failure")) <= 1 for case in cases), "Jenkins shows the first one only"
    return cases


def multitool() -> str | None:
    """The validator of SARIF's own tool set, where it is at hand: npm's ``@microsoft/sarif-multitool``."""
    return shutil.which("sarif-multitool")
