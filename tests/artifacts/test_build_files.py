"""Dockerfiles, Packer templates, Salt states, CI jobs, makefiles and Markdown."""

from __future__ import annotations

import json

import pytest

from kubelet_lint.analyze import analyze_files
from kubelet_lint.artifacts import code_blocks, makefile, markdown
from kubelet_lint.node.effect import Document, Fragment, Machine, Run
from kubelet_lint.source import Source

from .carried import GivenFiles, carried_of, place, told


def effects(path: str, text: str, **others: str) -> list[str]:
    files = {path: text, **{k.replace("__", "/"): v for k, v in others.items()}}
    (machine,) = carried_of(files, path)
    assert isinstance(machine, Machine)
    return told(machine.effects)


DOCKERFILES = [
    (
        "FROM scratch\nCOPY etc/ /etc/\nRUN systemctl enable kubelet\n",
        ["place image/etc /etc", "run RUN: systemctl enable kubelet"],
    ),
    (
        "FROM a\nRUN a && \\\n  # comment\n\n  kubelet\n",
        ["run RUN: a &&   kubelet"],
    ),
    (
        "FROM a AS base\nRUN kubelet\nFROM b\nRUN gone\nFROM base\nRUN last\n",
        ["run RUN: kubelet", "run RUN: last"],
    ),
    (
        'FROM a\nENTRYPOINT ["/usr/bin/kubelet"]\nCMD ["--v=2"]\n',
        ["start /usr/bin/kubelet --v=2"],
    ),
    (
        "FROM a\nCOPY --chmod=0644 kubelet.conf gone /etc/kubelet/\n",
        [
            "place image/kubelet.conf /etc/kubelet/kubelet.conf",
            "unfollowed gone is copied and not in the repository",
        ],
    ),
    (
        "FROM a\nCOPY <<EOF /etc/kubelet.yaml\nkind: x\nEOF\nRUN b\n",
        ["write /etc/kubelet.yaml: kind: x\n", "run RUN: b"],
    ),
    (
        "FROM a\nRUN <<EOF\nkubelet\nEOF\n",
        ["run RUN: kubelet\n"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), DOCKERFILES)
def test_an_image_is_a_machine(text: str, expected: list[str]) -> None:
    found = effects(
        "image/Dockerfile", text, image__etc__x="x", **{"image__kubelet.conf": "x"}
    )
    assert found == expected


def test_an_image_without_a_kubelet_is_no_machine() -> None:
    text = "FROM a\nRUN make kube\n"
    assert carried_of({"Dockerfile": text}, "Dockerfile") == []


PACKER_FILES = {"files__kubelet__a.conf": "a", "scripts__install.sh": "#!/bin/sh\n"}


def test_a_packer_template_in_json_provisions_in_order() -> None:
    template = json.dumps(
        {
            "builders": [{"type": "amazon-ebs"}],
            "provisioners": [
                {
                    "type": "file",
                    "source": "{{template_dir}}/files/",
                    "destination": "/tmp/w/",
                },
                {"type": "shell", "inline": ["mv /tmp/w /etc", "echo {{user `x`}}"]},
                {"type": "shell", "script": "{{template_dir}}/scripts/install.sh"},
                {"type": "shell", "script": "gone.sh"},
            ],
        }
    )
    assert effects("p.json", template, **PACKER_FILES) == [
        "place files /tmp/w",
        "run inline: mv /tmp/w /etc\necho ‹{{user `x`}}›\n",
        "run /tmp/install.sh: #!/bin/sh\n",
        "unfollowed gone.sh is run and not in the repository",
    ]


def test_a_packer_template_in_hcl_provisions_in_order() -> None:
    template = """\
variable "mode" { default = "AlwaysAllow" }
build {
  provisioner "file" {
    source      = "files/kubelet/a.conf"
    destination = "/etc/"
  }
  provisioner "shell" {
    inline = ["kubelet --mode=${var.mode}"]
  }
}
"""
    assert effects("p.pkr.hcl", template, **PACKER_FILES) == [
        "place files/kubelet/a.conf /etc/a.conf",
        "run inline: kubelet --mode=AlwaysAllow\n",
    ]


def test_salt_manages_files_and_services() -> None:
    state = """\
/etc/kubelet.yaml:
  file.managed:
    - source: salt://k/kubelet.yaml
    - template: jinja
unit:
  file.managed:
    - name: /etc/kubelet.service
    - contents: x
kubelet:
  service.running:
    - enable: True
reload:
  cmd.run:
    - name: systemctl daemon-reload
/etc/gone:
  file.absent
"""
    files = {"salt__k__kubelet.yaml": "m: {{ m }}\n"}
    assert effects("k/init.sls", state, **files) == [
        "write /etc/kubelet.yaml: m: ‹{{ m }}›\n",
        "write /etc/kubelet.service: x\n",
        "boot kubelet.service",
        "run cmd.run: systemctl daemon-reload\n",
    ]


def test_a_job_runs_its_steps() -> None:
    workflow = """\
on: push
jobs:
  test:
    steps:
    - uses: actions/checkout@v4
    - run: echo ${{ matrix.x }}
    - run: |
        minikube start --extra-config=kubelet.authorization-mode=AlwaysAllow
  other:
    steps:
    - run: make
"""
    assert effects(".github/workflows/t.yml", workflow) == [
        "place  /REPOSITORY",
        (
            "run test: echo ‹${{ matrix.x }}›\n"
            "minikube start --extra-config=kubelet.authorization-mode=AlwaysAllow\n\n"
        ),
    ]


ENVIRONMENT = """\
on: push
env: {MODE: Webhook, A: a}
jobs:
  test:
    env:
      MODE: AlwaysAllow
      N: ${{ matrix.n }}
      1x: y
    steps:
    - run: kubelet $MODE
    - env: {MODE: it's, B: b}
      run: kubelet $B
    - run: kubelet $B
"""


def test_a_step_has_the_environment_of_its_job_and_its_own() -> None:
    path = ".github/workflows/t.yml"
    (machine,) = carried_of({path: ENVIRONMENT}, path)
    assert isinstance(machine, Machine)
    (run,) = [one for one in machine.effects if isinstance(one, Run)]
    given = [(name, value.display()) for name, value in run.environment]
    assert given == [("MODE", "AlwaysAllow"), ("A", "a"), ("N", "‹${{ matrix.n }}›")]
    assert run.script.chars == (
        "kubelet $MODE\nexport MODE='it'\\''s'\nexport B='b'\nkubelet $B\n"
        "export MODE='AlwaysAllow'\nunset B\nkubelet $B\n"
    )


JOB = """\
jobs:
  try:
    env:
      MODE: %s
    steps:%s
    - run: minikube start --extra-config=kubelet.authorization-mode=$MODE
"""
SETS = '\n    - run: echo "MODE=$(./mode)" >> $GITHUB_ENV'


@pytest.mark.parametrize(
    ("mode", "before", "expected"),
    [
        ("AlwaysAllow", "", [("fail", 4)]),
        ("Webhook", "", []),
        ("AlwaysAllow", SETS, [("open", 4)]),
    ],
)
def test_a_variable_of_a_job_decides(
    mode: str, before: str, expected: list[tuple[str, int]]
) -> None:
    report = analyze_files({".github/workflows/t.yml": JOB % (mode, before)})
    found = [
        (one.verdict, one.span.source.position(one.span.start).line)
        for one in report.findings
    ]
    assert found == expected


def test_a_recipe_is_a_script() -> None:
    text = "MODE := AlwaysAllow\nrun: x y\n\t@kubelet --m=$(MODE) $(X) $$HOME\n\tb\n"
    text += "z:\n\tc\n"
    given = GivenFiles({"Makefile": text})
    document = given.read("Makefile")
    assert document is not None
    assert makefile.recognizes(document)
    (found,) = makefile.read(document, given)
    assert isinstance(found, Machine)
    assert told(found.effects)[1:] == [
        "run run: kubelet --m=AlwaysAllow ‹$(X)› $HOME\nb\n"
    ]


ASSIGNMENTS = [
    ("A = --v=2\nA += --m=$(M)\nM = AlwaysAllow\n", "--v=2 --m=AlwaysAllow"),
    ("A += --v=2\n", "--v=2"),
    ("A =\nA += --v=2\n", "--v=2"),
    ("A ::= --v=2\nexport A += x\n", "--v=2 x"),
    ("A = 1\nA = 2\nA += 3\n", "‹$(A)›"),
    ("A != date\nA += 3\n", "‹$(A)›"),
    ("A = 1\nifdef X\nA += 2\nendif\n", "‹$(A)›"),
    ("ifeq ($(X),y)\nB = 1\nendif\nA = 1\n", "1"),
    ("A = 1\nrun: A += 2\n", "‹$(A)›"),
]


@pytest.mark.parametrize(("assigned", "expected"), ASSIGNMENTS)
def test_a_variable_of_make_is_what_the_file_makes_of_it(
    assigned: str, expected: str
) -> None:
    given = GivenFiles({"Makefile": f"{assigned}run:\n\tkubelet $(A)\n"})
    document = given.read("Makefile")
    assert document is not None
    (found,) = makefile.read(document, given)
    assert isinstance(found, Machine)
    assert told(found.effects)[1:] == [f"run run: kubelet {expected}\n"]


PAGE = """\
# Title

```yaml title="x"
kind: KubeletConfiguration
```

1. Do:

   ```bash
   cat > x <<EOF
   kubelet
   EOF
   ```

```go
kubelet()
```

```console
$ kubelet --v=2 \\
  --x
output
$ b
```
"""


def test_a_page_has_one_script_and_its_documents() -> None:
    given = GivenFiles({"README.md": PAGE})
    document = given.read("README.md")
    assert document is not None
    assert markdown.recognizes(document)
    yaml, script = markdown.read(document, given)

    assert isinstance(yaml, Document)
    assert (yaml.name, yaml.text.chars) == (
        "code block 1",
        "kind: KubeletConfiguration\n",
    )
    assert isinstance(script, Fragment)
    assert script.document.text.chars == (
        "cat > x <<EOF\nkubelet\nEOF\n\nkubelet --v=2 \\\n  --x\nb\n\n"
    )
    assert place(script.document.text, "kubelet") == ("README.md", (11, 4))


def test_an_open_fence_lasts_to_the_end() -> None:
    text = Source("a.md", "~~~~ yaml\na: b\n~~~\nc").text()

    assert [(one.language, one.text.chars) for one in code_blocks.blocks(text)] == [
        ("yaml", "a: b\n~~~\nc")
    ]


RST = """\
Title
=====

As the node shows::

    root@km:/etc/systemd/system/kubelet.service.d# cat 10-kubeadm.conf
    [Service]
    ExecStart=/usr/bin/kubelet

    root@km:~# cat /etc/default/kubelet
    KUBELET_EXTRA_ARGS=

.. code-block:: yaml
   :caption: kubelet.yaml

   a:
     b: c

text
"""


def test_a_page_in_restructured_text_has_literal_blocks_and_directives() -> None:
    found = list(code_blocks.blocks(Source("a.rst", RST).text(), "a.rst"))

    assert [one.language for one in found] == ["", "yaml"]
    assert found[0].text.chars.startswith("root@km:")
    assert found[1].text.chars == "a:\n  b: c\n"


def test_a_page_in_asciidoc_has_listing_blocks() -> None:
    text = Source("a.adoc", "[source,yaml]\n----\na: b\n----\n\n....\nc\n....\n").text()
    assert [
        (one.language, one.text.chars) for one in code_blocks.blocks(text, "a.adoc")
    ] == [
        ("yaml", "a: b\n"),
        ("", "c\n"),
    ]


def test_what_a_terminal_shows_lies_on_one_machine() -> None:
    carried = carried_of({"a.rst": RST}, "a.rst")
    (node,) = (one for one in carried if isinstance(one, Machine))

    assert node.name == "a.rst#root@km 1"
    folder = "/etc/systemd/system/kubelet.service.d"
    assert told(node.effects) == [
        f"write {folder}/10-kubeadm.conf: [Service]\nExecStart=/usr/bin/kubelet\n\n",
        "write /etc/default/kubelet: KUBELET_EXTRA_ARGS=\n",
    ]


def test_a_file_shown_again_is_another_state() -> None:
    shown = "# cat /etc/default/kubelet\nA=kubelet\n# cat /etc/default/kubelet\nA=b\n"
    page = f"```\n{shown}```\n"
    machines = [
        one.name
        for one in carried_of({"a.md": page}, "a.md")
        if isinstance(one, Machine)
    ]

    assert machines == ["a.md#terminal 1", "a.md#terminal 2"]


def test_a_unit_is_no_script_though_its_block_says_so() -> None:
    page = (
        "```bash\n# kubelet\n[Unit]\nDescription=k\n[Service]\nExecStart=kubelet\n```\n"
    )
    (part,) = carried_of({"a.md": page}, "a.md")

    assert isinstance(part, Fragment)
    assert part.kind == "unit"


@pytest.mark.parametrize("prompt", ["root@km:~# ", "$ ", "# "])
def test_a_comment_of_a_file_is_no_prompt(prompt: str) -> None:
    shown = (
        f"{prompt}cat /etc/default/kubelet\n# a comment\nA=kubelet\n{prompt}ls -l\nx\n"
    )
    (node,) = carried_of({"a.md": f"```\n{shown}```\n"}, "a.md")

    assert isinstance(node, Machine)
    assert told(node.effects) == [
        "write /etc/default/kubelet: # a comment\nA=kubelet\n"
    ]
