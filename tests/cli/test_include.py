"""Markdown pages are read only when asked for."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from kubelet_lint.cli.group import cli

PAGE = """\
# Set-up

```yaml
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authorization:
  mode: AlwaysAllow
```
"""


def lines(folder: Path, *options: str) -> list[tuple[str, int]]:
    (folder / "page.md").write_text(PAGE)
    words = ["check", "--output-format", "json", *options, str(folder)]
    result = CliRunner().invoke(cli, words, standalone_mode=False)
    findings = json.loads(result.stdout)["findings"]
    return [
        (finding["rule"], finding["location"]["line"])
        for finding in findings
        if finding["verdict"] == "fail"
    ]


def test_a_page_is_not_read_by_default(tmp_path: Path) -> None:
    assert lines(tmp_path) == []
    assert lines(tmp_path, "--no-default-excludes") == []


def test_a_page_is_read_when_asked_for(tmp_path: Path) -> None:
    expected = [("always-allow-authorization", 7)]
    assert lines(tmp_path, "--include", "markdown") == expected
