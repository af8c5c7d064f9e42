"""The paper's tables as data, and what comes out of them when they are recomputed."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ttest_rel

from ctranscnn.cli import main
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set
from ctranscnn.paper.audit import audit
from ctranscnn.paper.audit_design import Schedule, read_released_code, split_by_image
from ctranscnn.paper.findings import Finding, compared
from ctranscnn.paper.tables import TABLE_NUMBERS, TABLES_FOLDER, read_claims, read_table
from ctranscnn.paths import REAL_DATA_FOLDER

NIH_TABLE = REAL_DATA_FOLDER / "nih-chest" / "Data_Entry_2017_v2020.csv.gz"


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return audit()


def of_topic(findings: list[Finding], topic: str, table: str = "") -> dict[str, Finding]:
    return {
        finding.where: finding for finding in findings if finding.topic == topic and table in finding.where
    }


def not_agreeing(findings: list[Finding], topic: str, table: str = "") -> dict[str, str]:
    return {
        where: finding.verdict
        for where, finding in of_topic(findings, topic, table).items()
        if finding.verdict != "agrees"
    }


@pytest.mark.parametrize("number", [4, 5, 7, 8])
def test_columns_of_the_auc_tables_are_our_labels(number: int) -> None:
    table = read_table(number)
    assert set(table.columns) == set(read_label_set(table.task).keys)
    assert len(table.rows) == (11 if number < 7 else 10)


def test_published_figures_that_other_sources_repeat() -> None:
    assert read_table(4).value("ctranscnn", "mean") == 83.37
    assert read_table(5).value("convnext", "mean") == 76.73
    ours = read_table(6).row("ctranscnn")
    assert ours.values == (84.56, 67.67, 63.31, 65.42, 64.32, 79.51, 89.31, 84.12)
    assert ours.deviations is not None
    assert ours.deviations[0] == 1.16


def test_the_published_p_values_are_one_sided_paired_t_tests_across_classes(findings: list[Finding]) -> None:
    for number in (4, 5):
        table = read_table(number)
        for row in table.rows:
            if row.p is None:
                continue
            ours = np.asarray(table.row("ctranscnn").values)
            p = ttest_rel(ours, row.values, alternative="greater").pvalue
            computed = of_topic(findings, "p-value")[f"Table {number}, {row.key}"].computed
            assert computed.startswith(f"one-sided {p:.5f}")
            # every one of the twenty is within one unit of the last printed digit
            assert -1e-4 / 2 <= float(row.p) - p < 1e-4


def test_the_p_values_that_do_not_round_to_the_printed_digits(findings: list[Finding]) -> None:
    # value that comes out, printed: .01295 → .0130; .00061 → .0007; .00112 → .0012; .00383 → .0039;
    # ViT, Swin and DeiT of Table 5 are all below .00002 and printed as .0001
    assert not_agreeing(findings, "p-value") == {
        "Table 4, conformer": "rounded up",
        "Table 5, resnet50": "rounded up",
        "Table 5, resnext50": "rounded up",
        "Table 5, seresnet50": "rounded up",
        "Table 5, vit": "rounded up",
        "Table 5, swin": "rounded up",
        "Table 5, deit": "rounded up",
    }


def test_one_printed_mean_is_not_that_of_its_values(findings: list[Finding]) -> None:
    verdicts = Counter(not_agreeing(findings, "mean").values())
    assert verdicts == {"rounded up": 16, "differs": 1}
    odd = of_topic(findings, "mean")["Table 5, pleural-thickening"]
    assert (odd.verdict, odd.stated, odd.computed) == ("differs", "65.10", "65.1400")


def test_cf1_is_the_harmonic_mean_of_cp_and_cr_not_the_mean_of_equation_23(findings: list[Finding]) -> None:
    assert len(of_topic(findings, "cf1 as harmonic mean")) == 21
    assert not_agreeing(findings, "cf1 as harmonic mean") == {}
    assert not_agreeing(findings, "of1 as harmonic mean") == {}
    ours = of_topic(findings, "cf1 as harmonic mean")["Table 6, ctranscnn"]
    assert ours.computed.startswith("64.35")


def test_table_8_has_another_auc_for_the_same_network_than_table_6(findings: list[Finding]) -> None:
    against, ablation, baseline = of_topic(findings, "TCMTD AUC").values()
    assert "2.00 higher" in against.computed
    assert "behind model-7, model-8" in ablation.computed
    assert {against.verdict, ablation.verdict, baseline.verdict} == {"differs"}


def test_conformer_and_the_ablations_baseline_have_the_same_seven_cells(findings: list[Finding]) -> None:
    assert not_agreeing(findings, "same figures") == {"Table 6 conformer, Table 9 baseline": "differs"}
    computed = {where: finding.computed for where, finding in of_topic(findings, "same figures").items()}
    assert computed == {
        "Table 6 conformer, Table 9 baseline": "7 of 7 cells equal",
        "Table 6 ctranscnn, Table 9 ctranscnn": "7 of 7 cells equal",
        "Table 4 conformer, Table 7 baseline": "0 of 11 cells equal",
        "Table 4 ctranscnn, Table 7 ctranscnn": "11 of 11 cells equal",
    }


def test_the_leads_in_the_text_follow_from_the_tables_and_one_range_does_not(findings: list[Finding]) -> None:
    assert len(of_topic(findings, "stated lead")) == len(read_claims().improvements) == 33
    assert not_agreeing(findings, "stated lead") == {}
    [range_] = [
        finding for finding in findings if finding.topic == "stated range" and finding.verdict != "agrees"
    ]
    assert range_.computed == "79.34 to 80.96"


def test_percentages_of_table_2_are_of_findings(findings: list[Finding]) -> None:
    assert not_agreeing(findings, "Table 2", "cvc-normal") == {"cvc-normal": "differs"}
    assert "70.88 % of the images" in of_topic(findings, "Table 2")["cvc-normal"].computed


def test_modules_that_do_not_help_where_they_are_added_alone(findings: list[Finding]) -> None:
    assert len(of_topic(findings, "one module more")) == 45
    assert not_agreeing(findings, "one module more", "Table 8") == {}
    worse = of_topic(findings, "one module more")["Table 7, mean, model-2 → model-6"]
    assert (worse.stated, worse.computed, worse.verdict) == ("IIM helps", "-1.94", "differs")


def test_leads_that_five_runs_cannot_tell_from_chance(findings: list[Finding]) -> None:
    assert set(not_agreeing(findings, "lead against runs", "auc")) == {
        "Table 6, auc, over resnet50",
        "Table 6, auc, over seresnet50",
    }


def test_the_warm_up_hardly_ends_on_the_tongue_set(findings: list[Finding]) -> None:
    tongue = of_topic(findings, "warm-up")["tcmtd, 23 iterations an epoch"]
    assert tongue.computed == "272.2 of 300 epochs; highest rate 2.91e-04 in epoch 125"


def test_the_schedule_by_hand() -> None:
    schedule = Schedule(warm_up_iterations=10, peak=1.0, lowest=0.0, start_share=0.1)
    assert schedule.rate(0, 20) == pytest.approx(0.1)
    assert schedule.rate(5, 20) == pytest.approx((1 - 0.5 * 0.9) * (1 + np.cos(np.pi / 4)) / 2)
    assert schedule.rate(10, 20) == pytest.approx(0.5)
    assert schedule.rate(20, 20) == pytest.approx(0)


@pytest.mark.parametrize(
    ("stated", "computed", "verdict"),
    [
        (0.13, 0.1349, "agrees"),
        (0.13, 0.1219, "rounded up"),
        (0.13, 0.1351, "differs"),
        (0.13, 0.11, "differs"),
    ],
)
def test_what_counts_as_agreement(stated: float, computed: float, verdict: str) -> None:
    assert compared(stated, computed, 2) == verdict


def test_released_lists_are_90_7_3_for_chestxray14(findings: list[Finding]) -> None:
    assert sum(read_released_code().listed("chestxray14")) == 51_759
    split = of_topic(findings, "split")
    assert split["chestxray14"].computed.startswith("90.0 / 7.0 / 3.0")
    assert split["chestxray11"].verdict == "agrees"


@pytest.mark.skipif(not NIH_TABLE.is_file(), reason="NIH's label table is not beside the project")
def test_the_released_split_looks_like_one_by_image() -> None:
    images, drawn = split_by_image(NIH_TABLE)
    assert images.verdict == "agrees"
    assert drawn.computed.startswith("1074 (1041")


def test_a_file_that_is_not_the_nih_table_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    for path in (other, tmp_path / "none.csv"):
        with pytest.raises(TrainingError, match="is not NIH's Data_Entry table"):
            split_by_image(path)


def test_unknown_tables_rows_and_columns_are_refused_by_name() -> None:
    assert 3 not in TABLE_NUMBERS
    with pytest.raises(TrainingError, match="Table 3 is not transcribed"):
        read_table(3)
    with pytest.raises(TrainingError, match="no row 'vgg16'"):
        read_table(4).row("vgg16")
    with pytest.raises(TrainingError, match="no column 'auc'"):
        read_table(4).value("vit", "auc")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"values": [80.33, ', '"values": [', "'baseline' is not as long"),
        ('"mean": 81.16', '"mean": "81.16"', "does not fit"),
        ('"task": "tcmtd"', '"task2": "tcmtd"', "unknown keys: task2"),
        ('"rows": [', '"column_means": [1.0], "rows": [', "column_means is not as long"),
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = (TABLES_FOLDER / "table-8.json").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "table-8.json").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(TrainingError, match=words):
        read_table(8, tmp_path)


def test_the_command_prints_what_disagrees_and_counts_what_agrees(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctranscnn.commands.paper_audit.NIH_TABLE", Path("nowhere"))
    assert main(["paper-audit"]) == 0
    output = capsys.readouterr()
    assert "p-value: 13 agrees, 7 rounded up\n" in output.out
    assert "stated: 84.56 ± 1.16 | computed: 86.56" in output.out
    assert "\nagrees" not in output.out
    assert "--nih-table" in output.err
    assert main(["paper-audit", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == len(audit())
    assert {line["verdict"] for line in lines} == {"agrees", "rounded up", "differs", "noted"}
