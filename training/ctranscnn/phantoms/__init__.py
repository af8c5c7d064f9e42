"""Pictures drawn by our own code whose truth is known exactly.

Two kinds: chest films with catheters and lines (`film`), and photos of tongues (`tongue`). They train the two
demonstration models, serve as sample cases and golden inputs, and let tests compare measurements with the
truth. Nothing here is anatomy to be relied on: a model trained on these pictures has no clinical meaning.
"""
