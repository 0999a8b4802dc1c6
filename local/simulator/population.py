"""Where and when the store's visitors live, and what they browse with."""

from local.simulator.draws import weighted

# country, share of visitors, hours ahead of UTC, currency
_COUNTRIES = (
    ("US", 34, -6, "USD"),
    ("GB", 10, 0, "USD"),
    ("DE", 13, 1, "EUR"),
    ("FR", 8, 1, "EUR"),
    ("ES", 4, 1, "EUR"),
    ("NL", 4, 1, "EUR"),
    ("CA", 7, -5, "USD"),
    ("VN", 6, 7, "USD"),
    ("IN", 6, 5, "USD"),
    ("AU", 4, 10, "USD"),
    ("JP", 3, 9, "USD"),
    ("", 1, 0, "USD"),  # the edge couldn't tell
)
# Visits by local hour, from midnight, and by day, from Monday.
_NIGHT = (22, 12, 7, 5, 4, 6)
_MORNING = (12, 24, 38, 50, 57, 60)
_AFTERNOON = (64, 60, 56, 55, 58, 64)
_EVENING = (74, 86, 94, 88, 66, 40)
_BY_HOUR = _NIGHT + _MORNING + _AFTERNOON + _EVENING
_BY_DAY = (1.04, 1.0, 0.98, 1.0, 0.96, 0.94, 1.08)

DEVICES = weighted(
    [
        (f',"device":{{"type":"{kind}","browser":"{browser}","os":"{system}"}}', share)
        for kind, browser, system, share in (
            ("desktop", "Chrome", "Windows", 24),
            ("desktop", "Edge", "Windows", 7),
            ("desktop", "Firefox", "Windows", 4),
            ("desktop", "Safari", "macOS", 8),
            ("desktop", "Chrome", "macOS", 5),
            ("desktop", "Firefox", "Linux", 2),
            ("mobile", "Chrome", "Android", 20),
            ("mobile", "Samsung Internet", "Android", 4),
            ("mobile", "Safari", "iOS", 21),
            ("tablet", "Safari", "iPadOS", 4),
            ("tablet", "Chrome", "Android", 1),
        )
    ]
)


def _hourly(offset: int) -> list[float]:
    """Return how many visitors a country sends in each UTC hour of a week that begins a Monday."""
    local = [(hour + offset) % 168 for hour in range(168)]
    return [_BY_HOUR[hour % 24] * _BY_DAY[hour // 24] for hour in local]


_CURVES = [[share * weight for weight in _hourly(offset)] for _, share, offset, _ in _COUNTRIES]
_SUMS = [sum(curve[hour] for curve in _CURVES) for hour in range(168)]
# How busy each hour of a week (UTC, from Monday) is, 1 on average; who comes then: the JSON of the
# country, and the currency.
RHYTHM = [weight * 168 / sum(_SUMS) for weight in _SUMS]
ORIGINS = [
    weighted(
        [
            ((f',"geo":{{"country":"{country}"}}' if country else "", currency), curve[hour])
            for (country, _, _, currency), curve in zip(_COUNTRIES, _CURVES, strict=True)
        ],
    )
    for hour in range(168)
]
