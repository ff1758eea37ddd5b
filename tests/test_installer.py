"""What a long installer costs grows with its commands, not with the ways through it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from kubelet_lint import analyze
from kubelet_lint.bash.simulate import simulate
from kubelet_lint.node.filesystem import MemoryFiles
from kubelet_lint.source import Source

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "run.py"


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_run", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def steps(lines: int) -> int:
    text = Source("install.sh", benchmark().installer_of(lines)).text()
    files = MemoryFiles({}, complete=False)
    done = simulate(text, files=files, closed=False, optimistic=True)
    assert done.complete
    return done.steps


def test_twice_the_lines_are_at_most_twice_the_commands() -> None:
    assert steps(2_000) < 2.2 * steps(1_000)


def test_a_kubelet_after_3000_lines_is_found() -> None:
    script = benchmark().installer_of(3_000)
    findings = analyze.analyze_files({"install.sh": script}).findings
    line = script[: script.index("--authorization-mode")].count("\n") + 1
    assert ("always-allow-authorization", "fail", line) in {
        (one.rule, one.verdict, one.span.source.position(one.span.start).line)
        for one in findings
    }
