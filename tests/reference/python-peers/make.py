"""Writes expected.json: figures of statsmodels and SciPy, to ten decimals."""
import json

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy.stats import norm, t
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

COUNTS = [(81, 263), (15, 148), (1, 29), (52, 100), (441, 501), (3, 12), (29, 30), (123456, 1000000)]
METHODS = {"wilson": "wilson", "clopper-pearson": "beta", "jeffreys": "jeffreys"}


def digits(*numbers):
    return [f"{number:.10f}" for number in numbers]


def share(n_yes, n):
    limits = {name: digits(*proportion_confint(n_yes, n, alpha=0.05, method=method)) for name, method in METHODS.items()}
    return {"n_yes": n_yes, "n": n} | limits


def cluster_fit(clients):
    """The mean over rows: sandwich variance with clients as clusters (CR1), t with clients - 1."""
    y = np.concatenate([np.asarray(it, dtype=float) for it in clients])
    groups = np.concatenate([[i] * len(it) for i, it in enumerate(clients)])
    cov = {"groups": groups, "use_correction": True, "df_correction": True}
    return y, sm.OLS(y, np.ones(len(y))).fit(cov_type="cluster", cov_kwds=cov, use_t=True)


def clustered_mean(clients):
    """The variance between clients, or that of rows where it is the larger."""
    y, fit = cluster_fit(clients)
    of_rows = y.var(ddof=1) / len(y)
    effect = max(1.0, fit.bse[0] ** 2 / of_rows)
    error = np.sqrt(effect * of_rows)
    half = t.isf(0.025, len(clients) - 1) * error
    return {
        "clients": clients,
        "value": f"{fit.params[0]:.10f}",
        "standard_error": f"{error:.10f}",
        "interval": digits(fit.params[0] - half, fit.params[0] + half),
        "design_effect": f"{effect:.10f}",
    }


def clustered_share(clients):
    """The effective number of rows (Korn & Graubard 1998) in the limits of statsmodels."""
    y, fit = cluster_fit(clients)
    n, p, degrees = len(y), y.mean(), len(clients) - 1
    effect = max(1.0, fit.bse[0] ** 2 / (p * (1 - p) / n))
    # statsmodels takes its normal quantile from alpha: this alpha gives the quantile of t.
    alpha = 2 * norm.sf(t.isf(0.025, degrees))
    worth = n / effect * (t.isf(0.025, n - 1) / t.isf(0.025, degrees)) ** 2
    limits = {
        "wilson": proportion_confint(p * n / effect, n / effect, alpha=alpha, method="wilson"),
        "clopper-pearson": proportion_confint(p * worth, worth, method="beta"),
        "jeffreys": proportion_confint(p * worth, worth, method="jeffreys"),
    }
    return {"clients": clients, "design_effect": f"{effect:.10f}"} | {k: digits(*v) for k, v in limits.items()}


def newcombe(first, second):
    low, high = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff", correction=False)
    return {"first": first, "second": second, "interval": digits(low, high)}


def welch(first, second):
    a, b = DescrStatsW(first), DescrStatsW(second)
    interval = CompareMeans(a, b).tconfint_diff(alpha=0.05, usevar="unequal")
    return {"first": first, "second": second, "difference": f"{a.mean - b.mean:.10f}", "interval": digits(*interval)}


SLEEP = [[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]]
PAIRS = [((56, 70), (48, 80)), ((9, 10), (3, 10)), ((5, 56), (0, 29)), ((441, 501), (402, 480)), ((12, 40), (31, 40))]
MARKS = [[[7, 8], [6], [9, 9, 8], [5]], [[7.5], [8, 6, 7], [9], [4, 4], [10, 8], [7]], [[6, 6], [8, 8], [7, 7], [9, 9]]]
YES_NO = [
    [[1, 1]] * 8 + [[0, 0]] * 12,
    [[1, 1, 0], [1], [0, 1], [1], [0], [1, 1], [1], [0, 0, 1], [1], [1]],
    [[1]] * 30 + [[0]] * 6 + [[1, 1, 1], [0, 0], [1, 0]],
]

expected = {
    "source": f"statsmodels {statsmodels.__version__}, SciPy {scipy.__version__}",
    "proportions": [share(*it) for it in COUNTS],
    "clustered_means": [clustered_mean(it) for it in MARKS],
    "clustered_shares": [clustered_share(it) for it in YES_NO],
    "newcombe": [newcombe(*it) for it in PAIRS],
    "welch": [welch(*SLEEP), welch(SLEEP[0][:4], SLEEP[1])],
}

with open("expected.json", "w", encoding="utf-8") as file:
    json.dump(expected, file, indent=1)
    file.write("\n")
