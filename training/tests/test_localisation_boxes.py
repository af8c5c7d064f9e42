"""Box lists: read with both spellings, refused with the row and the column."""

from pathlib import Path

import pytest

from ctranscnn.data.nih import read_nih_films
from ctranscnn.errors import TrainingError
from ctranscnn.maps.boxes import read_boxes
from ctranscnn.paths import REAL_DATA_FOLDER
from tests.localisation_films import write_boxes, write_films


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_films(tmp_path)


def test_boxes_are_read_with_the_other_spelling(folder: Path) -> None:
    boxes = read_boxes(folder, read_nih_films(folder))
    assert [(box.film, box.label) for box in boxes] == [(0, "mass"), (3, "infiltration"), (5, "mass")]
    assert (boxes[0].film_width_px, boxes[0].film_height_px) == (80, 70)
    assert boxes[0].mask().sum() == 30 * 20
    assert boxes[1].mask().all()


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        ("x.png,Mass,1,2,3,4", "boxes.cell", "row 3, column image"),
        ("f1.png,Mess,1,2,3,4", "boxes.cell", "row 3, column finding"),
        ("f1.png,Mass,1,two,3,4", "boxes.cell", "row 3, column y"),
        ("f1.png,Mass,-1,2,3,4", "boxes.cell", "row 3, column x"),
        ("f1.png,Mass,nan,2,3,4", "boxes.cell", "row 3, column x"),
        ("f1.png,Mass,1,2,inf,4", "boxes.cell", "row 3, column w"),
        ("f1.png,Mass,1,2,0.5,4", "boxes.cell", "row 3, column w"),
        ("f1.png,Mass,70,2,20,4", "boxes.cell", "row 3, column w"),
        ("f1.png,Mass,1,60,20,20", "boxes.cell", "row 3, column h"),
        ("f1.png,Mass,1,2,3", "boxes.row", "row 3 has 5 cells"),
        ("f1.png,Mass,1,2,3,4,5", "boxes.row", "row 3 has 7 cells"),
        ("f0.png,Mass,1,2,3,4", "boxes.row", "row 3 repeats row 2"),
    ],
)
def test_a_bad_row_is_named(folder: Path, row: str, code: str, words: str) -> None:
    write_boxes(folder, "f0.png,Mass,1,2,3,4", row)
    with pytest.raises(TrainingError) as refusal:
        read_boxes(folder, read_nih_films(folder))
    assert refusal.value.code == code
    assert words in str(refusal.value)


def test_a_box_list_that_is_none_is_refused(folder: Path) -> None:
    films = read_nih_films(folder)
    write_boxes(folder)
    with pytest.raises(TrainingError) as empty:
        read_boxes(folder, films)
    (folder / "boxes.csv").write_text("image,label,x,y,w,h\nf0.png,Mass,1,2,3,4\n")
    with pytest.raises(TrainingError) as columns:
        read_boxes(folder, films)
    (folder / "boxes.csv").unlink()
    with pytest.raises(TrainingError) as missing:
        read_boxes(folder, films)
    codes = [refusal.value.code for refusal in (empty, columns, missing)]
    assert codes == ["boxes.missing", "boxes.columns", "boxes.missing"]


def test_the_real_boxes_lie_on_their_films() -> None:
    folder = REAL_DATA_FOLDER / "nih-chest"
    if not folder.is_dir():
        pytest.skip("the real films of ../shared/data/nih-chest are not here")
    boxes = read_boxes(folder, read_nih_films(folder))
    assert len(boxes) == 39
    assert sum(box.label == "pneumonia" for box in boxes) == 35
