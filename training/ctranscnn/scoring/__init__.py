"""Scoring at scale: an exported model over folders, lists, DICOM files and tar shards (`ctranscnn score`)."""
