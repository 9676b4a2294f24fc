"""Writes funnel.json: binomial tails of SciPy, its winsorising, and the between-group
variance of statsmodels (DerSimonian and Laird)."""
import json

import numpy as np
import scipy
import statsmodels
from scipy.stats import binom, chi2
from scipy.stats.mstats import winsorize
from statsmodels.stats.meta_analysis import combine_effects

limits = []
for n, share in [(12, 0.5), (20, 0.88), (47, 0.3), (80, 0.88), (501, 0.88), (1000, 0.02), (250_000, 0.4)]:
    case = {"n": n, "share": share}
    for tail in (0.025, 0.001):
        # Spiegelhalter 2005, appendix A.1.1: the quantile, less the part of its own chance
        # that is not needed.
        quantile = int(binom.ppf(tail, n, share))
        spare = (binom.cdf(quantile, n, share) - tail) / binom.pmf(quantile, n, share)
        case[f"lower {tail}"] = f"{max(quantile - spare, 0) / n:.10f}"
    limits.append(case)

scores = [-4.1, -2.2, -1.3, -0.9, -0.4, 0.0, 0.2, 0.7, 1.1, 1.5, 2.6, 5.9]
pulled = winsorize(np.array(scores), limits=(0.1, 0.1))
twenty = [round(0.37 * it**2 - 5.5 * np.sin(it), 3) for it in range(20)]

effects = np.array([0.82, 0.91, 0.77, 0.95, 0.88, 0.79, 0.93, 0.70])
variances = 0.86 * 0.14 / np.array([40, 120, 65, 210, 90, 33, 150, 58])
combined = combine_effects(effects, variances, method_re="dl")

with open("funnel.json", "w", encoding="utf-8") as file:
    json.dump(
        {
            "source": f"SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}",
            "binomial": limits,
            "winsorised": [
                {"scores": scores, "mean_square": f"{np.mean(pulled**2):.10f}"},
                {"scores": twenty, "mean_square": f"{np.mean(winsorize(np.array(twenty), limits=(0.1, 0.1))**2):.10f}"},
            ],
            "between": {
                "effects": effects.tolist(),
                "variances": variances.tolist(),
                "centre": float(combined.mean_effect_fe),
                "q": f"{combined.q:.10f}",
                "tau2": f"{combined.tau2:.12f}",
            },
            "chi_square": [
                {"probability": p, "degrees": d, "quantile": f"{chi2.ppf(p, d):.9f}"}
                for p in (0.001, 0.025, 0.975, 0.999)
                for d in (2, 30, 62, 4000)
            ],
        },
        file,
        indent=1,
    )
    file.write("\n")
