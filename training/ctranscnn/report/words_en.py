"""English."""

ENGLISH = {
    "notice": "Research use only. Not for diagnosis or treatment.",
    "title": "Comparison of networks: {study}",
    "made": "Made by `ctranscnn report` from {runs} finished runs of {networks} networks.",
    "contents": "Contents",
    "demonstration": "Demonstration: drawn pictures. These scores show how things work and have no "
    "clinical meaning.",
    "demonstration.mark": "{name} (demonstration)",
    "font.missing": "No installed font has Chinese characters: the figures are labelled in English.",
    "undefined": "undefined",
    "picture": "picture",
    # summary
    "summary": "Summary",
    "summary.alone": "Only {reference} was given: nothing is compared.",
    "summary.leads": "{best} has the highest macro AUC: {value} ({low} – {high}).",
    "summary.reference": "{reference}, the reference, has a macro AUC of {value} ({low} – {high}) and "
    "ranks {rank} of {count}.",
    "summary.behind": "{reference} is ahead of {names}: the whole interval of each difference lies below 0.",
    "summary.open": "Not distinguishable from {reference} on these pictures: {names}; the interval of each "
    "difference holds 0.",
    "summary.ahead": "{reference} stays behind {names}: the whole interval of each difference lies above 0.",
    "summary.ahead.none": "No network is ahead of {reference} by an interval that leaves out 0.",
    "summary.label.ahead": "By label, {reference} stays behind at: {labels}.",
    "summary.label.ahead.none": "At no label does {reference} stay behind by an interval that leaves out 0.",
    "summary.many": "These are {comparisons} comparisons of the macro AUC and {labelComparisons} of single "
    "labels, not corrected for their number: about one in forty would leave out 0 on either side by chance "
    "alone.",
    "summary.seeds.one": "Some networks have one seed: the intervals hold the chance of which patients "
    "were there, not that of training: another seed may change the order.",
    "summary.seeds.few": "Some networks have fewer than three seeds: the spread over seeds is hardly known.",
    "label.against": "{label} ({names})",
    # what is compared
    "compared": "What is compared",
    "compared.facts": "Study {study}, task {task}: {pictures} pictures of {patients} patients, {folds}. "
    "Every picture is predicted by a network that saw none of its patient's pictures. Each fold's network "
    "saw {images} images. Data: {data}.",
    "compared.imagesSeen": "{name} saw {mine} images in training, {reference} {theirs}: with another "
    "batch size another rest is left out of each epoch. Up to {percent} % is compared all the same.",
    "compared.macro": "Macro AUC is the mean over the {count} labels with at least {least} positives and "
    "{least} negatives: {labels}.",
    "compared.insufficient": "Insufficient data, not in the macro AUC: {labels}.",
    "compared.insufficient.none": "All labels have enough data.",
    "compared.positives": "{label} ({positives} positives)",
    "compared.intervals": "Intervals are 95 % percentile intervals of {rounds} resamples of whole "
    "patients; all networks share the resamples, so that differences are paired. With several seeds the AUC "
    "is the mean of the seeds' AUCs.",
    "excluded": "Not comparable",
    "excluded.intro": "These runs were given but are not compared:",
    "excluded.run": "{name}, seed {seed}: {reason}",
    "excluded.none": "All given runs could be compared.",
    "excluded.study": "it belongs to study {mine}, not {theirs}.",
    "excluded.labels": "its labels or their order differ.",
    "excluded.pictures": "it was measured on other pictures ({missing} missing, {further} further ones).",
    "excluded.imagesSeen": "it saw {mine} images in training, the reference {theirs}.",
    "excluded.patients": "its pictures belong to other patients.",
    "excluded.folds": "its folds differ.",
    "excluded.targets": "its pictures have other answers.",
    "excluded.recipe": "its recipe differs from that of seed {seed} in more than the seed.",
    # tables
    "network": "network",
    "seeds": "seeds",
    "table.macro": "Macro AUC and paired difference from {reference}",
    "macro": "macro AUC",
    "spread": "SD over seeds",
    "interval": "95 % interval",
    "difference": "difference",
    "verdict": "against {reference}",
    "verdict.reference": "reference",
    "verdict.ahead": "ahead",
    "verdict.behind": "behind",
    "verdict.open": "not distinguishable",
    "table.cost": "Cost per network",
    "parameters": "parameters",
    "macs": "MACs per picture",
    "seconds": "training, s",
    "images": "images seen per fold",
    "input": "input, px",
    "device": "device",
    "cost.note": "Seconds are of all folds of one seed together (mean over seeds), as the run noted them; "
    "they depend on what else the machine did. MACs count convolutions and matrix products.",
    "table.labels": "AUC per label",
    "labels.note": "Mean over seeds. * insufficient data: not in the macro AUC.",
    "table.metrics": "Average precision, precision, recall and F1",
    "positives": "positives",
    "cf1.means": "CF1 of means",
    "cf1.classes": "CF1 mean of classes",
    "metrics.half": "Labels are called where the uncalibrated probability reaches 0.5.",
    "metrics.tuned": "Labels are called at thresholds tuned on the other folds.",
    "metrics.note": "Mean ± standard deviation over seeds, in percent. {how}",
    # figures
    "table.calibration": "Brier score and expected calibration error (ECE)",
    "calibration": "Calibration",
    "calibration.brier": "Brier",
    "calibration.width": "ECE, bins of equal width",
    "calibration.mass": "ECE, bins of equal mass",
    "calibration.temperature": "with temperature",
    "calibration.platt": "with Platt",
    "calibration.note": "Smaller is better. Means over the labels of the macro AUC and over seeds; the first "
    "four columns are of uncalibrated scores. Temperature and Platt are fitted on the other folds; – with "
    "one fold. The interval resamples patients. The ECE has none: resampling alone makes it larger.",
    "differences": "Macro AUC and differences",
    "differences.title": "Macro AUC minus that of {reference}, 95 % interval",
    "differences.alt": "Dots with intervals: difference of the macro AUC of each network from {reference}.",
    "cost": "Cost",
    "roc": "ROC curves",
    "roc.mean.title": "Mean ROC curve per network (macro AUC in the legend)",
    "roc.mean.alt": "Mean ROC curve of each network in panels, the reference in each of them.",
    "roc.labels.title": "ROC curve per label",
    "roc.labels.alt": "One ROC panel per label: all networks thin, reference and best other network marked.",
    "roc.note": "Vertical means over labels with enough data and over seeds, on 101 false positive rates "
    "(Fawcett 2006).",
    "roc.false": "false positive rate",
    "roc.true": "true positive rate",
    "roc.rest": "other networks",
    "labels": "AUC per label",
    "radar.title": "AUC per label; from {start} at the centre to {end} at the rim",
    "radar.alt": "Radar chart of the AUC per label, networks in panels, the reference in each of them.",
    "radar.missing": "The radar chart needs at least three labels with enough data; the table has all "
    "figures.",
    "radar.note": "Only labels with enough data. The inner circle is not 0: distances look larger than "
    "they are.",
    "over.seeds": "Spread over seeds",
    "over.seeds.title": "Macro AUC of every seed",
    "over.seeds.alt": "Macro AUC of each seed of each network, as violins where there are three seeds or "
    "more.",
    "over.seeds.points": "Points only, no violin, for networks with fewer than three seeds: {names}.",
    "over.seeds.points.all": "All networks have fewer than three seeds: points only, no violins.",
    "over.seeds.median": "median",
    "metrics": "Further metrics",
    "samples": "Sample pictures",
    "samples.title": "Probabilities of sample pictures (● label is present)",
    "samples.alt": "Bars of the probabilities of {names} for each label of each sample picture; true "
    "labels are marked.",
    "samples.note": "For the commonest labels in turn the first picture by hashed name; the scores played "
    "no part. σ of the held-out logits, mean over seeds, not calibrated. ● marks the labels that are "
    "present.",
    "samples.without": "Pictures are shown only with --films.",
    "samples.lacking": "{missing} of {count} sample pictures are not in the folder given with --films.",
    "samples.probability": "probability",
    "maps": "Grad-CAM++ maps",
    "maps.title": "{label}, picture {name}",
    "maps.alt": "Grad-CAM++ maps of the networks for {label} over one picture.",
    "maps.note": "Each map is of the fold's network that did not see the picture, first seed, for the "
    "label named. A cell of the map covers several centimetres of a chest film: it shows attention and "
    "locates nothing. Each map is scaled to itself. Below each plain map the same one, "
    "eigen- and aug-smoothed.",
    "maps.smoothed": "smoothed",
    "maps.none.films": "No maps: --films was not given, so that the pictures are not at hand.",
    "maps.none.pictures": "No maps: none of the sample pictures is in the folder given with --films.",
    "maps.none.weights": "No maps: no weights of the folds (fold-0/weights.pt …) were found, neither "
    "beside the runs nor with --weights.",
    "maps.none.region": "No maps: the network reads the region of the tongue, which needs masks.",
    "maps.lacking": "Without a map: {names}.",
    "maps.reason.weights": "{name} (no weights)",
    "maps.reason.damaged": "{name} (the weights do not fit its recipe)",
    "paper": "Beside the paper",
    "paper.note": "Paper: Wu et al., Knowledge-Based Systems 2023. Its figures come from other pictures, "
    "another split (not by patient), another size and another training than ours. They stand beside ours to "
    "be read, not to be compared.",
    "paper.table": "Paper, Table {number}, and ours ({what})",
    "paper.none": "The paper has no table for the task {task}.",
    "paper.absent": "No network of the paper is among the given runs.",
    "paper.paper": "paper",
    "paper.ours": "ours",
    "paper.mean": "mean",
    "paper.what.labels": "AUC per label, percent",
    "paper.what.metrics": "metrics, percent",
    "paper.note.labels": "Ours: means over seeds; the mean is the macro AUC over {count} labels; * is not "
    "in it. p: one-sided paired t-test across labels that the reference is ahead, as the paper tests it; "
    "labels are no independent sample of anything.",
    "paper.note.calls": "Ours: means ± standard deviations over seeds; AUC and mAP over the labels with "
    "enough data; labels are called where the uncalibrated probability reaches 0.5; CF1 is computed from CP "
    "and CR.",
    # model card
    "card.title": "Model card (draft): {name}, {study}",
    "card.draft": "Draft, made by `ctranscnn report` from what the runs noted. A person checks and "
    "completes it before weights are passed on with it.",
    "card.what": "What it is",
    "card.network": "{name} for the task {task}: {parameters} parameters, {macs} MACs per picture of {px} "
    "× {px} px. It gives a score for each of {count} labels: {labels}.",
    "card.training": "Trained with recipe `{recipe}`: {epochs} epochs, batches of {batch}, peak learning "
    "rate {rate:g}, loss `{loss}`; each fold's network saw {images} images. Seeds: {seeds}. Device: "
    "{device}.",
    "card.code": "Code: {code}.",
    "card.use": "Use",
    "card.use.for": "For research into multi-label classification: to compare networks, to study errors, "
    "to try the workstation.",
    "card.use.not": "Not for diagnosis, triage, treatment or any decision about a person.",
    "card.data": "Data",
    "card.results": "Results",
    "card.label": "label",
    "card.auc": "AUC",
    "card.insufficient": "insufficient data",
    "card.beside": "Beside other networks",
    "card.limits": "Limits",
    "card.limit.source": "Measured on held-out pictures of the same source only; nothing is known of other "
    "hospitals, devices or people.",
    "card.limit.groups": "Not measured by age, sex, device or position of the patient.",
    "card.limit.scores": "The measured scores are not calibrated and have no operating point.",
    "card.limit.insufficient": "Too few positives to say anything: {labels}.",
    "card.limit.maps": "Maps show attention; they locate nothing.",
    "card.reproduce": "Reproduce",
    "card.recipe": "The recipe of seed {seed}:",
}
