"""`avow detect explain`: why each finding is one, and what would change the verdict."""

import click

from avow.cli.detection.options import DetectorChoice, detector_options, load_detector, read_text
from avow.detect.output.explain import explain_finding
from avow.detect.output.interface import LineIndex


@click.command()
@click.argument("name", metavar="FILE")
@detector_options
def explain(*, name: str, choice: DetectorChoice) -> None:
    """Explain every finding in FILE; values are not shown."""
    detector = load_detector(choice)
    text = read_text(name)
    index = LineIndex(text)
    kinds = {kind.name: kind for kind in detector.kinds}
    rows = {rule.id: rule for rule in detector.rules}
    findings = detector.find(text)
    for finding in findings:
        place = index.place(finding.start)
        told = explain_finding(finding, kinds, rows)
        click.echo(f"{name}:{place.line}:{place.column}  {told.title} ({finding.kind})")
        length = finding.end - finding.start
        click.echo(f"  {length} characters, score {finding.score:.2f}, rule {told.rule}")
        for clause in told.because:
            click.echo(f"  because {clause}")
        for clause in told.changes:
            click.echo(f"  would change: {clause}")
        if told.source:
            click.echo(f"  format: {told.source}")
        click.echo()
    word = "finding" if len(findings) == 1 else "findings"
    click.echo(f"{len(findings)} {word}, rules {detector.rules_digest}")
