"""Gates: is this picture what a model was made for? And the pictures that are not, to learn from."""
