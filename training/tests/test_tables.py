"""Tables of labels as text, pictures as bytes: what is read, what is refused, and with which words."""

import gzip
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ctranscnn.data.decoding import decode_picture, picture_size, windowed
from ctranscnn.data.folders import index_pictures
from ctranscnn.data.label_rows import name_fault
from ctranscnn.data.tables import read_header, read_table, read_text
from ctranscnn.errors import TrainingError
from tests.loader_samples import refusal, write_picture


def write(folder: Path, content: bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        b"image,a\nx.png,1\n",
        b"\xef\xbb\xbfimage,a\r\nx.png,1\r\n",
        b"image,a\rx.png,1\r",
        b"\n image , a\n\nx.png,1\n\n",
        b'"image","a"\n"x.png","1"',
    ],
)
def test_marks_line_ends_quotes_and_empty_lines_make_no_difference(tmp_path: Path, content: bytes) -> None:
    table = read_table(write(tmp_path, content))
    assert table.header == ("image", "a")
    assert table.rows == [["x.png", "1"]]
    assert table.answers(["a"]).tolist() == [[1.0]]


def test_a_quoted_line_end_is_part_of_its_cell_and_rows_count_as_in_a_spreadsheet(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b'image,a\n"x\ny.png",1\nz.png,2\n'))
    assert table.rows[0][0] == "x\ny.png"
    with pytest.raises(TrainingError, match="row 3, column a: '2' is none of 1, 0 and empty"):
        table.answers(["a"])


def test_a_compressed_table_reads_like_a_plain_one(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(b"image,a\nx.png,\n"), "t.csv.gz")
    assert read_header(path) == ("image", "a")
    assert np.isnan(read_table(path).answers(["a"])).all()


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("image,a\nx,1\n".encode("utf-16"), "table.encoding", "is UTF-16; save it as UTF-8"),
        (b"\xfe\xff\0i", "table.encoding", "is UTF-16"),
        ("image,a\n".encode("utf-32"), "table.encoding", "is UTF-32"),
        ("image,a\n".encode("utf-16-le"), "table.encoding", "zero bytes"),
        ("图像,a\n".encode("gb18030"), "table.encoding", "is not utf-8"),
        (b"", "table.columns", "is empty"),
        (b"image,a,a\n", "table.columns", "the column 'a' twice"),
        (b"image,a\nx.png,1\ny.png\n", "table.ragged", "row 3 has 1 cells, the header 2"),
        (b"image,a\nx.png,1,0\n", "table.ragged", "row 2 has 3 cells"),
        (b'image,a\n"x.png,1\n', "table.malformed", "line 2"),
        (b"image,a\n" + b"x" * 200_000 + b",1\n", "table.malformed", "field"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, content: bytes, code: str, words: str) -> None:
    with refusal(code, words):
        read_table(write(tmp_path, content))


def test_damaged_compression_a_folder_and_nothing_at_all_are_refused(tmp_path: Path) -> None:
    whole = gzip.compress(b"image,a\n" * 100)
    for content in (whole[:-12], b"no gzip", whole[:20] + b"\xff" * 10 + whole[30:]):
        with refusal("table.missing", "cannot be read"):
            read_text(write(tmp_path, content, "t.csv.gz"))
    with refusal("table.missing", "does not exist"):
        read_table(tmp_path / "none.csv")
    with refusal("table.missing"):
        read_table(tmp_path)
    with refusal("table.missing", "cannot be read"):
        read_header(write(tmp_path, whole[:12], "h.csv.gz"))


def test_repeats_and_blanks_name_both_rows(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b"image,a\nx.png,1\n ,0\nx.png,0\n"))
    with refusal("table.duplicate", "row 4, column image: 'x.png' is also in row 2"):
        table.refuse_repeats("image", table.cells("image"))
    with refusal("table.cell", "row 3, column image: it is empty"):
        table.filled("image")


@pytest.mark.parametrize(
    "name", ["../x.png", "a/../../x.png", "/etc/x.png", "C:/x.png", "a\\b.png", "a\nb", " "]
)
def test_names_that_lead_elsewhere_are_faults(name: str) -> None:
    assert name_fault(name) is not None


def test_a_plain_relative_name_is_no_fault() -> None:
    assert name_fault("文件夹/a..b.png") is None


def test_pictures_are_found_by_path_by_name_and_under_another_ending(tmp_path: Path) -> None:
    for number, name in enumerate(["a/x.png", "b/y.jpg", "b/.hidden.png", ".c/z.png", "b/1.2.3.jpg"]):
        write_picture(tmp_path / name, number)
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    index = index_pictures(tmp_path)
    assert index.find("a/x.png") == tmp_path / "a" / "x.png"
    assert index.find("x.png") == tmp_path / "a" / "x.png"
    assert index.find("y.png") == tmp_path / "b" / "y.jpg"
    assert index.find("1.2.3") == tmp_path / "b" / "1.2.3.jpg"
    assert [index.find(name) for name in (".hidden.png", "z.png", "a/y.png", "x")] == [
        None,
        None,
        None,
        tmp_path / "a" / "x.png",
    ]
    write_picture(tmp_path / "b" / "x.png", 9)
    with refusal("pictures.ambiguous", "x.png is in two places: a/x.png and b/x.png"):
        index_pictures(tmp_path).find("x.png")
    with refusal("pictures.folder"):
        index_pictures(tmp_path / "none")


def encoded(image: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def test_pictures_come_upright_grey_or_rgb_with_transparency_on_black() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = decode_picture(encoded(Image.new("L", (30, 20), 7), exif=exif), "turned")
    assert turned.shape == (30, 20)
    assert decode_picture(encoded(Image.new("P", (4, 3))), "palette").shape == (3, 4, 3)
    clear = decode_picture(encoded(Image.new("RGBA", (4, 3), (200, 100, 50, 0))), "clear")
    assert clear.shape == (3, 4, 3)
    assert clear.max() == 0
    half = decode_picture(encoded(Image.new("LA", (4, 3), (200, 255))), "grey")
    assert half.shape == (3, 4)
    assert half.min() == 200


def test_sixteen_bits_go_through_the_window_of_their_outer_quantiles() -> None:
    values = np.linspace(1000, 3000, 10_000).astype(np.int64).reshape(100, 100)
    values[0, 0] = 65_000
    shown = decode_picture(encoded(Image.fromarray(values.astype(np.uint16))), "deep")
    np.testing.assert_array_equal(shown, windowed(values))
    assert shown[0, 0] == 255
    low, high = np.quantile(values, [0.005, 0.995])
    expected = np.clip((values - low) / (high - low), 0, 1) * 255
    assert np.abs(shown - expected).max() <= 1


def test_upright_sizes_come_from_the_header(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    path = tmp_path / "x.jpg"
    Image.new("L", (30, 20)).save(path, exif=exif)
    assert picture_size(path, "x") == (20, 30)


@pytest.mark.parametrize("content", [b"", b"no picture", encoded(Image.new("L", (90, 90)))[:60]])
def test_a_damaged_picture_is_named(content: bytes) -> None:
    with refusal("picture.unreadable", r"x\.png cannot be read"):
        decode_picture(content, "x.png")


def test_floating_point_pixels_are_refused() -> None:
    file = io.BytesIO()
    Image.fromarray(np.zeros((3, 4), np.float32)).save(file, "TIFF")
    with refusal("picture.unreadable", "floating point"):
        decode_picture(file.getvalue(), "x.tif")
