"""How sure, beside how often right."""

import numpy as np

BINS = 10


def calibration_error(sure: np.ndarray, right: np.ndarray) -> float:
    """Mean gap between confidence and share right over ten bins of equal width, weighed by what each holds."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, weights=sure, minlength=BINS) - np.bincount(bins, weights=right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(sure))


def least_error(sure: np.ndarray, draws: int = 400) -> tuple[float, float]:
    """What the error would be were every confidence true: mean and 95th hundredth, by drawing who is right."""
    chance = np.random.default_rng(0)
    found = [calibration_error(sure, chance.random(len(sure)) < sure) for _ in range(draws)]
    return float(np.mean(found)), float(np.percentile(found, 95))


def print_calibration(name: str, sure: np.ndarray, right: np.ndarray, *, is_whole: bool = True) -> None:
    """Print the calibration error with what a perfect model would show; and the curve, tenth by tenth, if asked."""
    mean, high = least_error(sure)
    print(
        f"    {name}: calibration error {calibration_error(sure, right):.3f} over {len(sure)} suggestions"
        f" (ten bins of equal width; were each confidence true: {mean:.3f}, under {high:.3f} in 95 of 100)",
        flush=True,
    )
    if not is_whole:
        return
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    print("      " + "".join(f"{head:>9}" for head in ("from", "how many", "sure", "right")))
    for each in range(BINS):
        if (held := bins == each).any():
            print(f"      {each / BINS:9.1f}{held.sum():9d}{sure[held].mean():9.3f}{right[held].mean():9.3f}")
