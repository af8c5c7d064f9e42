"""What `ctranscnn score` reads: folders, lists, shards, and how they are cut into parts."""

import io
import tarfile
from pathlib import Path

import pytest

from ctranscnn.cli import main
from ctranscnn.errors import TrainingError
from ctranscnn.paths import MODELS_FOLDER
from ctranscnn.scoring.inputs import Source, find_sources, read_source
from ctranscnn.scoring.parts import cut_parts
from ctranscnn.scoring.refusal import Refused
from tests.score_samples import written

FILMS = MODELS_FOLDER / "chestxray14"


def test_a_cut_shard_gives_what_lies_before_the_cut(tmp_path: Path) -> None:
    shard = tmp_path / "cut.tar"
    with tarfile.open(shard, "w") as archive:
        for name in ("a.png", "b.png"):
            member = tarfile.TarInfo(name)
            member.size = 5000
            archive.addfile(member, io.BytesIO(bytes(5000)))
    shard.write_bytes(shard.read_bytes()[:7000])
    sources = find_sources([str(shard)], tmp_path / "out")
    assert [Path(source.name).name for source in sources] == ["a.png", "b.png", "cut.tar"]
    assert len(read_source(sources[0])) == 5000
    for source in sources[1:]:
        with pytest.raises(Refused) as refused:
            read_source(source)
        assert refused.value.code == "image.unreadable"


def test_folders_are_walked_in_order_without_hidden_files_links_and_the_output(tmp_path: Path) -> None:
    folder = written(tmp_path / "in", {"b.png": b"1", "a.png": b"2", ".c.png": b"3"})
    written(folder / "deep", {"d.png": b"4"})
    written(folder / "out", {"part-0.parquet": b"5"})
    (folder / "link.png").symlink_to(folder / "a.png")
    names = [Path(source.name).name for source in find_sources([str(folder)], folder / "out")]
    assert names == ["a.png", "b.png", "d.png"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,label\na.png,1\n", "its header has name, label"),
        ("", "its header has nothing"),
        ("path,label\na.png\n", "line 2: 1 cells, the header has 2"),
        ("path\na.png\n \n", "line 3, column path: the path is empty"),
        ('path\n"a.png\n', "line 2"),
        ("path\n.\n", "line 2, column path: . is a folder"),
    ],
)
def test_a_bad_list_is_an_error_that_names_the_place(tmp_path: Path, text: str, told: str) -> None:
    table = tmp_path / "list.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError, match=told) as error:
        find_sources([str(table)], tmp_path / "out")
    assert error.value.code == "score.list"
    assert str(table) in str(error.value)


def test_a_list_that_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_bytes("path\na.png\n".encode("utf-16"))
    with pytest.raises(TrainingError, match="UTF-8"):
        find_sources([str(table)], tmp_path / "out")


def test_an_empty_folder_ends_the_command_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    options = ["score", "--model", str(FILMS), "--out", str(tmp_path / "out"), str(tmp_path / "empty")]
    assert main(options) == 3
    captured = capsys.readouterr()
    assert "There is nothing to score" in captured.err
    assert "[score.noInputs]" in captured.err
    assert captured.out == ""


def test_parts_are_cut_alike_whatever_is_finished() -> None:
    sources = [Source(f"{number}.png", f"{number}.png") for number in range(150)]
    whole = cut_parts(sources, frozenset())
    assert [len(part.sources) for part in whole] == [64, 64, 22]
    later = cut_parts(sources, frozenset(source.name for source in whole[1].sources))
    assert later == [whole[0], whole[2]]
