"""Compares the figures of uitkomst with scipy, statsmodels and lifelines, from the same rows.

Usage: compare.py UITKOMST [--all]   (the program, for example target/release/uitkomst)

Runs two pipelines in which nothing is hidden, computes every figure again from the rows of
the samples, and fails when any pair differs by more than is stated. Prints the first pairs of
each method and peer, every pair that differs, and how many there were; with --all every pair.
"""

import csv
import math
import pathlib
import subprocess
import sys
import tempfile
import tomllib
import warnings

import lifelines
import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.api as sm
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import median_survival_times
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff
from statsmodels.stats.proportion import proportion_confint

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PIPELINES = {"brochure-2016": HERE / "brochure.toml", "catalogue": ROOT / "pipelines/catalogue.toml"}
# Statistics Netherlands, Informatieprotocol Beleidsinformatie Jeugd, version 7, section 3.7.
REASONS = {"01": "planned", "02": "agreed", "03": "client", "04": "provider", "05": "external"}
AGREED = ["planned", "agreed"]

# Largest difference between two ways of computing the same number in double precision,
# relative to its size (absolute under 1).
EXACT = 1e-9
# lifelines cannot handle causes that end on one day: it moves days at random by up to a ten
# thousandth. That changes the order within a day and so the share, by far less than this.
JITTERED = 2e-3
# Tests of statsmodels and fits that are iterated to convergence.
ITERATED = 1e-6
# p-values are written with three digits, 0.001 at least.
THREE_DIGITS = 5.1e-4


# What a figure can be split by here; another split stops the script.
DIMENSIONS = ("programme", "region", "municipality", "location", "team", "target_group",
              "informant", "layer", "instrument")

# Pairs that are printed of each method and peer.
FIRST = 12


class Comparison:
    """Pairs of ours and theirs, printed as they come."""

    def __init__(self, prints_all):
        self.prints_all = prints_all
        self.summary = {}
        self.n_wrong = 0

    def add(self, method, peer, what, ours, theirs, tolerance):
        """One pair. A number that is missing on one side only is a difference."""
        ours, theirs = number(ours), number(theirs)
        if ours is None and theirs is None:
            difference = 0.0
        elif ours is None or theirs is None:
            difference = math.inf
        else:
            difference = abs(ours - theirs) / max(1.0, abs(theirs))
        is_wrong = not difference <= tolerance
        self.n_wrong += is_wrong
        mark = "  DIFFERS" if is_wrong else ""
        n, largest, _ = self.summary.get((method, peer), (0, 0.0, 0.0))
        if self.prints_all or is_wrong or n < FIRST:
            print(f"{method:16} {peer:11} {what:72} {text(ours):>14} {text(theirs):>14} "
                  f"{difference:9.1e}{mark}")
        self.summary[method, peer] = (n + 1, max(largest, difference), tolerance)

    def finish(self):
        print(f"\n{'method':16} {'peer':11} {'numbers':>8} {'largest difference':>19} {'allowed':>9}")
        for (method, peer), (n, largest, tolerance) in self.summary.items():
            print(f"{method:16} {peer:11} {n:8} {largest:19.1e} {tolerance:9.0e}")
        total = sum(it[0] for it in self.summary.values())
        print(f"\n{total} numbers compared, {self.n_wrong} differ by more than is allowed")
        return self.n_wrong


def number(it):
    """A finite number, or None."""
    if it in ("", None):
        return None
    return float(it) if math.isfinite(float(it)) else None


def text(it):
    return "none" if it is None else f"{it:.10g}"


