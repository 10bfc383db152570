"""What programs call: the functions of ``import wflint`` (docs/api.md).

Doors as the command line is: no logic of their own. They print nothing, end nothing, change no setting of the
process and keep no state, so that threads may call them at once.
"""
