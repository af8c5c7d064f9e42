"""Coating and body of a tongue: the separation of the workstation (src-main/tongue), step by step."""
