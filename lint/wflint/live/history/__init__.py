"""What cases showed before: a SQLite file of verdicts and figures."""
