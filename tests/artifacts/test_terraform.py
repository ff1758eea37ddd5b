"""Terraform: texts in expressions, with the characters of whoever wrote them."""

from __future__ import annotations

import pytest

from kubelet_lint.artifacts import hcl_body, terraform
from kubelet_lint.node.effect import Document, Machine
from kubelet_lint.source import Source

from .carried import GivenFiles, carried, place, told


def read(files: dict[str, str], path: str = "main.tf") -> list[Document | Machine]:
    given = GivenFiles(files)
    document = given.read(path)
    assert document is not None
    assert terraform.recognizes(document)
    found = list(terraform.read(document, given))
    assert all(isinstance(one, (Document, Machine)) for one in found)
    return [one for one in found if isinstance(one, (Document, Machine))]


def documents(files: dict[str, str], path: str = "main.tf") -> dict[str, str]:
    return {
        one.name: one.text.display()
        for one in read(files, path)
        if isinstance(one, Document)
    }


def value(expression: str, **others: str) -> str:
    """Return the text of an expression that has at least two lines."""
    main = f'resource "a" "b" {{\n  user_data = {expression}\n}}\n'
    (text,) = documents({"main.tf": main, **others}).values()
    return text


# Expected values are what Terraform 1.11 prints for the same expressions.
VALUES = [
    ("<<EOT\n    keep\nEOT", "    keep\n"),
    ("<<-EOT\n    one\n      two\n\n    three\n  EOT", "one\n  two\n\nthree\n"),
    (
        (
            '<<-EOT\n    one\n      %{ if true ~}\n      two\n      %{ endif ~}\n'
            '    three $${X} %%{y} \\n \\"q\\"\n  EOT'
        ),
        'one\n        two\n      three ${X} %{y} \\n \\"q\\"\n',
    ),
    ("<<-EOT\n    l1\n  ${true} x\n    EOT", "  l1\ntrue x\n"),
    ('"a\\nb $${X} ${"nested \\"q\\""}"', 'a\nb ${X} nested "q"'),
    ('base64encode("a\\nb")', "a\nb"),
    ('base64gzip("a\\nb")', "a\nb"),
    ('join("\\n", ["a", "b"])', "a\nb"),
    ('join("\\n", concat(["a"], compact(["", "b"])))', "a\nb"),
    ('format("%s\\n%d", "a", 1)', "a\n1"),
    ('replace("a\\nb", "b", "c")', "a\nc"),
    ('"a\\n${jsonencode({ k = ["v", true, 1] })}"', 'a\n{"k": ["v", true, 1]}'),
    ('"${lookup({ a = "x" }, "a", "y")}\\n"', "x\n"),
    ('"${{ a = { b = "x" } }.a.b}\\n"', "x\n"),
    ('"${merge({ a = "x" }, { a = "y" })["a"]}\\n"', "y\n"),
    ('"a\\n${aws_instance.x.id}"', "a\n‹${aws_instance.x.id}›"),
    ('"a\\n${var.on ? "x" : "y"}"', "a\n‹x|y›"),
    ('"a\\n${1 + 1}"', "a\n‹${1 + 1}›"),
    ('coalesce("", "a\\nb")', "a\nb"),
    ('trimspace("  a\\nb\\n ")', "a\nb"),
    ('"k:\\n  ${indent(2, "a\\nb")}"', "k:\n  a\n  b"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "expected"), VALUES)
def test_an_expression_comes_to_its_text(expression: str, expected: str) -> None:
    assert value(expression) == expected


def test_a_here_document_points_at_its_lines() -> None:
    main = (
        'resource "a" "b" {\n  user_data = base64encode(<<-EOT\n'
        "    #!/bin/bash\n    kubelet ${var.x} --mode=AlwaysAllow\n  EOT\n  )\n}\n"
    )
    (document,) = read({"main.tf": main})

    assert isinstance(document, Document)
    assert place(document.text, "--mode=") == ("main.tf", (4, 22))


def test_a_template_is_filled_with_the_values_of_its_call() -> None:
    files = {
        "main.tf": 'resource "a" "b" {\n  user_data = '
        'templatefile("${path.module}/x.tpl", {\n    mode = "AlwaysAllow"\n  })\n}\n',
        "x.tpl": "#!/bin/sh\nkubelet --mode=${mode} ${other}\n",
    }
    (document,) = read(files)

    assert isinstance(document, Document)
    assert document.text.display() == (
        "#!/bin/sh\nkubelet --mode=AlwaysAllow ‹${other}›\n"
    )
    assert place(document.text, "kubelet") == ("x.tpl", (2, 1))
    assert place(document.text, "Always") == ("main.tf", (3, 13))


def test_a_template_file_is_filled_with_its_vars() -> None:
    files = {
        "main.tf": 'data "template_file" "t" {\n  template = file("x.tpl")\n'
        '  vars = { mode = "AlwaysAllow" }\n}\n'
        'resource "a" "b" {\n  user_data = data.template_file.t.rendered\n}\n',
        "x.tpl": "a\n${mode}",
    }
    assert documents(files) == {"data.template_file.t": "a\nAlwaysAllow"}


VARIABLES = [
    ({}, "a\n‹${var.mode}›"),
    ({"v.tf": 'variable "mode" {\n  default = "B"\n}\n'}, "a\nB"),
    (
        {
            "v.tf": 'variable "mode" {\n  default = "B"\n}\n',
            "terraform.tfvars": 'mode = "C"\n',
        },
        "a\nC",
    ),
    (
        {
            "terraform.tfvars": 'mode = "C"\n',
            "prod.auto.tfvars": 'mode = "D"\n',
        },
        "a\nD",
    ),
    ({"prod.tfvars": 'mode = "D"\n'}, "a\n‹${var.mode}›"),
]


