"""Reference values for the statistics, made by implementations that share nothing with this crate.

Run in this folder with Python 3 and the packages named in versions.json: `python3 make.py`.
- wilson.json: statsmodels.stats.proportion.proportion_confint(method="wilson")
- signed_rank.json: scipy.stats.wilcoxon(zero_method="pratt", correction=True, method="approx") above 25 pairs;
  up to 25 pairs every way to sign the ranks is enumerated here, one by one.
- kappa.json: statsmodels.stats.inter_rater.cohens_kappa, unweighted and linear ("toeplitz" weights)
- alpha.json: krippendorff.alpha at the three levels
- tails.json: scipy.stats.norm.sf
- newcombe.json: statsmodels.stats.proportion.confint_proportions_2indep(method="newcomb", compare="diff", correction=False)
- newcombe_paired.json: Newcombe's method 10 for pairs (Statistics in Medicine 17, 1998, 2635-2650), for which neither package has a
  function: written out here from the paper on the score intervals of statsmodels.
"""

import itertools
import json
import platform
import random
import warnings
from fractions import Fraction

import krippendorff
import numpy as np
import scipy
import statsmodels
from importlib.metadata import version
from scipy.stats import norm, rankdata, wilcoxon
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

warnings.filterwarnings("ignore")
random.seed(20261123)


def write(name, value):
    with open(name, "w") as out:
        json.dump(value, out, indent=1)
        out.write("\n")


def wilson():
    cases = [(0, 10), (10, 10), (1, 1), (0, 1), (532, 625), (17, 20), (5, 7), (1, 1000), (999, 1000), (591, 728)]
    cases += [(random.randint(0, n), n) for n in (3, 29, 30, 47, 312, 4000, 123456)]
    rows = []
    for n, of in cases:
        low, high = proportion_confint(n, of, alpha=0.05, method="wilson")
        rows.append({"n": n, "of": of, "low": float(low), "high": float(high)})
    return rows


def exact(before, after):
    """Two-sided p by visiting all sign patterns; zeros are ranked and then dropped (Pratt)."""
    change = [b - a for b, a in zip(before, after)]
    doubled = [int(round(2 * rank)) for rank in rankdata([abs(d) for d in change])]
    ranks = [rank for rank, d in zip(doubled, change) if d != 0]
    if not ranks:
        return None
    found = sum(rank for rank, d in zip(doubled, change) if d > 0)
    low = high = total = 0
    if len(ranks) <= 14:
        for signs in itertools.product((0, 1), repeat=len(ranks)):
            at = sum(rank for rank, sign in zip(ranks, signs) if sign)
            total += 1
            low += at <= found
            high += at >= found
    else:
        # All patterns as one vector of sums: 2^25 of them still fit.
        sums = np.zeros(1, dtype=np.int16)
        for rank in ranks:
            sums = np.concatenate([sums, sums + np.int16(rank)])
        total, low, high = len(sums), int((sums <= found).sum()), int((sums >= found).sum())
    return float(min(Fraction(1), 2 * Fraction(min(low, high), total)))


def signed_rank():
    rows = []
    shapes = [(3, 5, 0), (6, 5, 1), (8, 7, 0), (10, 5, 1), (12, 5, 2), (14, 7, 1), (18, 5, 1), (22, 7, 1), (25, 5, 1),
              (25, 7, 2), (26, 5, 0), (26, 7, 1), (30, 5, 1), (40, 7, 0), (100, 5, 1), (500, 5, 0), (2000, 7, 1), (40, 5, 9)]
    for pairs, points, lean in shapes:
        before = [random.randint(1, points) for _ in range(pairs)]
        after = [min(points, max(1, b + random.randint(-2, 1) - (1 if lean and random.random() < 0.2 * lean else 0)))
                 for b in before]
        if lean == 9:
            after = [max(1, b - 1) for b in before]
        if pairs <= 25:
            p, method = exact(before, after), "exact"
        else:
            change = np.array(before) - np.array(after)
            p = float(wilcoxon(change, zero_method="pratt", correction=True, method="approx").pvalue)
            method = "normal"
        if p is not None:
            rows.append({"points": points, "before": before, "after": after, "p": p, "method": method})
    rows.append({"points": 5, "before": [1, 2, 3], "after": [2, 1, 3], "p": exact([1, 2, 3], [2, 1, 3]), "method": "exact"})
    return rows


