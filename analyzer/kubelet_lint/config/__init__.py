"""A repository's own configuration: found, read, and checked before anything is used.

It is input like every other file: bounded, never followed out of the repository, and
whatever is wrong in it is a message that names the file, the line and the key. Nothing
of this is imported where there is no such file (see ``repo.opening.configurations``).
"""
