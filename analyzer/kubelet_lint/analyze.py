"""The way of the data, on one page.

discover   repo.opening finds the files that can matter
read       artifacts.read says what each of them is, or does to a machine
assemble   assemble.plans puts parts together that make one machine
resolve    boot.boot replays each machine and resolves the kubelets it starts
judge      rules.check says what is wrong with them
accept     adoption takes out what comments and the configuration accept
report     report.FORMATS write it down
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kubelet_lint import artifacts, rules
from kubelet_lint.artifacts.rendered import Rendered
from kubelet_lint.assemble import Plan, kinds_of, plans
from kubelet_lint.boot import boot, boot_root, command_line
from kubelet_lint.context import Context, place
from kubelet_lint.entry import script_plans
from kubelet_lint.finding import Finding
from kubelet_lint.node.effect import Document, Fragment, Machine, Unfollowed
from kubelet_lint.options import Options, Question
from kubelet_lint.progress import Watch, unwatched
from kubelet_lint.repo.repository import Repository
from kubelet_lint.resolution import Kubelet, Problem, Report, Suppressed
from kubelet_lint.rules.part import has_part
from kubelet_lint.source import Literal


def check(repository: Repository, options: Options, watch: Watch = unwatched) -> Report:
    """Judge every kubelet that a repository configures."""
    kubelets, problems = kubelets_of(repository, options, watch)
    judges = tuple(rule for rule in rules.RULES if options.judges(rule.ID))
    findings = rules.check(kubelets, judges)
    accepted: tuple[Suppressed, ...] = ()
    if options.ignores:
        findings, accepted = _accepted(findings, kubelets, repository, options)
    if options.severity:
        findings, accepted = _releveled(findings, accepted, options)
    asked = tuple(k for k in kubelets if has_part(k, repository.reported))
    rest = [f for f in findings if not _is_wanted(f, repository)]
    return Report(
        kubelets=asked,
        findings=tuple(f for f in findings if _is_wanted(f, repository)),
        elsewhere=tuple(_about(asked, rest)),
        skipped=repository.skipped,
        problems=(*repository.problems, *problems),
        counts=repository.counts,
        suppressed=tuple(s for s in accepted if _is_wanted(s.finding, repository)),
    )


def _is_wanted(finding: Finding, repository: Repository) -> bool:
    return repository.reported(finding.span.source.path)


def _about(kubelets: tuple[Kubelet, ...], findings: list[Finding]) -> Iterator[Finding]:
    """Yield the findings about some kubelets that are more than notes."""
    nodes = {kubelet.node for kubelet in kubelets}
    nodes |= {f"the kubelet of {node}" for node in nodes}  # where several are one
    for finding in findings:
        others = {step.text for step in finding.related if step.layer == "node"}
        if finding.verdict != "note" and not nodes.isdisjoint({finding.node, *others}):
            yield finding


def _accepted(
    findings: tuple[Finding, ...],
    kubelets: tuple[Kubelet, ...],
    repository: Repository,
    options: Options,
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Take out what comments accept, then what the configuration does."""
    findings, by_comments = _by_comments(findings, kubelets, repository, options)
    if not options.path_ignores:
        return findings, by_comments
    from kubelet_lint.adoption import configured

    findings, by_paths = configured.accepted(findings, options.path_ignores)
    return findings, (*by_comments, *by_paths)


