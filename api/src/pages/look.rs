//! How a visitor likes the pages: the language and the theme, from two cookies and what the browser says.

use std::fmt::{Display, Formatter, Result};

use crate::filters::Received;

/// The languages of the pages; the first is for who speaks none of them.
const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "pt", "ja"];
/// The themes one can choose; without a choice the system's.
const THEMES: [&str; 2] = ["light", "dark"];

/// Language and theme. Shown as the attributes of `<html>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The language.
    pub lang: &'static str,
    /// The theme, if one was chosen.
    pub theme: Option<&'static str>,
}

impl Look {
    /// What this visitor likes.
    pub fn of(received: &Received) -> Self {
        let chosen = received.cookie("openfloor_lang").and_then(|lang| among(&LANGUAGES, lang));
        let lang = chosen.or_else(|| preferred(received.header("accept-language")?)).unwrap_or(LANGUAGES[0]);
        let theme = received.cookie("openfloor_theme").and_then(|theme| among(&THEMES, theme));
        Self { lang, theme }
    }
}

impl Display for Look {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, r#"lang="{}""#, self.lang)?;
        self.theme.map_or(Ok(()), |theme| write!(f, r#" data-theme="{theme}""#))
    }
}

fn among(known: &[&'static str], name: &str) -> Option<&'static str> {
    known.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

/// The language of ours that `Accept-Language` likes best; of two liked the same, the first.
fn preferred(header: &str) -> Option<&'static str> {
    let mut best: Option<(f32, &'static str)> = None;
    for range in header.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let Some(lang) = among(&LANGUAGES, tag.split('-').next().unwrap_or_default()) else { continue };
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse).unwrap_or(0.0);
        if weight > best.map_or(0.0, |(most, _)| most) {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_best_language_wins() {
        for (header, lang) in [
            ("de", Some("de")),
            ("pt-BR,pt;q=0.9,en;q=0.8", Some("pt")),
            ("sv, en;q=0.3, ja;q=0.7", Some("ja")),
            ("FR-ca", Some("fr")),
            ("es;q=0, en;q=0.1", Some("en")),
            ("es;q=x", None),
            ("*", None),
            ("den", None),
            ("", None),
            (",;,q=1", None),
        ] {
            assert_eq!(preferred(header), lang, "{header}");
        }
    }
}
