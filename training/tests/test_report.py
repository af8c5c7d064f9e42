"""The whole report from generated runs: files, page, figures, languages, refusals."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import average_precision_score, roc_auc_score

from ctranscnn.cli import main
from ctranscnn.report import words_en, words_zh
from ctranscnn.report.drawing import MARKERS, PALETTE, panels
from ctranscnn.report.fonts import chinese_font
from ctranscnn.report.write import ReportOptions, write_report
from ctranscnn.runs import PREDICTIONS_FILE, read_run, write_run
from tests.report_studies import make_study

NOTICE = "Research use only. Not for diagnosis or treatment."
NOTICE_ZH = "仅供研究使用，不用于诊断或治疗。"
ROUNDS = 40


@pytest.fixture(autouse=True, scope="module")
def _coarse_figures() -> Iterator[None]:
    """Drawing at full size takes most of the time and shows the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ctranscnn.report.drawing.DOTS_PER_INCH", 60)
        yield


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three networks with two seeds, one of them with three, one run of another study; one rare label."""
    folder = tmp_path_factory.mktemp("report")
    made = make_study(pictures=150)
    for name, strength in (("ctranscnn", 1.0), ("resnet34", 0.3), ("my <b>net</b>", 1.6)):
        for seed in (0, 1):
            made.write(folder / "runs", name.replace("<b>", "").replace("</b>", ""), seed, strength)
    made.write(folder / "runs", "ctranscnn", 2, 1.0)
    facts = replace(made.named("vit"), images_seen=1)
    write_run(folder / "runs" / "vit", facts, replace(made.predictions, logits=made.logits("vit", 0, 1.0)))
    main(["report", str(folder / "runs"), "--out", str(folder / "out"), "--rounds", str(ROUNDS)])
    return folder


def _results(written: Path) -> dict[str, Any]:
    return json.loads((written / "out" / "results.json").read_text(encoding="utf-8"))


def _page(folder: Path) -> ET.Element:
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    return ET.fromstring(text.removeprefix("<!DOCTYPE html>"))


def test_results_hold_scikit_learns_numbers(written: Path) -> None:
    results = _results(written)
    assert results["reference"] == "ctranscnn"
    networks = {network["name"]: network for network in results["networks"]}
    assert list(networks) == ["my net", "ctranscnn", "resnet34"]
    for seed, by_label in enumerate(networks["ctranscnn"]["aucBySeed"]):
        run = read_run(written / "runs" / f"ctranscnn-{seed}").predictions
        precisions: list[float] = []
        for column, label in enumerate(run.labels):
            known = ~np.isnan(run.targets[:, column])
            truth, logits = run.targets[known, column], run.logits[known, column]
            if label == "hernia":
                assert by_label[label] is None
                continue
            assert by_label[label] == pytest.approx(roc_auc_score(truth, logits), abs=1e-12)
            precisions.append(float(average_precision_score(truth, logits)))
        measured = [value for value in by_label.values() if value is not None]
        assert networks["ctranscnn"]["macroAucBySeed"][seed] == pytest.approx(np.mean(measured))
        precision = networks["ctranscnn"]["metricsBySeed"][seed]["meanAveragePrecision"]
        assert precision == pytest.approx(np.mean(precisions))
    assert networks["ctranscnn"]["difference"] is None
    assert networks["my net"]["difference"]["verdict"] == "ahead"
    assert networks["resnet34"]["difference"]["verdict"] == "behind"
    assert len(networks["resnet34"]["meanRoc"]) == len(results["falsePositiveRates"])
    hernia = next(label for label in results["labels"] if label["label"] == "hernia")
    assert (hernia["positives"], hernia["inMacro"]) == (0, False)


def test_the_page_is_well_formed_and_needs_nothing_from_outside(written: Path) -> None:
    page = _page(written / "out")
    assert page.get("lang") == "en"
    for element in page.iter():
        assert element.tag not in ("script", "link", "iframe", "object")
        for name, value in element.attrib.items():
            assert name != "style" and not name.startswith("on")
            if name == "src":
                assert value.startswith("data:image/png;base64,")
            if name == "href":
                assert value.startswith("#") and page.find(f".//*[@id='{value[1:]}']") is not None
    text = (written / "out" / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"https?://|@import|url\(", text)
    assert all(image.get("alt") for image in page.iter("img"))
    # every row is as long as its head
    for table in page.iter("table"):
        head, *rows = table.iter("tr")
        assert {len(row) for row in rows} == {len(head)}


def test_the_page_says_what_counts_and_who_is_ahead(written: Path) -> None:
    text = " ".join("".join(_page(written / "out").itertext()).split())
    assert text.count(NOTICE) == 2
    for sentence in (
        "my net has the highest macro AUC",
        "CTransCNN is ahead of ResNet-34",
        "CTransCNN stays behind my net",
        "13 labels with at least 20 positives and 20 negatives",
        "Insufficient data, not in the macro AUC: Hernia (0 positives).",
        "vit, seed 0: it saw 1 images in training, the reference 4,000.",
        "Points only, no violin, for networks with fewer than three seeds: my net, ResNet-34.",
        "No maps: --films was not given",
        "Paper, Table 5, and ours",
    ):
        assert sentence in text


def test_every_file_says_the_notice_and_every_figure_shows_something(written: Path) -> None:
    out = written / "out"
    for name in ("index.html", "results.json", "results.md", "card.md"):
        assert NOTICE in (out / name).read_text(encoding="utf-8")
    figures = sorted(file.name for file in out.glob("*.png"))
    assert figures == [
        "figure-differences.png",
        "figure-radar.png",
        "figure-roc-labels.png",
        "figure-roc-mean.png",
        "figure-samples.png",
        "figure-seeds.png",
    ]
    for name in figures:
        with Image.open(out / name) as image:
            assert image.info["Disclaimer"] == NOTICE
            pixels = np.asarray(image.convert("L"))
        assert min(pixels.shape) > 120
        assert pixels.std() > 10
        assert (pixels[-20:] < 160).any()  # the notice under the figure
    assert not list(out.glob("*.partial"))


def test_markdown_links_the_figures_and_has_the_tables(written: Path) -> None:
    text = (written / "out" / "results.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\((.+?)\)", text)) == {file.name for file in (written / "out").glob("*.png")}
    assert "| **CTransCNN** |" in text


def test_the_card_is_a_draft_of_the_reference(written: Path) -> None:
    card = (written / "out" / "card.md").read_text(encoding="utf-8")
    assert card.startswith("# Model card (draft): CTransCNN, generated")
    assert "1,234,567 parameters" in card
    assert "| Hernia | 0 | undefined | – | insufficient data |" in card
    recipe = json.loads(card.split("```json\n")[1].split("```")[0])
    assert recipe["name"] == "ctranscnn"


def test_one_seed_of_one_network_compares_nothing_and_replaces_an_earlier_report(
    written: Path, tmp_path: Path
) -> None:
    (tmp_path / "figure-maps-3.png").write_bytes(b"old")
    (tmp_path / "notes.txt").write_text("mine")
    sentences = _write_quickly(written / "runs" / "ctranscnn-0", tmp_path)
    assert sentences[-1] == "Only CTransCNN was given: nothing is compared."
    text = (tmp_path / "results.md").read_text(encoding="utf-8")
    assert "All networks have fewer than three seeds: points only, no violins." in text
    assert not (tmp_path / "figure-differences.png").exists()
    assert not (tmp_path / "figure-maps-3.png").exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_demonstrations_are_marked_wherever_a_score_shows(tmp_path: Path) -> None:
    made = make_study("tcmtd", pictures=90, rare=(), demonstration=True)
    made.write(tmp_path / "runs", "ctranscnn")
    made.write(tmp_path / "runs", "baseline", 0, 0.3)
    sentences = _write_quickly(tmp_path / "runs", tmp_path / "out")
    assert sentences[0].startswith("CTransCNN (demonstration) has the highest")
    page = _page(tmp_path / "out")
    for table in page.iter("table"):
        for row in table.iter("tr"):
            cells = ["".join(cell.itertext()) for cell in row]
            if cells[0].startswith(("CTransCNN", "Baseline")) and "paper" not in cells:
                assert cells[0].endswith("(demonstration)")
    assert "no clinical meaning" in "".join(page.itertext())
    with Image.open(tmp_path / "out" / "figure-seeds.png") as image:
        assert "Demonstration" in image.info["Disclaimer"]
    tables = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))["paperTables"]
    assert [table["table"] for table in tables] == [6, 8, 9]


def test_chinese_without_a_font_falls_back_to_english_figures(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctranscnn.report.write.chinese_font", lambda _text: None)
    options = ReportOptions(
        [written / "runs" / name for name in ("ctranscnn-0", "vit")],
        tmp_path,
        language="zh-CN",
        rounds=ROUNDS,
    )
    report = write_report(options)
    page = _page(tmp_path)
    assert page.get("lang") == "zh-CN"
    text = "".join(page.itertext())
    assert NOTICE_ZH in text
    assert words_zh.CHINESE["font.missing"] in text
    assert "肺不张" in text
    assert report.excluded[0].startswith("vit，种子 0：")
    with Image.open(tmp_path / "figure-radar.png") as image:
        assert image.info["Disclaimer"] == NOTICE


def test_a_font_is_taken_only_with_every_character(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "wqy-broken.ttf"
    damaged.write_bytes(b"no font")
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: [str(damaged)])
    assert chinese_font("舌") is None


def test_both_languages_have_the_same_words() -> None:
    english, chinese = words_en.ENGLISH, words_zh.CHINESE
    assert list(english) == list(chinese)
    for key, words in english.items():
        assert sorted(re.findall(r"{(\w+)", words)) == sorted(re.findall(r"{(\w+)", chinese[key])), key


def test_panels_hold_few_enough_networks_to_tell_apart() -> None:
    assert [len(part) for part in panels(range(21))] == [6, 5, 5, 5]
    assert [len(part) for part in panels(range(10))] == [5, 5]
    assert panels([]) == [[]]
    assert len(set(PALETTE)) == len(set(MARKERS)) == 6


def test_a_damaged_run_is_refused_before_anything_is_written(written: Path, tmp_path: Path) -> None:
    made = make_study(pictures=60)
    file = made.write(tmp_path / "runs", "ctranscnn") / PREDICTIONS_FILE
    content = file.read_bytes()
    for damaged in (b"", content[: len(content) // 2], content[:-30] + b"x" * 30, b"PK" + content[500:]):
        file.write_bytes(damaged)
        arguments = [str(written / "runs"), str(tmp_path / "runs")]
        assert main(["report", *arguments, "--out", str(tmp_path / "out")]) == 3
    assert not (tmp_path / "out").exists()


def test_refusals_of_the_command(written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs, out = str(written / "runs"), str(tmp_path / "out")
    assert main(["report", str(tmp_path), "--out", out]) == 3
    assert "[run.missing]" in capsys.readouterr().err
    assert main(["report", runs, "--out", out, "--reference", "nobody"]) == 3
    assert "[report.noReference]" in capsys.readouterr().err
    assert main(["report", runs, "--out", out, "--rounds", "5"]) == 3
    assert "[report.rounds]" in capsys.readouterr().err
    assert main(["report", runs, "--out", out, "--films", str(tmp_path / "none")]) == 3
    assert "[report.films]" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["report", str(written / "runs" / "ctranscnn-0"), "--out", str(tmp_path / "file")]) == 3
    assert "[report.out]" in capsys.readouterr().err


def _write_quickly(runs: Path, out: Path) -> list[str]:
    return list(write_report(ReportOptions([runs], out, rounds=ROUNDS)).sentences)
