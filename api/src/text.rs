//! What people write: trimmed, NFC, free of control characters, bounded in grapheme clusters and in bytes.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

use crate::error::{Error, Result};

/// The bounds of a text; the least is 1 for a required one and 0 for one that may be empty.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Grapheme clusters at least.
    pub least: usize,
    /// Grapheme clusters at most.
    pub most: usize,
    /// Bytes at most, after normalization.
    pub bytes: usize,
}

/// A question: 1–1 000 graphemes, 8 KiB.
pub const QUESTION: Bounds = Bounds { least: 1, most: 1_000, bytes: 8 << 10 };
/// A question that is being typed; it may be empty yet.
pub const QUESTION_TYPED: Bounds = Bounds { least: 0, ..QUESTION };
/// An answer: 1–5 000 graphemes, 32 KiB.
pub const ANSWER: Bounds = Bounds { least: 1, most: 5_000, bytes: 32 << 10 };
/// A person's name: 60 graphemes; a family of emoji takes 25 bytes.
pub const NAME: Bounds = Bounds { least: 1, most: 60, bytes: 2 << 10 };
/// A tag: 1–40 graphemes.
pub const TAG: Bounds = Bounds { least: 1, most: 40, bytes: 2 << 10 };
/// A team's or tenant's name: 1–100 graphemes.
pub const TITLE: Bounds = Bounds { least: 1, most: 100, bytes: 4 << 10 };
/// A description: at most 1 000 graphemes.
pub const DESCRIPTION: Bounds = Bounds { least: 0, most: 1_000, bytes: 8 << 10 };
/// Why a question is declined: 300 graphemes.
pub const REASON: Bounds = Bounds { least: 1, most: 300, bytes: 8 << 10 };
/// A search: at most 200 graphemes.
pub const SEARCH: Bounds = Bounds { least: 0, most: 200, bytes: 4 << 10 };

/// The text in its kept form.
///
/// # Errors
/// [`Error::Invalid`] with the field's name: `control_character`, `too_short` or `too_long`.
pub fn checked(field: &str, text: &str, bounds: Bounds) -> Result<String> {
    if text.len() > bounds.bytes * 4 {
        return Err(too_long(field, bounds));
    }
    // Line ends come as forms and editors write them.
    let text = text.replace("\r\n", "\n");
    if let Some(bad) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        let message = format!("contains the control character U+{:04X}", u32::from(bad));
        return Err(Error::field(field, "control_character", message));
    }
    let text: String = text.trim().nfc().collect();
    let length = if text.chars().all(is_blank) { 0 } else { text.graphemes(true).count() };
    if length < bounds.least {
        return Err(Error::field(field, "too_short", "must not be empty"));
    }
    if length > bounds.most || text.len() > bounds.bytes {
        return Err(too_long(field, bounds));
    }
    Ok(text)
}

/// As [`checked`], where an empty text is the same as none.
///
/// # Errors
/// As [`checked`].
pub fn optional(field: &str, text: Option<&str>, bounds: Bounds) -> Result<Option<String>> {
    let bounds = Bounds { least: 0, ..bounds };
    let text = text.map(|text| checked(field, text, bounds)).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// The value of a required field.
///
/// # Errors
/// [`Error::Invalid`] `required` when it is absent.
pub fn required<T>(field: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::field(field, "required", "is required"))
}

/// A slug: `[a-z0-9-]{1,63}`.
///
/// # Errors
/// [`Error::Invalid`] `invalid_slug`.
pub fn slug(field: &str, text: &str) -> Result<String> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if (1..=63).contains(&text.len()) && text.bytes().all(fits) && uuid::Uuid::try_parse(text).is_err() {
        return Ok(text.to_owned());
    }
    Err(Error::field(field, "invalid_slug", "must be 1 to 63 of a-z, 0-9 and -, and no UUID"))
}

