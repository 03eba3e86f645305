//! Languages that a questionnaire can be given in: a closed list, each with the way it is written.

/// A language as people choose it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Language {
    /// Its tag (BCP 47), as a page's `lang` names it.
    pub code: &'static str,
    /// Its name in English.
    pub name: &'static str,
    /// Its name as those who read it write it.
    pub own_name: &'static str,
    /// It is written from right to left.
    pub right_to_left: bool,
}

const fn language(code: &'static str, name: &'static str, own_name: &'static str) -> Language {
    Language {
        code,
        name,
        own_name,
        right_to_left: false,
    }
}

const fn leftwards(code: &'static str, name: &'static str, own_name: &'static str) -> Language {
    Language {
        code,
        name,
        own_name,
        right_to_left: true,
    }
}

/// What questionnaires are written in before they are translated.
pub const ENGLISH: Language = language("en", "English", "English");

/// Languages to translate into, by their English names.
pub const LANGUAGES: &[Language] = &[
    language("sq", "Albanian", "Shqip"),
    language("am", "Amharic", "አማርኛ"),
    leftwards("ar", "Arabic", "العربية"),
    language("bn", "Bengali", "বাংলা"),
    language("bg", "Bulgarian", "Български"),
    language("zh-Hans", "Chinese, simplified", "简体中文"),
    language("zh-Hant", "Chinese, traditional", "繁體中文"),
    leftwards("prs", "Dari", "دری"),
    language("nl", "Dutch", "Nederlands"),
    leftwards("fa", "Farsi", "فارسی"),
    language("fr", "French", "Français"),
    language("de", "German", "Deutsch"),
    language("el", "Greek", "Ελληνικά"),
    language("gu", "Gujarati", "ગુજરાતી"),
    leftwards("he", "Hebrew", "עברית"),
    language("hi", "Hindi", "हिन्दी"),
    language("hu", "Hungarian", "Magyar"),
    language("it", "Italian", "Italiano"),
    language("kmr", "Kurdish, Kurmanji", "Kurmancî"),
    leftwards("ckb", "Kurdish, Sorani", "کوردی"),
    language("lt", "Lithuanian", "Lietuvių"),
    leftwards("ps", "Pashto", "پښتو"),
    language("pl", "Polish", "Polski"),
    language("pt", "Portuguese", "Português"),
    language("pa", "Punjabi, in Gurmukhi", "ਪੰਜਾਬੀ"),
    leftwards("pa-Arab", "Punjabi, in Shahmukhi", "پنجابی"),
    language("ro", "Romanian", "Română"),
    language("ru", "Russian", "Русский"),
    language("so", "Somali", "Soomaali"),
    language("es", "Spanish", "Español"),
    language("sw", "Swahili", "Kiswahili"),
    language("ta", "Tamil", "தமிழ்"),
    language("ti", "Tigrinya", "ትግርኛ"),
    language("tr", "Turkish", "Türkçe"),
    language("tw", "Twi", "Twi"),
    language("uk", "Ukrainian", "Українська"),
    leftwards("ur", "Urdu", "اردو"),
    language("vi", "Vietnamese", "Tiếng Việt"),
    language("cy", "Welsh", "Cymraeg"),
    leftwards("yi", "Yiddish", "ייִדיש"),
    language("yo", "Yoruba", "Yorùbá"),
];

impl Language {
    /// The language of a tag, whichever letters of it are large.
    pub fn parse(code: &str) -> Option<Self> {
        LANGUAGES
            .iter()
            .chain(std::iter::once(&ENGLISH))
            .find(|known| known.code.eq_ignore_ascii_case(code.trim()))
            .copied()
    }

    /// A page's `dir`.
    pub const fn direction(self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }
}
