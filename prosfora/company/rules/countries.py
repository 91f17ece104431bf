"""Countries: ISO 3166 codes, their names in English and Greek, and what people write for them."""

from functools import cache

from prosfora.kit.search import fold

LANGUAGES = ("en", "el")

# What people write besides the names: folded text → ISO code.
_ALSO = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "megali vretania": "GB",
    "america": "US", "usa": "US", "ipa": "US", "el": "GR", "hellas": "GR", "ellas": "GR",
    "holland": "NL", "ollandia": "NL", "deutschland": "DE", "osterreich": "AT", "schweiz": "CH", "suisse": "CH",
    "italia": "IT", "espana": "ES", "brasil": "BR", "czech republic": "CZ", "south korea": "KR", "russia": "RU",
    "skopia": "MK", "fyrom": "MK", "ireland": "IE", "turkey": "TR",
}  # fmt: skip


@cache
def codes() -> frozenset[str]:
    """Every ISO 3166-1 two-letter code, and XK for Kosovo."""
    # Loaded on first use: a process that never checks an address does without the 8 MB.
    import pycountry

    return frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}


@cache
def names(language: str = "en") -> dict[str, str]:
    """Country names by code in a language ("el", "en-GB"); English where the language is unknown."""
    # Loaded on first use: Babel's locale data costs memory that wire-only processes never need.
    from babel import Locale, UnknownLocaleError

    try:
        territories = Locale.parse(language.replace("-", "_")).territories
    except (ValueError, UnknownLocaleError):
        territories = Locale.parse("en").territories
    return {code: territories[code] for code in sorted(codes()) if code in territories}


def name_of(code: str, language: str = "en") -> str:
    """A country's name in a language; the code itself where unknown."""
    return names(language).get(code, code)


def choices(language: str = "en") -> list[tuple[str, str]]:
    """Code and name of every country, by name without accents."""
    return sorted(names(language).items(), key=lambda pair: fold(pair[1]))


def code_of(text: str) -> str | None:
    """The code of a country written as code ("GR", "GRC", "U.S.A.") or name in English or Greek; None if unknown."""
    return _spellings().get(fold(text.replace(".", "")))


@cache
def _spellings() -> dict[str, str]:
    # Loaded on first use, as in codes().
    import pycountry

    spellings = {fold(name): code for language in LANGUAGES for code, name in names(language).items()}
    for country in pycountry.countries:
        official = getattr(country, "official_name", country.name)
        for spelling in (country.alpha_2, country.alpha_3, country.name, official):
            spellings[fold(spelling)] = country.alpha_2
    return {**spellings, **_ALSO}
