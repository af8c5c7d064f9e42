"""The paper's ten comparators (Tables 4 to 6), from scratch and at any cost."""

from ctranscnn.comparators.build import Comparator, build_comparator, deployed
from ctranscnn.comparators.scaling import comparator_cost, scaled_to_macs

__all__ = ["Comparator", "build_comparator", "comparator_cost", "deployed", "scaled_to_macs"]
