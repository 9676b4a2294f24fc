"""Writes logistic.json: a logistic regression of statsmodels on made-up counts."""
import json

import numpy as np
import statsmodels
import statsmodels.api as sm

random = np.random.default_rng(2012)
patterns = []
for age in range(4):
    for crisis in (0, 1):
        for programme in range(3):
            x = [1, *(int(age == it) for it in (1, 2, 3)), crisis, *(int(programme == it) for it in (1, 2))]
            odds = np.dot(x, [1.9, -0.2, -0.4, -0.7, -0.6, 0.3, -0.1])
            n = int(random.integers(8, 120))
            n_yes = int(random.binomial(n, 1 / (1 + np.exp(-odds))))
            patterns.append({"x": x, "n_yes": n_yes, "n": n})

counts = np.array([[it["n_yes"], it["n"] - it["n_yes"]] for it in patterns])
design = np.array([it["x"] for it in patterns], dtype=float)
fit = sm.GLM(counts, design, family=sm.families.Binomial()).fit(tol=1e-14, maxiter=100)

with open("logistic.json", "w", encoding="utf-8") as file:
    json.dump(
        {
            "source": f"statsmodels {statsmodels.__version__}, GLM with family Binomial",
            "patterns": patterns,
            "coefficients": [f"{it:.9f}" for it in fit.params],
            "standard_errors": [f"{it:.9f}" for it in fit.bse],
            "deviance": f"{fit.deviance:.8f}",
        },
        file,
        indent=1,
    )
    file.write("\n")