def run(program, name, folder):
    """The tables of released figures of a pipeline."""
    bundle = pathlib.Path(folder) / name
    command = [program, "run", str(PIPELINES[name]), "--out", str(bundle)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    tables = {}
    for table in ("estimates", "trends", "group-tests"):
        with open(bundle / f"publication/{table}.csv", encoding="utf-8", newline="") as file:
            tables[table] = list(csv.DictReader(file))
    return tables


def read(name):
    """Trajectories and answers about the process, from the rows as they were delivered."""
    with open(PIPELINES[name], "rb") as file:
        pipeline = tomllib.load(file)
    trajectories = table(pipeline, name, "trajectories")
    for column in ("referral_date", "start_date", "end_date"):
        trajectories[column] = pd.to_datetime(trajectories[column], format="%d-%m-%Y")
    trajectories["end_reason"] = trajectories["end_reason"].map(REASONS)
    trajectories = trajectories[trajectories["subcontracted"] != "ja"].copy()
    answers = table(pipeline, name, "satisfaction")
    answers = answers[answers["question"] == "proces"].copy()
    answers["answer"] = pd.to_numeric(answers["answer"])
    answers["informant"] = answers["informant"].map(
        {"jongere": "youth", "ouder": "parent", "verwijzer": "referrer"})
    answers = answers.merge(trajectories, on="trajectory_id")
    period = pipeline["period"]
    return Sample(trajectories, answers, pd.Timestamp(period["from"]), pd.Timestamp(period["until"]))


def table(pipeline, name, which):
    export = pipeline["export"][which]
    folder = PIPELINES[name].parent
    files = sorted(it for pattern in export["files"]
                   for it in (folder / pattern).parent.glob(pathlib.Path(pattern).name))
    encoding = {"utf-8": "utf-8-sig"}.get(export["dialect"]["encoding"], export["dialect"]["encoding"])
    rows = pd.concat([pd.read_csv(it, sep=";", encoding=encoding, dtype=str) for it in files],
                     ignore_index=True)
    rows = rows.rename(columns={header: column for column, header in export["columns"].items()})
    if which == "trajectories":
        codes = export["codes"]["programme"]
        rows["programme"] = rows["programme"].map(codes)
    return rows[list(export["columns"])]


class Sample:
    """The rows of a sample, by year of start and of closure."""

    def __init__(self, trajectories, answers, first, until):
        self.until = until
        self.years = range(first.year, until.year + 1)
        self.started = trajectories[trajectories["start_date"].between(first, until)].copy()
        end = self.started["end_date"]
        self.started["ended"] = end.notna() & (end <= until)
        last = end.where(self.started["ended"], until)
        self.started["days"] = (last - self.started["start_date"]).dt.days + 1
        self.closed = trajectories[trajectories["end_date"].between(first, until)].copy()
        self.closed["days"] = (self.closed["end_date"] - self.closed["start_date"]).dt.days + 1
        waited = self.started["referral_date"]
        self.started["waited"] = (self.started["start_date"] - waited).dt.days
        self.answers = answers[answers["end_date"].between(first, until)]

    def rows(self, rows, date, figure):
        """The rows behind a figure: its year and its group."""
        rows = rows[rows[date].dt.year == int(figure["period_start"][:4])]
        for column in DIMENSIONS:
            group = figure.get(column) or "total"
            if group != "total":
                rows = in_group(rows, column, group)
        return rows


def in_group(rows, column, group):
    return rows[rows[column].isna() if group == "unknown" else rows[column] == group]


def label(sample, figure):
    return f"{sample} {figure['figure_id']}"


def compare_proportions(out, name, sample, figures):
    numerators = {"closed-by-mutual-agreement": AGREED, "dropout": ["client"]}
    for figure in figures:
        codes = numerators.get(figure["indicator"])
        if codes is None or figure["state"] != "value":
            continue
        rows = sample.rows(sample.closed, "end_date", figure).dropna(subset=["end_reason"])
        yes = rows["end_reason"].isin(codes).astype(float)
        what, n = label(name, figure), len(rows)
        if figure["method"] == "wilson":
            limits = proportion_confint(yes.sum(), n, method="wilson")
            peer = stats.binomtest(int(yes.sum()), n).proportion_ci(method="wilson")
            out.add("wilson", "scipy", f"{what} lower", figure["lower"], peer.low, EXACT)
            out.add("wilson", "scipy", f"{what} upper", figure["upper"], peer.high, EXACT)
        elif figure["method"] == "wilson-clustered":
            limits = clustered_wilson(yes, rows["client_id"])
        else:
            continue
        out.add(figure["method"], "statsmodels", f"{what} value", figure["value"], yes.mean(), EXACT)
        out.add(figure["method"], "statsmodels", f"{what} lower", figure["lower"], limits[0], EXACT)
        out.add(figure["method"], "statsmodels", f"{what} upper", figure["upper"], limits[1], EXACT)


def clustered(values, clients):
    """Ordinary least squares on a constant with the variance between clients (CR1)."""
    groups = pd.factorize(clients)[0]
    fit = sm.OLS(values.to_numpy(), np.ones(len(values))).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    return fit, len(set(groups))


def clustered_wilson(yes, clients):
    """Wilson on the effective number of rows, with t for the number of clients."""
    share, n = yes.mean(), len(yes)
    effect = design_effect(yes, clients)
    alpha = 2 * stats.norm.sf(stats.t.ppf(0.975, clients.nunique() - 1))
    return proportion_confint(share * n / effect, n / effect, alpha=alpha, method="wilson")


def design_effect(yes, clients):
    """How much clients who appear more than once widen the variance of a share; 1 or more."""
    share, n = yes.mean(), len(yes)
    if clients.nunique() in (1, n):
        return 1.0
    if share in (0, 1):
        # Nothing varies: the rows of a client count as copies of one.
        return (clients.value_counts() ** 2).sum() / n
    fit, _ = clustered(yes, clients)
    return max(1.0, fit.bse[0] ** 2 / (share * (1 - share) / n))


def compare_means(out, name, sample, figures):
    waited = sample.started[sample.started["waited"] >= 0]
    sources = {
        ("duration", "mean"): (sample.closed, "end_date", "days"),
        ("waiting-time", "mean"): (waited, "start_date", "waited"),
        ("satisfaction-process", ""): (sample.answers, "end_date", "answer"),
    }
    for figure in figures:
        source = sources.get((figure["indicator"], figure["category"]))
        if source is None or figure["state"] != "value" or not figure["lower"]:
            continue
        rows = sample.rows(source[0], source[1], figure)
        values = rows[source[2]].dropna().astype(float)
        clients = rows.loc[values.index, "client_id"]
        what, method = label(name, figure), figure["method"]
        if method == "t":
            peer = "scipy"
            interval = stats.t.interval(
                0.95, len(values) - 1, loc=values.mean(), scale=stats.sem(values))
        elif method == "t-clustered":
            peer = "statsmodels"
            fit, n_clients = clustered(values, clients)
            # Never narrower than if every row were another client.
            error = max(fit.bse[0], stats.sem(values))
            half = stats.t.ppf(0.975, n_clients - 1) * error
            interval = values.mean() - half, values.mean() + half
        else:
            continue
        out.add(method, peer, f"{what} value", figure["value"], values.mean(), EXACT)
        out.add(method, peer, f"{what} lower", figure["lower"], interval[0], EXACT)
        out.add(method, peer, f"{what} upper", figure["upper"], interval[1], EXACT)


def compare_trends(out, name, sample, trends):
    numerators = {"closed-by-mutual-agreement": AGREED, "dropout": ["client"]}
    for trend in trends:
        codes = numerators.get(trend["indicator"])
        if codes is None or trend["state"] != "value" or trend["method"] != "cochran-armitage":
            continue
        rows = sample.closed.dropna(subset=["end_reason"])
        for group in filter(None, trend["groups"].split(";")):
            rows = in_group(rows, *group.split("="))
        # Periods in which more rows still come in take no part.
        last = sample.years[-1] - int(trend.get("n_provisional") or 0)
        rows = rows[rows["end_date"].dt.year <= last]
        yes = rows["end_reason"].isin(codes).astype(float)
        what = f"{name} {trend['indicator']} {trend['groups']}".strip()
        counts = effective_counts(yes, rows["client_id"], rows["end_date"].dt.year)
        compare_trend(out, what, trend, counts)


def effective_counts(yes, clients, year):
    """Of each year the no and the yes, over the design effect: copies count once."""
    counts = {}
    for one, rows in yes.groupby(year):
        effect = design_effect(rows, clients.loc[rows.index])
        counts[float(one)] = [(len(rows) - rows.sum()) / effect, rows.sum() / effect]
    return pd.DataFrame.from_dict(counts, orient="index", columns=["no", "yes"])


def compare_trend(out, what, trend, counts):
    """The line that allows for scatter beyond chance: the larger of two p-values counts."""
    year = counts.index.to_numpy()
    n, yes = counts.sum(axis=1).to_numpy(), counts["yes"].to_numpy()
    p = yes.sum() / n.sum()
    chance = p * (1 - p) / n
    between = variance_between(year, yes / n, chance)
    fit = sm.WLS(yes / n, sm.add_constant(year), weights=1 / (chance + between)).fit()
    known = math.sqrt(fit.normalized_cov_params[1, 1])
    z, t = fit.params[1] / known, fit.tvalues[1]
    by_z, by_t = 2 * stats.norm.sf(abs(z)), fit.pvalues[1]
    statistic = t if by_t > by_z else z
    half = max(stats.norm.isf(0.025) * known, stats.t.isf(0.025, len(n) - 2) * fit.bse[1])
    alone = sm.WLS(yes / n, sm.add_constant(year), weights=1 / chance).fit()
    widened = half / (stats.norm.isf(0.025) * math.sqrt(alone.normalized_cov_params[1, 1]))
    for peer, column, theirs, tolerance in (
            ("statsmodels", "slope", fit.params[1], EXACT),
            ("statsmodels", "slope_lower", fit.params[1] - half, EXACT),
            ("statsmodels", "statistic", statistic, ITERATED),
            ("scipy", "p_value", max(by_z, by_t, 0.001), THREE_DIGITS)):
        out.add("cochran-armitage", peer, f"{what} {column}", trend[column], theirs, tolerance)
    compare_logistic(out, what, trend, counts, 1 / (1 + between / chance), widened)


def variance_between(x, y, chance):
    """The variance with which the line through y would leave the distances it leaves."""
    design, w = sm.add_constant(x), np.diag(1 / chance)
    rest = w - w @ design @ np.linalg.inv(design.T @ w @ design) @ design.T @ w
    return max(0.0, (y @ rest @ y - (len(x) - 2)) / np.trace(rest))


def compare_logistic(out, what, trend, counts, worth, widened):
    """By how much the odds are multiplied each year, with its limits."""
    no, yes = counts.index[counts["no"] > 0], counts.index[counts["yes"] > 0]
    if no.max() <= yes.min() or yes.max() <= no.min():
        # Years that separate the outcomes have no finite slope.
        return
    year = sm.add_constant(counts.index.to_numpy() - counts.index[0])
    fit = lambda of: sm.GLM(of, year, sm.families.Binomial()).fit(tol=1e-12)
    both = counts[["yes", "no"]].to_numpy()
    slope = fit(both * worth[:, None]).params[1]
    width = stats.norm.ppf(0.975) * fit(both).bse[1] * widened
    theirs = {"odds_ratio_per_year": slope, "odds_ratio_lower": slope - width,
              "odds_ratio_upper": slope + width}
    for column in ODDS_RATIOS:
        out.add("logistic", "statsmodels", f"{what} {column}", trend[column],
                math.exp(theirs[column]), ITERATED)


# The columns of the logistic slope in the table of trends.
ODDS_RATIOS = ("odds_ratio_per_year", "odds_ratio_lower", "odds_ratio_upper")


def moves(statistic, n):
    """By how much each row moves a statistic of weighted rows: the derivative for its weight,
    by a complex step, exact to the last digits."""
    step = 1e-30
    weights = np.ones(n, dtype=complex)
    found = np.empty(n)
    for row in range(n):
        weights[row] += 1j * step
        found[row] = statistic(weights).imag / step
        weights[row] = 1.0
    return found


def effect_of(statistic, clients):
    """The variance between clients over that between rows, of what each row moves; 1 or more."""
    each = pd.Series(moves(statistic, len(clients)))
    together = each.groupby(pd.factorize(clients)[0]).sum()
    return max(1.0, (together**2).sum() / (each**2).sum())


def course(rows, weights, until):
    """Per day with an end up to `until`: rows that ended and rows still followed, weighted."""
    days, ended = rows["days"].to_numpy(), rows["ended"].to_numpy(bool)
    for day in np.unique(days[ended]):
        if day > until:
            break
        yield day, days, ended, weights[days >= day].sum()


def still_running(rows, until):
    """The Kaplan-Meier share as a function of the weights of the rows."""
    def share(weights):
        product = 1.0
        for day, days, ended, at_risk in course(rows, weights, until):
            product *= 1 - weights[(days == day) & ended].sum() / at_risk
        return product
    return share


def ended_for(rows, reason, cause, until):
    """The Aalen-Johansen share as a function of the weights of the rows."""
    def share(weights):
        running, total = 1.0, 0.0
        for day, days, ended, at_risk in course(rows, weights, until):
            now = (days == day) & ended
            total += running * weights[now & (reason == cause)].sum() / at_risk
            running *= 1 - weights[now].sum() / at_risk
        return total
    return share


def excess_of(rows, own):
    """Ended less expected of the rows of a group, as a function of all weights."""
    def excess(weights):
        total = 0.0
        for day, days, ended, at_risk in course(rows, weights, math.inf):
            now = (days == day) & ended
            share = weights[(days >= day) & own].sum() / at_risk
            total += weights[now & own].sum() - weights[now].sum() * share
        return total
    return excess


def repeats(rows):
    return rows["client_id"].duplicated().any()


def median_effect(rows, peer):
    """The design effect where the curve first is at or under one half, or at its last step."""
    curve = peer.survival_function_.iloc[:, 0]
    open_steps = curve[(curve > 1e-9) & curve.index.isin(rows.loc[rows["ended"], "days"])]
    passed = open_steps[open_steps < 0.5 + 1e-8]
    if not repeats(rows) or open_steps.empty:
        return 1.0
    until = passed.index[0] if len(passed) else open_steps.index[-1]
    return effect_of(still_running(rows, until), rows["client_id"])


def median_limits(peer, effect):
    """Where the limits of the curve of lifelines, on the scale log(-log), pass one half. Once
    nobody is running there are no limits."""
    table = peer.event_table
    ended, at_risk = table["observed"].to_numpy(float), table["at_risk"].to_numpy(float)
    running = peer.survival_function_.to_numpy().ravel()
    some = (running > 0) & (running < 1)
    greenwood = effect * np.cumsum(ended / (at_risk * (at_risk - ended)))[some]
    log = np.log(running[some])
    width = stats.norm.ppf(0.975) * np.sqrt(greenwood) / log
    curves = [np.exp(-np.exp(np.log(-log) + sign * width)) for sign in (-1, 1)]
    columns = pd.DataFrame(np.array(sorted(curves, key=lambda it: it[0])).T, index=table.index[some])
    return median_survival_times(columns).to_numpy()[0]


def compare_medians(out, name, sample, figures):
    for figure in figures:
        is_median = figure["indicator"] == "duration" and figure["category"] == "median"
        if not is_median or figure["n"] in ("", "0"):
            continue
        rows = sample.rows(sample.started, "start_date", figure)
        what = label(name, figure)
        peer = lifelines.KaplanMeierFitter().fit(rows["days"], rows["ended"])
        limits = median_limits(peer, median_effect(rows, peer))
        lower, upper = limits if np.isfinite(limits).all() and limits[0] < limits[1] else (None, None)
        value = peer.median_survival_time_
        at = np.isclose(peer.survival_function_.to_numpy().ravel(), 0.5, atol=1e-9)
        if at.any():
            # Where the curve lies at one half, uitkomst gives the middle of that stretch.
            times = peer.survival_function_.index.to_numpy()
            value = (times[at][0] + times[~at & (times > times[at][0])][0]) / 2
        out.add("kaplan-meier", "lifelines", f"{what} median", figure["value"], value, EXACT)
        out.add("kaplan-meier", "lifelines", f"{what} lower", figure["lower"], lower, EXACT)
        out.add("kaplan-meier", "lifelines", f"{what} upper", figure["upper"], upper, EXACT)


def compare_tests(out, name, sample, tests):
    for test in tests:
        if test["indicator"] != "duration" or test["state"] != "value":
            continue
        rows = sample.rows(sample.started, "start_date", test).dropna(subset=[test["split"]])
        groups = rows[test["split"]]
        what = f"{name} duration/{test['period_start'][:4]} by {test['split']}"
        worth = pd.Series(1.0, index=rows.index)
        for group in groups.unique():
            own = (groups == group).to_numpy()
            if repeats(rows[own]):
                each = moves(excess_of(rows, own), len(rows))[own]
                clients = pd.factorize(rows.loc[own, "client_id"])[0]
                together = pd.Series(each).groupby(clients).sum()
                worth[own] = 1 / max(1.0, (together**2).sum() / (each**2).sum())
        peer = multivariate_logrank_test(
            rows["days"].to_numpy(), groups.to_numpy(), rows["ended"].to_numpy(),
            weights=worth.to_numpy())
        out.add("log-rank", "lifelines", f"{what} statistic", test["statistic"],
                peer.test_statistic, EXACT)
        out.add("log-rank", "lifelines", f"{what} p-value", test["p_value"],
                max(peer.p_value, 0.001), THREE_DIGITS)
        if worth.min() < 1:
            continue
        statistic, _ = survdiff(rows["days"].to_numpy(), rows["ended"].to_numpy(int),
                                pd.factorize(groups)[0])
        out.add("log-rank", "statsmodels", f"{what} statistic", test["statistic"], statistic, EXACT)


def compare_incidence(out, name, sample, figures):
    codes = {cause: index + 1 for index, cause in enumerate(REASONS.values())}
    totals = {}
    for figure in figures:
        if figure["indicator"] != "end-reason-incidence" or figure["state"] != "value":
            continue
        rows = sample.rows(sample.started, "start_date", figure)
        cause, days = figure["category"].removesuffix("-days").rsplit("-within-", 1)
        days, what = int(days), label(name, figure)
        reason = rows["end_reason"].map(codes).where(rows["ended"], 0).astype(int)
        peer = CumIncidenceRight(rows["days"].to_numpy(), reason.to_numpy())
        if codes[cause] > len(peer.cinc):
            share = error = 0.0
        else:
            at = np.searchsorted(peer.times, days, side="right") - 1
            share = peer.cinc[codes[cause] - 1][at]
            error = peer.cinc_se[codes[cause] - 1][at]
        out.add("aalen-johansen", "statsmodels", f"{what} value", figure["value"], share, EXACT)
        if 0 < share < 1 and np.isfinite(error):
            if repeats(rows):
                incidence = ended_for(rows, reason.to_numpy(), codes[cause], days)
                error *= math.sqrt(effect_of(incidence, rows["client_id"]))
            width = stats.norm.ppf(0.975) * error / (share * math.log(share))
            lower, upper = share ** math.exp(-width), share ** math.exp(width)
            out.add("aalen-johansen", "statsmodels", f"{what} lower", figure["lower"], lower, EXACT)
            out.add("aalen-johansen", "statsmodels", f"{what} upper", figure["upper"], upper, EXACT)
        key = (figure["period_start"], figure["programme"], days)
        totals.setdefault(key, (rows, []))[1].append(float(figure["value"]))
        if figure["programme"] != "total":
            continue
        fitter = lifelines.AalenJohansenFitter(seed=1, calculate_variance=False)
        theirs = fitter.fit(rows["days"], reason, codes[cause]).cumulative_density_
        theirs = theirs[theirs.index <= days + 0.5].to_numpy().ravel()[-1]
        out.add("aalen-johansen", "lifelines", f"{what} value", figure["value"], theirs, JITTERED)
    for (start, programme, days), (rows, shares) in totals.items():
        if len(shares) < len(REASONS):
            continue
        what = f"{name} still running, started {start[:4]}, {programme}, after {days} days"
        peer = lifelines.KaplanMeierFitter().fit(rows["days"], rows["ended"])
        theirs = peer.predict(days)
        out.add("survival", "lifelines", what, 1 - sum(shares), theirs, EXACT)
        peer = SurvfuncRight(rows["days"].to_numpy(), rows["ended"].to_numpy(int))
        at = np.searchsorted(peer.surv_times, days, side="right") - 1
        theirs = peer.surv_prob[at] if at >= 0 else 1.0
        out.add("survival", "statsmodels", what, 1 - sum(shares), theirs, EXACT)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    print(f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, "
          f"lifelines {lifelines.__version__}\n")
    print(f"{'method':16} {'peer':11} {'what':72} {'ours':>14} {'theirs':>14} difference")
    out = Comparison(prints_all="--all" in sys.argv[2:])
    with tempfile.TemporaryDirectory() as folder:
        for name in PIPELINES:
            tables, sample = run(program, name, folder), read(name)
            compare_proportions(out, name, sample, tables["estimates"])
            compare_means(out, name, sample, tables["estimates"])
            compare_trends(out, name, sample, tables["trends"])
            compare_medians(out, name, sample, tables["estimates"])
            compare_tests(out, name, sample, tables["group-tests"])
            compare_incidence(out, name, sample, tables["estimates"])
    sys.exit(1 if out.finish() else 0)


if __name__ == "__main__":
    main()
