"""Writes expected.json: figures of statsmodels, to ten decimals."""
import json

from statsmodels.stats.proportion import proportion_confint

COUNTS = [(81, 263), (15, 148), (1, 29), (52, 100), (441, 501), (3, 12), (29, 30), (123456, 1000000)]
METHODS = {"clopper-pearson": "beta", "jeffreys": "jeffreys"}

proportions = []
for n_yes, n in COUNTS:
    case = {"n_yes": n_yes, "n": n}
    for name, method in METHODS.items():
        limits = proportion_confint(n_yes, n, alpha=0.05, method=method)
        case[name] = [f"{limit:.10f}" for limit in limits]
    proportions.append(case)

with open("expected.json", "w", encoding="utf-8") as file:
    json.dump({"source": "statsmodels 0.15.0", "proportions": proportions}, file, indent=1)
    file.write("\n")