def _by_comments(
    findings: tuple[Finding, ...],
    kubelets: tuple[Kubelet, ...],
    repository: Repository,
    options: Options,
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Take out what comments accept, if there is any such comment."""
    sources = [
        piece.source
        for document in repository.documents()
        if IGNORE in document.text.chars
        for _, _, piece in document.text.pieces()
        if isinstance(piece, Literal)
    ]
    if not sources:
        return findings, ()
    from kubelet_lint.adoption import ignores

    return ignores.apply(findings, kubelets, sources, options.judges)


def _releveled(
    findings: tuple[Finding, ...], accepted: tuple[Suppressed, ...], options: Options
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    from kubelet_lint.adoption.configured import releveled

    hidden = releveled([one.finding for one in accepted], options.severity)
    return releveled(findings, options.severity), tuple(
        how._replace(finding=one) for how, one in zip(accepted, hidden, strict=True)
    )


IGNORE = "kubelet-lint:"
"""What every file with an ignore comment holds."""


def resolve(
    repository: Repository | None, question: Question, watch: Watch = unwatched
) -> Report:
    """Say what each kubelet will run with: of a repository, or of one node's root.

    With what could not be read; there are no findings.
    """
    options = Options(
        kubelet_versions=question.kubelet_versions,
        systemd_version=question.systemd_version,
        vendor_facts=question.vendor_facts,
        image=question.image,
        configuration=question.configuration,
        nodes=question.nodes,
    )
    if question.root is not None:
        if question.command:
            return Report((command_line(question, options),))
        return Report(tuple(boot_root(question, options)))
    assert repository is not None, "a question without a root is about a repository"
    kubelets, problems = kubelets_of(repository, options, watch)
    asked = tuple(
        kubelet
        for kubelet in kubelets
        if has_part(kubelet, repository.reported)
        and (
            not question.unit
            or any(case.launch.unit == question.unit for case in kubelet.cases)
        )
    )
    return Report(asked, problems=(*repository.problems, *problems))


def analyze_files(files: Mapping[str, str], options: Options | None = None) -> Report:
    """Judge files given by their paths, as if they were a repository."""
    given = {path: content.encode() for path, content in files.items()}
    repository = Repository("", sorted(files), given=given)
    return check(repository, options or Options())


def kubelets_of(
    repository: Repository, options: Options, watch: Watch = unwatched
) -> tuple[tuple[Kubelet, ...], list[Problem]]:
    """Return the kubelets of a repository, and what could not be read."""
    fragments, machines, problems = _read(repository, watch, options.configuration)
    context = Context(Rendered(repository), kinds_of(fragments), options)
    found: list[Kubelet] = []
    if options.nodes:
        fragments = _defined(fragments, context, found, problems)
    every = tuple(_plans(fragments, machines, repository))
    if options.image:
        from kubelet_lint.defined import assumed

        every = tuple(
            assumed(plan, options.image, options.configuration) for plan in every
        )
    for plan in watch("following kubelets", every):
        if not (plan.fragments and _consumed(plan, context)):
            found.extend(_booted(plan, context, problems))
    for document in list(context.made.values()):
        for part in artifacts.read(document, repository):
            if isinstance(part, Machine):
                found.extend(_booted(Plan(part, ()), context, problems))
    return tuple(_joined(found)), problems


def _parts(
    document: Document, repository: Repository, problems: list[Problem]
) -> list[Fragment | Machine | Unfollowed]:
    try:
        return list(artifacts.read(document, repository))
    except Exception as error:
        problems.append(_fault(document.path, error))
        return []


def _booted(plan: Plan, context: Context, problems: list[Problem]) -> list[Kubelet]:
    """Boot one machine; a fault of ours is told, and the others are judged still."""
    try:
        return list(boot(plan, context))
    except Exception as error:
        problems.append(_fault(plan.machine.name.split("#")[0], error))
        return []


def _fault(path: str, error: Exception) -> Problem:
    from traceback import format_exception

    said = f"not analysed: {type(error).__name__} in kubelet-lint itself"
    return Problem(path, said, fault="".join(format_exception(error)))


def _read(
    repository: Repository, watch: Watch, configuration: str
) -> tuple[list[Fragment], list[Machine], list[Problem]]:
    fragments: list[Fragment] = []
    machines: list[Machine] = []
    problems: list[Problem] = []
    documents = tuple(repository.documents(watch))
    for document in watch("reading documents", documents):
        if document.path == configuration:
            continue
        for part in _parts(document, repository, problems):
            match part:
                case Fragment():
                    fragments.append(part)
                case Machine():
                    machines.append(part)
                case Unfollowed(reason, span):
                    problems.append(Problem(document.path, reason, span))
    return fragments, machines, problems


def _plans(
    fragments: list[Fragment], machines: list[Machine], repository: Repository
) -> Iterator[Plan]:
    yield from (Plan(machine, ()) for machine in machines)
    yield from script_plans(fragments)
    yield from plans(fragments, repository)


def _defined(
    fragments: list[Fragment],
    context: Context,
    found: list[Kubelet],
    problems: list[Problem],
) -> list[Fragment]:
    """Boot the nodes that the configuration defines; return the parts that are left."""
    from kubelet_lint.defined import nodes

    taken: set[int] = set()
    for node in nodes(fragments, context):
        booted = _booted(node.plan, node.context, problems)
        found += booted
        problems += node.problems
        if booted:
            taken.update(map(id, node.parts))
        else:
            problems.append(node.idle)
    return [part for part in fragments if id(part) not in taken]


def _consumed(plan: Plan, context: Context) -> bool:
    """Say whether other nodes read every part of a plan already."""
    return bool(plan.fragments) and all(
        _key(part.document) in context.consumed for part in plan.fragments
    )


def _key(document: Document) -> str:
    """Return what ``context.Recording`` remembers a document by."""
    span = document.text.span
    if not document.name or span is None:
        return document.path
    return place(span.source, span.start)


def _joined(kubelets: list[Kubelet]) -> Iterator[Kubelet]:
    """Join what the same node comes to beside different units (see ``assemble``)."""
    apart: dict[object, list[Kubelet]] = {}
    for kubelet in kubelets:
        circumstances = any(case.circumstances for case in kubelet.cases)
        apart.setdefault(
            kubelet.node if circumstances else (kubelet.node, id(kubelet)), []
        ).append(kubelet)
    for group in apart.values():
        cases = tuple(case for kubelet in group for case in kubelet.cases)
        yield group[0]._replace(cases=cases)
