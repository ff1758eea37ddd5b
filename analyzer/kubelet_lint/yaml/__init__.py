"""YAML and JSON as the Go programs of a node read them, each character with its origin.

``tree.compose`` gives a tree of nodes, ``documents.split`` cuts a stream, ``value``
tells what go-yaml makes of a node.
"""
