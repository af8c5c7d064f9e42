"""All checks of the paper, in the order of docs/paper-audit.md."""

from collections.abc import Callable
from pathlib import Path

from ctranscnn.paper import audit_ablation, audit_design, audit_tables
from ctranscnn.paper.findings import Finding

CHECKS: tuple[Callable[[], list[Finding]], ...] = (
    audit_tables.p_values,
    audit_tables.corrected_p_values,
    audit_tables.printed_means,
    audit_ablation.tcmtd_auc,
    audit_tables.shared_cells,
    audit_tables.f1_readings,
    audit_tables.stated_improvements,
    audit_tables.stated_ranges,
    audit_tables.label_percentages,
    audit_ablation.single_modules,
    audit_ablation.leads_against_runs,
    audit_design.splits,
    audit_design.warm_up,
    audit_design.loss_balance,
    audit_design.attention_bound,
    audit_design.class_token_doubling,
)


def audit(nih_table: Path | None = None) -> list[Finding]:
    """Every finding; those that need NIH's label table only where it is given."""
    findings = [finding for check in CHECKS for finding in check()]
    return findings if nih_table is None else [*findings, *audit_design.split_by_image(nih_table)]
