"""CloudFormation and ARM templates: user data in functions, in place."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode

import pytest

from kubelet_lint.artifacts import arm_template, cloud_formation
from kubelet_lint.node.effect import Document, Fragment, Machine

from .carried import GivenFiles, carried, place, told

STACK = """\
Parameters:
  Mode: {{Type: String, Default: AlwaysAllow}}
  Other: {{Type: String}}
Mappings:
  M: {{a: {{b: found}}}}
Resources:
  Node:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        UserData:
{data}
"""


def cloud(data: str) -> Document:
    path = "stack.yaml"
    text = STACK.format(data="\n".join(" " * 10 + line for line in data.split("\n")))
    given = GivenFiles({path: text})
    document = given.read(path)
    assert document is not None
    assert cloud_formation.recognizes(document)
    (found,) = cloud_formation.read(document, given)
    assert isinstance(found, Document)
    return found


DATA = [
    (
        "Fn::Base64: !Sub |\n  a ${Mode}\n  ${!SHELL} ${Other}",
        "a AlwaysAllow\n${SHELL} ‹Other›\n",
    ),
    ("Fn::Base64:\n  Fn::Sub: |\n    a\n    ${Mode}", "a\nAlwaysAllow\n"),
    (
        "Fn::Base64:\n  Fn::Sub:\n  - |\n    a ${x}\n  - {x: !Ref Mode}",
        "a AlwaysAllow\n",
    ),
    ('Fn::Base64:\n  Fn::Join:\n  - "\\n"\n  - [a, !Ref Mode]', "a\nAlwaysAllow"),
    ('Fn::Base64: !Join ["\\n", [a, {Ref: Mode}]]', "a\nAlwaysAllow"),
    ('!Base64\n  Fn::Join: ["\\n", [a, b]]', "a\nb"),
    ("Fn::Base64: !Sub |\n  a ${Thing.Arn}", "a ‹Thing.Arn›\n"),
    ('Fn::Base64: !Join ["\\n", [a, !If [C, x, y]]]', "a\n‹x|y›"),
    ('Fn::Base64: !Join ["\\n", [a, !FindInMap [M, a, b]]]', "a\nfound"),
    ('Fn::Base64: !Join ["\\n", [a, !GetAtt x.y]]', "a\n‹GetAtt›"),
]


@pytest.mark.parametrize(("data", "expected"), DATA)
def test_intrinsic_functions_come_to_their_text(data: str, expected: str) -> None:
    assert cloud(data).text.display() == expected


def test_user_data_points_at_its_lines_and_parameters() -> None:
    found = cloud("Fn::Base64: !Sub |\n  a ${Mode}")

    assert place(found.text, "a ") == ("stack.yaml", (13, 13))
    assert place(found.text, "Always") == ("stack.yaml", (2, 33))
    assert [one.text for one in found.assumptions] == [
        "parameters as by default: `Mode`"
    ]


def test_json_is_read_alike() -> None:
    text = json.dumps(
        {
            "Resources": {
                "A": {
                    "Type": "AWS::EC2::Instance",
                    "Properties": {
                        "UserData": {"Fn::Base64": {"Fn::Join": ["", ["a\n", "b"]]}}
                    },
                }
            }
        }
    )
    given = GivenFiles({"s.json": text})
    document = given.read("s.json")
    assert document is not None
    (found,) = cloud_formation.read(document, given)
    assert isinstance(found, Document)
    assert found.text.display() == "a\nb"


def test_cfn_init_writes_files_then_runs_commands_then_services() -> None:
    text = """\
Resources:
  A:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Init:
        config:
          services:
            sysvinit:
              kubelet: {enabled: "true", ensureRunning: "true"}
          commands:
            02_b: {command: b}
            01_a: {command: [a, x]}
          files:
            /a:
              content: !Sub "${AWS::Region} x"
              mode: "000755"
