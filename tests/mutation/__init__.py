"""Would a test notice? Single changes of the code, one at a time, and the tests that run the changed line.

``python -m tests.mutation`` makes the changes, ``--help`` says how. One idea a module: ``edits`` and
``changes`` find what can be changed, ``lines`` and ``record`` which test runs what, ``uses`` who uses a
table, ``plan`` which tests judge a change, ``install`` puts it in place, ``judge`` and ``fresh`` run the
tests in a forked child, ``worker`` is the process that forks, ``report`` says how it went.
"""
