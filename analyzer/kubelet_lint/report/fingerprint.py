"""Tell a finding again after an edit elsewhere.

The fingerprint is of what the finding says, not of where it stands: rule, node,
setting, effective value and the deciding text. A changed value is a new finding.
"""

from __future__ import annotations

from hashlib import sha256

from kubelet_lint.finding import Finding


def fingerprint(finding: Finding) -> str:
    """Return 32 hexadecimal digits."""
    parts = (
        finding.rule,
        finding.node,
        finding.setting or "",
        finding.value or "",
        " ".join(finding.text.split()),
    )
    content = "\0".join(parts).encode("utf-8", "surrogatepass")
    return sha256(content).hexdigest()[:32]
