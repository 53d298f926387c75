"""Multinomial logistic regression over named features, and the table the program embeds (lib/tilores/assist/linear_model.hpp).
Standard library only; deterministic for a seed."""
import collections, math, random, struct


def fnv(text):
    value = 2166136261
    for byte in text.encode("utf8", "surrogateescape"):
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def key(feature):
    return feature if isinstance(feature, int) else fnv(feature)


def train(rows, classes, epochs=12, rate=0.25, l2=2e-4, seed=7, min_count=1, weight=None, damp=None, keep=1.0):
    """rows: [(features, class index)]; weight: [float] per row. Returns (bias, {hash: [weight]}; a feature is a name or its hash). AdaGrad, L2 by decay.
    keep: the share of a row's features that a step sees, so that what is learned does not hang on single words."""
    count = collections.Counter(f for features, _ in rows for f in set(features))
    data = [([key(f) for f in dict.fromkeys(features) if count[f] >= min_count], y) for features, y in rows]
    scale = weight or [1.0] * len(data)
    weights, grads = {}, {}
    bias, bias_grad = [0.0] * classes, [1e-6] * classes
    order = list(range(len(data)))
    rng = random.Random(seed)
    for _ in range(epochs):
        rng.shuffle(order)
        for i in order:
            features, y = data[i]
            if keep < 1:
                features = [f for f in features if rng.random() < keep]
            norm = factor(len(features), damp)
            score = bias[:]
            for f in features:
                w = weights.get(f)
                if w is None:
                    weights[f], grads[f] = [0.0] * classes, [1e-3] * classes
                    continue
                for c in range(classes):
                    score[c] += w[c] * norm
            top = max(score)
            e = [math.exp(s - top) for s in score]
            z = sum(e)
            for c in range(classes):
                g = (e[c] / z - (c == y)) * scale[i]
                if -0.002 < g < 0.002:
                    continue
                bias_grad[c] += g * g
                bias[c] -= rate * g / math.sqrt(bias_grad[c])
                for f in features:
                    w, a = weights[f], grads[f]
                    step = g * norm + l2 * w[c]
                    a[c] += step * step
                    w[c] -= rate * step / math.sqrt(a[c])
    return bias, weights


def mean(models):
    """The mean of several models of the same rows: what their shuffles taught by chance cancels out."""
    bias = [sum(m[0][c] for m in models) / len(models) for c in range(len(models[0][0]))]
    weights = {}
    for _, own in models:
        for f, w in own.items():
            total = weights.setdefault(f, [0.0] * len(bias))
            for c, x in enumerate(w):
                total[c] += x / len(models)
    return bias, weights


def factor(count, damp):
    """Many features must not add up without end: beyond damp of them their sum grows with the root of their number."""
    return 1.0 if damp is None or count <= damp else math.sqrt(damp / count)


def scores(model, features, damp=None):
    bias, weights = model
    out = bias[:]
    distinct = dict.fromkeys(features)
    norm = factor(len(distinct), damp)
    for f in distinct:
        w = weights.get(key(f))
        if w:
            for c in range(len(out)):
                out[c] += w[c] * norm
    return out


def table(model, drop=0.02):
    bias, weights = model
    kept = {h: w for h, w in weights.items() if max(map(abs, w)) > drop}
    scale = max((max(map(abs, w)) for w in kept.values()), default=1.0) / 127
    keys = sorted(kept)
    out = b"TLM1" + struct.pack("<IIf", len(bias), len(keys), scale) + struct.pack("<%df" % len(bias), *bias)
    out += struct.pack("<%dI" % len(keys), *keys)
    return out + b"".join(struct.pack("<%db" % len(bias), *[round(x / scale) for x in kept[h]]) for h in keys)
