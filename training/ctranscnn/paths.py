"""Where things lie, seen from the package (it is installed in editable form, so the project is around it)."""

from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
LABELS_FOLDER = PROJECT_FOLDER / "src-shared" / "labels"
MODELS_FOLDER = PROJECT_FOLDER / "models"
SPLITS_FOLDER = PROJECT_FOLDER / "training" / "splits"
RECIPES_FOLDER = PROJECT_FOLDER / "training" / "recipes"
STUDIES_FOLDER = PROJECT_FOLDER / "training" / "studies"
RESULTS_FOLDER = PROJECT_FOLDER / "training" / "results"
RUNS_FOLDER = PROJECT_FOLDER / "runs"
REAL_DATA_FOLDER = PROJECT_FOLDER.parent / "shared" / "data"


def inside_project(path: Path) -> str | None:
    """The path as seen from the project's folder, with forward slashes; None if it lies elsewhere."""
    absolute = path.resolve()
    return (
        absolute.relative_to(PROJECT_FOLDER).as_posix() if absolute.is_relative_to(PROJECT_FOLDER) else None
    )
