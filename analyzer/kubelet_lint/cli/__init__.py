"""The command line: the only place that prints, exits or reads the environment.

At import time only click is loaded, so that ``--help`` and shell completion answer at
once; each command imports what it needs when it runs.
"""