"""
    given = GivenFiles({"s.yaml": text})
    document = given.read("s.yaml")
    assert document is not None
    (found,) = cloud_formation.read(document, given)
    assert isinstance(found, Machine)
    assert told(found.effects) == [
        "write 755 /a: ‹AWS::Region› x",
        "run cfn-init: a x \n",
        "run cfn-init: b\n",
        "boot kubelet.service",
    ]


def arm(expression: str) -> Document:
    text = json.dumps(
        {
            "parameters": {"mode": {"defaultValue": "AlwaysAllow"}, "open": {}},
            "variables": {
                "a": "x",
                "b": "[concat(variables('a'), 'y')]",
                "files": {"unit": "[variables('b')]", "list": ["p", "q"]},
            },
            "resources": [{"properties": {"osProfile": {"customData": expression}}}],
        }
    )
    given = GivenFiles({"t.json": text})
    document = given.read("t.json")
    assert document is not None
    assert arm_template.recognizes(document)
    (found,) = arm_template.read(document, given)
    assert isinstance(found, Document)
    return found


EXPRESSIONS = [
    ("[base64(concat('a\n', variables('b')))]", "a\nxy"),
    ("[base64(concat('it''s\n', parameters('mode')))]", "it's\nAlwaysAllow"),
    ("[concat('a\n', parameters('open'))]", "a\n‹parameters('open')›"),
    ("[concat('a\n', variables('gone').x[0])]", "a\n‹variables('gone').x[0]›"),
    ("[base64(format('a\n{0}-{1}', 'b', variables('a')))]", "a\nb-x"),
    ("[concat('a\n', resourceGroup().location)]", "a\n‹resourceGroup().location›"),
    ("[concat( 'a\n' , string(1) )]", "a\n1"),
    ("[concat('a\n', variables('files').unit, variables('files')['unit'])]", "a\nxyxy"),
    ("[concat('a\n', variables('files').list[1])]", "a\nq"),
    (
        "[concat('a\n', variables('files')[variables('a')])]",
        "a\n‹variables('files')[variables('a')]›",
    ),
]


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS)
def test_template_functions_come_to_their_text(expression: str, expected: str) -> None:
    assert arm(expression).text.display() == expected


def test_custom_data_points_into_the_expression() -> None:
    found = arm("[base64(concat('a\n', variables('a')))]")
    path, position = place(found.text, "a")

    assert (path, position.line) == ("t.json", 1)
    span = found.text[:1].span
    assert span is not None
    assert span.source.content[span.start] == "a"


def encoded(*, compressed: bool) -> str:
    script = b"#!/bin/sh\nexec kubelet --authorization-mode=AlwaysAllow\n"
    return b64encode(gzip.compress(script) if compressed else script).decode()


CARRIERS = {
    "stack.yaml": "Resources:\n  N:\n    Type: AWS::EC2::Instance\n"
    "    Properties: {UserData: DATA}\n",
    "arm.json": '{"resources": [{"customData": "DATA", "a": "[concat(1)]"}]}',
    "node.tf": 'resource "aws_instance" "n" {\n  user_data_base64 = "DATA"\n}\n',
    "secret.yaml": "apiVersion: v1\nkind: Secret\ndata: {user-data: DATA}\n",
    "pool.yaml": "apiVersion: machines.example.org/v1\nspec: {userData: DATA}\n",
    "user-data.b64": "DATA\n",
}


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("path", CARRIERS)
def test_user_data_written_in_base64_is_read(path: str, compressed: bool) -> None:
    content = CARRIERS[path].replace("DATA", encoded(compressed=compressed))
    (found,) = carried(path, content)
    assert isinstance(found, Fragment)
    assert found.kind == "script"
    assert found.document.text.chars.startswith("#!/bin/sh\nexec kubelet")


@pytest.mark.parametrize("path", CARRIERS)
def test_other_things_in_base64_are_left_alone(path: str) -> None:
    data = b64encode(b"\x00\x01kubelet\xff" * 20).decode()
    found = carried(path, CARRIERS[path].replace("DATA", data))
    assert not any(isinstance(one, (Fragment, Machine)) for one in found)
