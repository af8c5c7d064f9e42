"""Many networks under one recipe, on the same folds, with the same number of pictures seen."""
