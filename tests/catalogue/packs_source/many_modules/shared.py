PREFIX = "wf_many_"
VERSION = "3.1.4"
LIMITS = {"low": 1, "high": 2**4}