@pytest.mark.parametrize(("others", "expected"), VARIABLES)
def test_a_variable_has_the_value_of_its_module(
    others: dict[str, str], expected: str
) -> None:
    main = 'resource "a" "b" {\n  user_data = "a\\n${var.mode}"\n}\n'
    assert documents({"main.tf": main, **others}) == {"a.b user_data": expected}


def test_a_default_is_as_shipped() -> None:
    (document,) = read(
        {
            "main.tf": 'resource "a" "b" {\n  user_data = "a\\n${var.mode}"\n}\n',
            "v.tf": 'variable "mode" {\n  default = "B"\n}\n',
        }
    )
    assert isinstance(document, Document)
    assert [one.text for one in document.assumptions] == ["`var.mode` as by default"]


CALLS = [
    (['mode = "C"'], "a\nC"),
    (['mode = "C"', 'mode = "D"'], "a\n‹${var.mode}›"),
    (["mode = var.unset"], "a\n‹${var.mode}›"),
    (["other = 1"], "a\nB"),
]


@pytest.mark.parametrize(("arguments", "expected"), CALLS)
def test_a_called_module_has_the_arguments_of_its_calls(
    arguments: list[str], expected: str
) -> None:
    files = {
        "modules/n/main.tf": 'variable "mode" {\n  default = "B"\n}\n'
        'resource "a" "b" {\n  user_data = "a\\n${var.mode}"\n}\n',
        "main.tf": "".join(
            f'module "m{n}" {{\n  source = "./modules/n"\n  {argument}\n}}\n'
            for n, argument in enumerate(arguments)
        ),
    }
    assert documents(files, "modules/n/main.tf") == {"a.b user_data": expected}


def test_locals_are_followed_and_read_once() -> None:
    main = (
        'locals {\n  a = "x\\n${local.b}"\n  b = "y"\n}\n'
        'resource "a" "b" {\n  user_data = local.a\n}\n'
    )
    assert documents({"main.tf": main}) == {"a.b user_data": "x\ny"}


def test_a_cycle_of_locals_is_unknown() -> None:
    main = 'locals {\n  a = "x\\n${local.b}"\n  b = "${local.a}"\n}\n'
    assert documents({"main.tf": main})["locals b"] == "x\n‹${local.b}›"


def test_parts_of_a_cloudinit_config_are_one_machine() -> None:
    main = (
        'data "cloudinit_config" "c" {\n'
        '  part {\n    content_type = "text/x-shellscript"\n'
        '    content = "#!/bin/sh\\necho"\n  }\n'
        '  part {\n    content_type = "text/cloud-config"\n'
        '    content = yamlencode({ write_files = [{ path = "/a", content = "b" }] })\n'
        "  }\n}\n"
    )
    (machine,) = read({"main.tf": main})

    assert isinstance(machine, Machine)
    assert told(machine.effects) == [
        "write /a: b",
        "run part-001: #!/bin/sh\necho",
    ]


def test_provisioners_happen_in_their_order() -> None:
    main = (
        'resource "null_resource" "n" {\n'
        '  provisioner "file" {\n    source = "files/k.yaml"\n'
        '    destination = "/tmp/k.yaml"\n  }\n'
        '  provisioner "file" {\n    content = "x"\n    destination = "/etc/x"\n  }\n'
        '  provisioner "remote-exec" {\n    inline = ["a", "b ${var.c}"]\n  }\n}\n'
    )
    (machine,) = read({"main.tf": main})

    assert isinstance(machine, Machine)
    assert told(machine.effects) == [
        "place files/k.yaml /tmp/k.yaml",
        "write /etc/x: x",
        "run remote-exec: a\nb ‹${var.c}›\n",
    ]


def test_structure_is_read_whatever_stands_in_strings_and_comments() -> None:
    text = Source(
        "a.tf",
        '# }\n/* { */\na "b" c { // }\n  x = "}" # {\n  y = {\n    k = "v" }\n'
        "  d { e = <<E\n}\nE\n  }\n}\nz = 1\n",
    ).text()
    root = hcl_body.body(text)

    assert [(one.name, one.value.chars) for one in root.attributes] == [("z", "1")]
    (block,) = root.blocks
    assert (block.type, block.labels) == ("a", ("b", "c"))
    assert [one.name for one in block.attributes] == ["x", "y"]
    assert block.blocks[0].get("e") is not None


DOUBLING = [f'a{n} = "${{local.a{n + 1}}}${{local.a{n + 1}}}\\n"\n' for n in range(40)]


@pytest.mark.parametrize(
    "main",
    [
        'resource "a" "b" {' * 5_000,
        'resource "a" "b" {\n  x = ' + "[" * 5_000,
        'resource "a" "b" {\n  x = "' + "${" * 5_000,
        'resource "a" "b" {\n  x = <<EOT\n' + "a\n" * 5_000,
        'resource "a" "b" {\n  x = "${"${"' * 500,
        'resource "a" "b" {}\nlocals {\n' + "".join(DOUBLING) + "}\n",
    ],
    ids=["blocks", "brackets", "sequences", "heredoc", "quotes", "doubling"],
)  # fmt: skip
def test_hostile_files_end(main: str) -> None:
    given = GivenFiles({"main.tf": main})
    document = given.read("main.tf")
    assert document is not None
    list(terraform.read(document, given))


def test_an_attribute_that_is_repeated_very_often_is_read_a_hundred_times() -> None:
    script = "<<E\n#!/bin/bash\nexec kubelet --v={}\nE\n"
    lines = (f"  user_data = {script.format(number)}" for number in range(300))
    text = 'resource "aws_instance" "a" {\n' + "".join(lines) + "}\n"
    assert len(carried("main.tf", text)) == 100
