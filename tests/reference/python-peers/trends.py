"""Writes trends.json: trends that allow for scatter beyond chance, and exact tests of order.

The lines are those of statsmodels (WLS); the variance between periods is computed here, with matrices
and not with sums. Exact p-values are SciPy's where no values are equal, else a count of every order.
"""
import itertools
import json
import math

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy.stats import kendalltau, norm, t, theilslopes


def digits(*numbers):
    return [f"{number:.10f}" for number in numbers]


def between(x, y, v):
    """Moments: the expected residual sum of squares of the line weighted by 1/v, solved for the variance."""
    design = sm.add_constant(x)
    w = np.diag(1 / v)
    p = w - w @ design @ np.linalg.inv(design.T @ w @ design) @ design.T @ w
    return max(0.0, (y @ p @ y - (len(x) - 2)) / np.trace(p))


def line(x, y, v):
    tau2 = between(x, y, v)
    fit = sm.WLS(y, sm.add_constant(x), weights=1 / (v + tau2)).fit()
    known = np.sqrt(fit.normalized_cov_params[1, 1])
    by_z, by_t = 2 * norm.sf(abs(fit.params[1]) / known), fit.pvalues[1]
    half = max(norm.isf(0.025) * known, t.isf(0.025, len(x) - 2) * fit.bse[1])
    slope = fit.params[1]
    alone = norm.isf(0.025) * np.sqrt(sm.WLS(y, sm.add_constant(x), weights=1 / v).fit().normalized_cov_params[1, 1])
    return {
        "slope": f"{slope:.10f}",
        "statistic": f"{slope / (fit.bse[1] if by_t > by_z else known):.8f}",
        "p_value": f"{max(by_z, by_t):.10f}",
        "interval": digits(slope - half, slope + half),
    }, tau2, half / alone


def shares(points):
    x, yes, n = (np.array(it, dtype=float) for it in zip(*points))
    p = yes.sum() / n.sum()
    v = p * (1 - p) / n
    found, tau2, widened = line(x, yes / n, v)
    part = 1 / (1 + tau2 / v)
    odds = lambda yes, n: sm.GLM(np.column_stack([yes, n - yes]), sm.add_constant(x), family=sm.families.Binomial()).fit(tol=1e-14)
    slope, half = odds(yes * part, n * part).params[1], norm.isf(0.025) * odds(yes, n).bse[1] * widened
    return {"points": points} | found | {"odds_ratio": digits(*np.exp([slope, slope - half, slope + half]))}


def means(points):
    x, y, error, n = (np.array(it, dtype=float) for it in zip(*points))
    pooled = (n * n * error**2).sum() / n.sum()
    return {"points": points} | line(x, y, pooled / n)[0]


def order(series):
    places, values = zip(*[(i, it) for i, it in enumerate(series) if it is not None])
    n, score = len(values), lambda it: sum(np.sign(b - a) for a, b in itertools.combinations(it, 2))
    if len(set(values)) == n:
        p = kendalltau(range(n), values, method="exact").pvalue
    else:
        seen = [abs(score(it)) for it in itertools.permutations(values)]
        p = np.mean(np.array(seen) >= abs(score(values)))
    slopes = sorted((values[b] - values[a]) / (places[b] - places[a]) for a, b in itertools.combinations(range(n), 2))
    # The most falling pairs that 2.5 % of all orders of n different values have at most.
    ways = np.array([1])
    for size in range(1, n + 1):
        ways = np.convolve(ways, np.ones(size, dtype=np.int64))
    most = max(i for i in range(len(ways)) if 40 * ways[: i + 1].sum() <= math.factorial(n))
    return {
        "series": series,
        "p_value": f"{p:.10f}",
        "slope": f"{np.median(slopes):.10f}",
        "interval": digits(slopes[most], slopes[-1 - most]),
    }


rng = np.random.default_rng(20261127)
LONG = [round(float(it), 2) for it in np.arange(40) * 0.05 + rng.normal(0, 1, 40)]
slope, _, low, high = theilslopes(LONG, np.arange(40), alpha=0.95)
expected = {
    "source": f"statsmodels {statsmodels.__version__}, SciPy {scipy.__version__}, numpy {np.__version__}",
    "shares": [
        shares([[0, 402, 480], [1, 441, 501], [2, 380, 470], [4, 455, 510], [5, 470, 520]]),
        shares([[0, 60, 150], [1, 90, 160], [2, 75, 140], [3, 110, 155], [4, 104, 150], [5, 80, 100]]),
        shares([[0, 7, 9], [1, 3, 7], [2, 2, 5], [3, 1, 5], [4, 1, 6]]),
        shares([[0, 30, 60], [1, 31, 61], [2, 33, 62], [3, 34, 60], [4, 35, 61], [5, 36, 60], [6, 37, 61], [7, 38, 60]]),
    ],
    "means": [
        means([[0, 7.1, 0.2, 21], [1, 7.3, 0.15, 30], [2, 7.2, 0.1, 44], [4, 7.8, 0.25, 18], [5, 7.9, 0.2, 25]]),
        means([[0, 300, 40, 15], [1, 210, 22, 14], [2, 420, 70, 16], [3, 280, 30, 12], [4, 380, 65, 17], [5, 500, 90, 13]]),
        means([[0, 0.031, 0.001, 3], [1, 0.045, 0.0005, 3], [2, 0.035, 0.002, 3], [3, 0.031, 0.001, 3], [4, 0.04, 0.0009, 3]]),
    ],
    "orders": [
        order([3.0, 4.0, 2.5, 6.0, 5.0, 8.0, 7.5]),
        order([120.0, 131.0, None, 128.0, 140.0, 151.0, 149.0, 160.0, 158.0, 171.0]),
        order([1.0, 2.0, 2.0, 5.0, 5.0, 7.0]),
        order([1.0, 2.0, 3.0, 4.0, 5.0]),
        order([5.0, 4.0, 3.0, 1.0, 2.0]),
        order([0.0, 0.0, 0.0, 0.2, 0.0, 0.0]),
        order([4.0, 1.0, 4.0, 2.0, 2.0, 2.0, 1.0, 0.0]),
    ],
    "long": {"series": LONG, "slope": f"{slope:.10f}", "interval": digits(low, high)},
}

with open("trends.json", "w", encoding="utf-8") as file:
    json.dump(expected, file, indent=1)
    file.write("\n")
