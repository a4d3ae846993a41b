"""The languages of texts that Pinterest's catalogs know: `CatalogsLocale` of its OpenAPI document."""

from __future__ import annotations

LOCALES = (
    *("af-ZA", "ar-SA", "bg-BG", "bn-IN", "cs-CZ", "da-DK", "de", "el-GR", "en-AU", "en-CA", "en-GB", "en-IN", "en-US"),
    *("es-419", "es-AR", "es-ES", "es-MX", "fi-FI", "fr", "fr-CA", "he-IL", "hi-IN", "hr-HR", "hu-HU", "id-ID", "it"),
    *("ja", "ko-KR", "ms-MY", "nb-NO", "nl", "pl-PL", "pt-BR", "pt-PT", "ro-RO", "ru-RU", "sk-SK", "sv-SE", "te-IN"),
    *("th-TH", "tl-PH", "tr", "uk-UA", "vi-VN", "zh-CN", "zh-TW"),
)


def locale_of(language: str, country: str) -> str:
    """Pinterest's locale of a language ('DE', 'en-GB') as it is written in a country: 'de', 'en-GB'.

    The first of the language where it has none of that country; English where it has none of the language.
    """
    spoken = language.partition("-")[0].lower()
    wanted = (language, f"{spoken}-{country}", spoken)
    same = (locale for locale in LOCALES if locale.partition("-")[0] == spoken)
    return next((locale for locale in wanted if locale in LOCALES), next(same, "en-US"))
