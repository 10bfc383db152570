"""Ways in which a workflow changes without meaning to, each with the check that is meant for it.

``first_ten`` are edits of the library's workflows, judged by its own cases with goldens of any machine
(``tight``). ``twenty_two`` are small mistakes, judged by goldens of the same machine (``exact``) and budgets;
``python -m tests.live.regressions`` tries all of them on a real server and prints a table.
"""

from tests.live.regressions.first_ten import REGRESSIONS, Regression

__all__ = ["REGRESSIONS", "Regression"]
