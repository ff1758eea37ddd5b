"""Kinds of files in a repository: one module each, recognized by their content."""
