"""The plain sampler, for now."""

from typing import Any

import numpy as np


def run(rng: np.random.Generator, lists: Any, prior: Any, effort: Any) -> Any:
    """Draws of N by Gibbs."""
    x, n = lists.seen, lists.counts
    k = prior.classes
    lam = rng.beta(1, 1, (k, x.shape[1]))
    pi = rng.dirichlet(np.ones(k))
    alpha = 1.0
    out = []
    for t in range(2 * effort.draws):
        p = np.exp(x @ np.log(lam).T + (1 - x) @ np.log1p(-lam).T) * pi
        p0 = float((pi * np.exp(np.log1p(-lam).sum(1))).sum())
        split = rng.multinomial(n, p / p.sum(1, keepdims=True))
        n0 = rng.poisson(rng.standard_gamma(n.sum()) * p0 / (1 - p0))
        w0 = pi * np.exp(np.log1p(-lam).sum(1))
        s = split.T @ x
        m = split.sum(0) + rng.multinomial(n0, w0 / w0.sum())
        lam = np.clip(rng.beta(1 + s, 1 + m[:, None] - s), 1e-14, 1 - 1e-14)
        rest = m.sum() - np.cumsum(m)
        v = rng.beta(1 + m[:-1], alpha + rest[:-1])
        sticks = np.concatenate([[1.0], np.cumprod(1 - v)])
        pi = np.maximum(sticks * np.append(v, 1.0), 1e-300)
        alpha = rng.standard_gamma(prior.a + k - 1) / (prior.b - np.log(max(sticks[-1], 1e-300)))
        if t >= effort.draws:
            out.append(int(m.sum()))
    return out