def kappa():
    rows = []
    tables = [[[20, 5], [10, 15]], [[45, 15], [25, 15]], [[10, 0], [0, 10]], [[5, 3, 0], [2, 8, 4], [0, 1, 12]],
              [[11, 2, 0, 1], [3, 14, 5, 0], [0, 4, 20, 6], [1, 0, 2, 9]], [[0, 5], [5, 0]]]
    for size in (3, 4, 5):
        tables.append([[random.randint(0, 9) + (15 if r == c else 0) for c in range(size)] for r in range(size)])
    for table in tables:
        array = np.array(table)
        plain = cohens_kappa(array, return_results=True)
        size = len(table)
        linear = cohens_kappa(array, weights=np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(float),
                              return_results=True)
        rows.append({
            "table": table,
            "kappa": float(plain.kappa), "error": float(plain.std_kappa),
            "low": float(plain.kappa_low), "high": float(plain.kappa_upp),
            "linear": float(linear.kappa), "linear_error": float(linear.std_kappa),
        })
    return rows


def alpha():
    # The second is the example of Krippendorff's "Computing Krippendorff's Alpha-Reliability" (four readers, gaps).
    sets = [
        [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]],
        [[1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
         [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]],
    ]
    for readers, units, points, gaps in ((2, 20, 3, 0.0), (3, 15, 5, 0.2), (5, 40, 7, 0.4)):
        truth = [random.randint(1, points) for _ in range(units)]
        sets.append([[None if random.random() < gaps else min(points, max(1, t + random.choice((0, 0, 0, 1, -1))))
                      for t in truth] for _ in range(readers)])
    rows = []
    for readings in sets:
        data = np.array([[np.nan if v is None else float(v) for v in row] for row in readings])
        found = {level: float(krippendorff.alpha(reliability_data=data, level_of_measurement=level))
                 for level in ("nominal", "ordinal", "interval")}
        rows.append({"readers": readings, **found})
    return rows


def tails():
    return [{"z": z, "p": float(2 * norm.sf(z))} for z in (0.0, 0.01, 0.5, 1.0, 1.959963984540054, 2.5, 3.5, 3.6, 5.0, 8.0, 20.0)]


def newcombe():
    cases = [((56, 70), (48, 80)), ((9, 10), (3, 10)), ((6, 7), (2, 7)), ((5, 56), (0, 29)), ((0, 10), (0, 20)),
             ((10, 10), (0, 10)), ((10, 10), (20, 20)), ((272, 363), (34, 45)), ((93, 143), (131, 158)), ((1, 1), (0, 1)),
             ((532, 625), (5000, 9000))]
    rows = []
    for (n1, of1), (n2, of2) in cases:
        low, high = confint_proportions_2indep(n1, of1, n2, of2, method="newcomb", compare="diff", alpha=0.05, correction=False)
        rows.append({"n1": n1, "of1": of1, "n2": n2, "of2": of2, "low": float(low), "high": float(high)})
    return rows


def newcombe_paired():
    cases = [(20, 12, 2, 16), (36, 12, 2, 0), (0, 0, 0, 10), (10, 0, 0, 0), (54, 0, 0, 0), (0, 15, 5, 0), (1, 0, 0, 0),
             (40, 3, 30, 27), (5, 20, 20, 5), (12, 1, 7, 10), (300, 20, 90, 110)]
    rows = []
    for both, before, after, neither in cases:
        of = both + before + after + neither
        p, q = Fraction(both + after, of), Fraction(both + before, of)
        (l1, u1), (l2, u2) = (proportion_confint(int(share * of), of, method="wilson") for share in (p, q))
        below = (both + before) * (after + neither) * (both + after) * (before + neither)
        top = both * neither - before * after
        if top > 0:
            top = max(Fraction(top) - Fraction(of, 2), 0)
        phi = float(top) / below ** 0.5 if below else 0.0
        down, up = (float(p) - l1, u2 - float(q)), (u1 - float(p), float(q) - l2)
        wide = [max(a * a - 2 * phi * a * b + b * b, 0) ** 0.5 for a, b in (down, up)]
        rows.append({"both": both, "before": before, "after": after, "neither": neither,
                     "low": float(p - q) - wide[0], "high": float(p - q) + wide[1]})
    return rows


write("wilson.json", wilson())
write("newcombe.json", newcombe())
write("newcombe_paired.json", newcombe_paired())
write("signed_rank.json", signed_rank())
write("kappa.json", kappa())
write("alpha.json", alpha())
write("tails.json", tails())
write("versions.json", {
    "python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
    "statsmodels": statsmodels.__version__, "krippendorff": version("krippendorff"),
})
