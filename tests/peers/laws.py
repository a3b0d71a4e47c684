"""Whether two samples are of one law."""

import numpy as np
from scipy import stats

# Each value or bin of a chi-square test is expected at least so often in either sample.
EXPECTED = 5


def compare(ours, theirs):
    """The name of the test, its statistic and its p-value: chi-square of whole numbers, else
    Kolmogorov and Smirnov's."""
    both = np.concatenate([ours, theirs])
    if np.array_equal(both, np.round(both)):
        return chi_square(ours, theirs)
    found = stats.ks_2samp(ours, theirs, method="asymp")
    return "KS", found.statistic, found.pvalue


def chi_square(ours, theirs):
    values = np.union1d(ours, theirs)
    counts = np.array([[np.sum(sample == value) for value in values] for sample in (ours, theirs)])
    bins, open_bin = [], np.zeros(2, dtype=int)
    least = EXPECTED * counts.sum() / counts.sum(axis=1).min()
    for column in counts.T:
        open_bin = open_bin + column
        if open_bin.sum() >= least:
            bins.append(open_bin)
            open_bin = np.zeros(2, dtype=int)
    if bins:
        bins[-1] = bins[-1] + open_bin
    if len(bins) < 2:
        raise ValueError("nothing varies: there is no law to compare")
    found = stats.chi2_contingency(np.array(bins).T, correction=False)
    return f"chi-square, {len(bins) - 1} df", found.statistic, found.pvalue
