"""The repository on disk: which of its files can matter, and what they say.

This package is the only place that reads the disk, and nothing in it follows a link
out of the repository.
"""
