"""Sources of labelled pictures, all of one shape: `pictures.LabelledPictures`."""