/// A name in the letters of a slug, as far as it has any: `harbour-staff-ost` for “Harbour Staff – Øst”.
pub fn slug_from(name: &str) -> String {
    let bare: String = name.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let plain: String = bare.to_lowercase().chars().map(latin).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-").chars().take(63).collect::<String>().trim_end_matches('-').to_owned()
}

/// An e-mail address, lower case: something before and after one `@`, no spaces.
///
/// # Errors
/// [`Error::Invalid`] `invalid_email`.
pub fn email(field: &str, text: &str) -> Result<String> {
    let text = text.trim().to_lowercase();
    let sound = text.len() <= 254
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && matches!(text.split_once('@'), Some((name, host)) if !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if sound { Ok(text) } else { Err(Error::field(field, "invalid_email", "is not an e-mail address")) }
}

/// A colour, `#RRGGBB`, in capitals.
///
/// # Errors
/// [`Error::Invalid`] `invalid_color`.
pub fn color(field: &str, text: &str) -> Result<String> {
    let sound = text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit());
    if sound { Ok(text.to_uppercase()) } else { Err(Error::field(field, "invalid_color", "must be #RRGGBB")) }
}

/// The form in which texts are searched and names compared: NFKC, lower case.
pub fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// Whether a character leaves no mark: a text of nothing else looks empty.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// The letters that Unicode does not take apart, as their readers would write them without.
fn latin(c: char) -> String {
    let letters = match c {
        'ø' => "o",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'þ' => "th",
        _ if c.is_ascii_alphanumeric() => return c.into(),
        _ => "-",
    };
    letters.into()
}

fn too_long(field: &str, bounds: Bounds) -> Error {
    let message = format!("must be at most {} characters and {} bytes", bounds.most, bounds.bytes);
    Error::field(field, "too_long", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphemes_are_counted_not_bytes() {
        let family = "👨‍👩‍👧‍👦";
        assert!(checked("name", &family.repeat(13), Bounds { bytes: 1_000, ..NAME }).is_ok());
        assert!(checked("tag", &"é".repeat(41), TAG).is_err());
        assert_eq!(checked("tag", "  e\u{301}  ", TAG).unwrap(), "é");
    }

    #[test]
    fn control_characters_are_refused_but_not_newlines() {
        assert!(checked("body", "a\nb\tc", QUESTION).is_ok());
        assert!(checked("body", "a\0b", QUESTION).is_err());
        assert!(checked("body", "a\u{1b}[0m", QUESTION).is_err());
        assert!(checked("body", "a\rb", QUESTION).is_err());
        assert_eq!(checked("body", "a\r\nb", QUESTION).unwrap(), "a\nb");
        assert!(checked("body", " \n ", QUESTION).is_err());
    }

    #[test]
    fn a_text_that_leaves_no_mark_is_empty() {
        for invisible in ["\u{200b}", "\u{202e}\u{feff}", "\u{ad} \u{3164}", "\u{2800}"] {
            assert!(checked("body", invisible, QUESTION).is_err(), "{invisible:?}");
        }
        assert!(checked("body", "\u{202e}a", QUESTION).is_ok());
    }

    #[test]
    fn a_slug_keeps_the_letters_of_a_name() {
        let names = [
            ("Harbour Staff – Øst", "harbour-staff-ost"),
            ("Ærø & Łódź", "aero-lodz"),
            ("Straße, Œuvre, Þór, Đà Nẵng", "strasse-oeuvre-thor-da-nang"),
            ("Q3 — Übersicht", "q3-ubersicht"),
            ("会議", ""),
        ];
        for (name, expected) in names {
            assert_eq!(slug_from(name), expected);
        }
        assert_eq!(slug_from(&"æ".repeat(40)).len(), 63);
        assert_eq!(slug_from(&format!("{} b", "a".repeat(62))), "a".repeat(62));
    }

    #[test]
    fn slugs_are_plain() {
        assert!(slug("slug", "town-hall-7").is_ok());
        for wrong in ["", "Town", "a b", "ü", &"a".repeat(64)] {
            assert!(slug("slug", wrong).is_err(), "{wrong}");
        }
    }
}
