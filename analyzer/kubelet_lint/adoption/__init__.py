"""Living with findings: those that a comment or a baseline accepts, and the new ones.

Nothing here is imported unless it is asked for, or a file says ``kubelet-lint:``.
"""
