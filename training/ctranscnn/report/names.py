"""Names for people: networks by their names in a study, labels by the workstation's own label sets."""

from collections.abc import Sequence

from ctranscnn.errors import TrainingError
from ctranscnn.paths import LABELS_FOLDER
from ctranscnn.report.words import Language
from ctranscnn.strict import read_json

NETWORKS = {
    "ctranscnn": "CTransCNN",
    "released": "CTransCNN released",
    "fusion-add": "Fusion add",
    "fusion-concatenate": "Fusion concatenate",
    "fusion-half": "Fusion 0.5",
    "plain-image-attention": "Plain attention",
    "lite": "CTransCNN lite",
    "baseline": "Baseline",
    **{f"model-{number}": f"Model {number}" for number in range(1, 9)},
    "resnet34": "ResNet-34",
    "resnet50": "ResNet-50",
    "resnext50": "ResNeXt-50",
    "seresnet50": "SE-ResNet-50",
    "vit": "ViT",
    "swin": "Swin",
    "conformer": "Conformer",
    "convnext": "ConvNeXt",
    "repvgg": "RepVGG",
    "deit": "DeiT",
}


def network_name(name: str) -> str:
    """`resnet34` → `ResNet-34`; a name of the user's own stays as it is."""
    return NETWORKS.get(name, name)


def label_names(task: str, labels: Sequence[str], language: Language) -> list[str]:
    """The labels' names in the language; labels that are in no label set keep their keys."""
    try:
        content = read_json(LABELS_FOLDER / f"{task}.json")
    except TrainingError:
        return list(labels)
    known = {str(label["key"]): str(label["name"][language]) for label in content["labels"]}
    return [known.get(label, label) for label in labels]
