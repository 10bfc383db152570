"""``check --format html``: findings as one page, with a picture of each workflow that has some."""

from wflint.report.findings_page.page import render

__all__ = ["render"]
