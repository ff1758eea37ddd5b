"""POSIX regular expressions as the GNU tools read them, over text with holes."""
