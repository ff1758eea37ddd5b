"""The node: its files, and the programs it starts."""
