"""No text, however long and odd, keeps the recognizers or readers busy for long."""

from __future__ import annotations

import time

import pytest

from kubelet_lint import artifacts
from kubelet_lint.artifacts.rendered import rendered

from .carried import GivenFiles

SIZE = 60_000

HOSTILE = {
    "blank lines": " \n" * SIZE,
    "spaces": " " * SIZE,
    "spaces in a list": "- a:\n" + "  \n" * SIZE,
    "hosts": "- name: x\n" + "  \n" * SIZE + "#\n" * SIZE,
    "comments": "#\n" * SIZE,
    "here-documents": 'resource "a" "b" {\n' + "x = <<A\n" * SIZE,
    "open comments": 'resource "a" "b" {\n' + "/* " * SIZE,
    "expressions": "jobs:\n  a:\n    steps:\n    - run: kubelet " + "${{" * SIZE,
    "tags": "{{ " * SIZE,
    "directives": "{% if x %}" * SIZE,
    "percent": "%{ if x }" * SIZE,
    "erb": "<% " * SIZE,
    "at signs": "@A" * SIZE,
    "prompts": "```\n$ " + "@" * SIZE + "\n```\nkubelet\n",
    "dashes": "---\n" * SIZE,
    "mime": "Content-Type: multipart/mixed; boundary=a\n\n" + "--a\n" * SIZE,
    "from": "FROM a\n" + "RUN \\\n" * SIZE,
    "concat": '{"customData": "[concat(' + "concat(" * SIZE + ')]"}',
    "sub": "Resources:\n  Type: AWS::EC2::X\n  UserData: !Sub " + "${" * SIZE,
}
PATHS = ("a.yaml", "a.tf", "a.tpl", "a.md", "Dockerfile", "a.j2", "a.json", "a.erb")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_end_soon(name: str) -> None:
    text = HOSTILE[name] + "\n# kubelet kubeadm\n"
    started = time.process_time()
    for path in PATHS:
        files = GivenFiles({path: text})
        document = files.read(path)
        assert document is not None
        rendered(document, files)
        list(artifacts.read(document, files))
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "text",
    [
        "// orchestratorProfile and kubeletConfig: a\nb: c: d\n",
        "const unit = `\nsystemd:\n  units:\n  - name: kubelet.service\nb: c: d`\n",
        "Resources: x\nType: AWS::EC2::Instance\nb: c: d\n",
    ],
)
def test_a_program_is_no_document(text: str) -> None:
    files = GivenFiles({"pkg/types.go": text})
    document = files.read("pkg/types.go")
    assert document is not None
    assert list(artifacts.read(document, files)) == []
