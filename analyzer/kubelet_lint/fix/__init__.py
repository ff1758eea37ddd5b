"""Mend findings by the smallest edits, and only where that is known to do no more.

``propose`` says which characters would have to change, ``verify`` resolves the edited
repository in memory and keeps the edits that remove their finding and change no other
effective setting of any node, ``diff`` shows them.
"""
