"""Templates: punch holes where text will be, follow both sides of a condition."""

from kubelet_lint.template.dialect import detect
from kubelet_lint.template.expression import Dialect
from kubelet_lint.template.fill import Filled, fill, punch, substitute
from kubelet_lint.template.render import write_named
from kubelet_lint.template.scope import Variables

__all__ = [
    "Dialect",
    "Filled",
    "Variables",
    "detect",
    "fill",
    "punch",
    "substitute",
    "write_named",
]
