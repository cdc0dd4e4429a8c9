//! The words of the pages, as the build gathered them: for scripts whole, for the plain room one by one.

use std::collections::HashMap;

/// The words of a page in a language, as JSON; none where the build had none.
pub fn json(lang: &str, page: &str) -> String {
    super::text(&format!("words/{lang}.{page}.json")).unwrap_or_else(|| "{}".to_owned())
}

/// The words of a page in a language.
#[derive(Debug)]
pub struct Words {
    lang: &'static str,
    all: HashMap<String, String>,
}

impl Words {
    /// Reads them.
    pub fn of(lang: &'static str, page: &str) -> Self {
        Self { lang, all: serde_json::from_str(&json(lang, page)).unwrap_or_default() }
    }

    /// The words for a key; the key itself where there are none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The words for a key, if there are any.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.all.get(key).map(String::as_str)
    }

    /// The words for a number of things.
    pub fn count(&self, key: &str, number: i64) -> String {
        let form = if is_one(self.lang, number) { "one" } else { "other" };
        self.get(&format!("{key}.{form}")).replace("{n}", &number.to_string())
    }
}

/// Whether a language counts so many as one, by the plural rules of CLDR.
fn is_one(lang: &str, number: i64) -> bool {
    match lang {
        "ja" => false,
        "fr" | "pt" => number == 0 || number == 1,
        _ => number == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_counts_in_its_own_way() {
        let ones = |lang| (0..4).filter(|number| is_one(lang, *number)).collect::<Vec<_>>();
        assert_eq!(ones("en"), [1]);
        assert_eq!(ones("fr"), [0, 1]);
        assert!(ones("ja").is_empty());
    }
}
