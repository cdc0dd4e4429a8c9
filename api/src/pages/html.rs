//! Text inside HTML.

use std::fmt::{Display, Formatter, Result, Write};

/// A text as HTML shows it, in content and in quoted attributes.
pub struct Escaped<T>(pub T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(Escaping(f), "{}", self.0)
    }
}

struct Escaping<'a, 'b>(&'a mut Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> Result {
        for letter in text.chars() {
            match letter {
                '&' => self.0.write_str("&amp;")?,
                '<' => self.0.write_str("&lt;")?,
                '>' => self.0.write_str("&gt;")?,
                '"' => self.0.write_str("&quot;")?,
                '\'' => self.0.write_str("&#39;")?,
                plain => self.0.write_char(plain)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_means_something_to_html_gets_through() {
        let text = r#"<a href="x" on='y'>&amp; ü</a>"#;
        let shown = "&lt;a href=&quot;x&quot; on=&#39;y&#39;&gt;&amp;amp; ü&lt;/a&gt;";
        assert_eq!(Escaped(text).to_string(), shown);
        assert_eq!(Escaped("").to_string(), "");
    }
}
