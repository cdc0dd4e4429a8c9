//! What is put into the head of a page, and the policy that lets exactly that in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Data and styles for one visitor, with their hashes.
#[derive(Debug, Default)]
pub struct Inlay {
    html: String,
    scripts: String,
    styles: String,
}

impl Inlay {
    /// Adds JSON that the page's script finds by this id. A `<` could only stand in a text of it and is written so
    /// that it ends no element.
    pub fn data(&mut self, id: &str, json: &str) {
        let json = json.replace('<', "\\u003c");
        self.scripts += &source(&json);
        self.html += &format!(r#"<script type="application/json" id="{id}">{json}</script>"#);
    }

    /// Adds a style; `css` is ours.
    pub fn style(&mut self, css: &str) {
        self.styles += &source(css);
        self.html += &format!("<style>{css}</style>");
    }

    /// The elements.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// Lets in what was added, and scripts and styles of our own if it is a page that has any.
    pub fn policy(&self, scripted: bool) -> String {
        let Self { scripts, styles, .. } = self;
        let rest = "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        if !scripted {
            return format!("default-src 'none'; style-src{styles}; {rest}");
        }
        format!(
            "default-src 'none'; script-src 'self'{scripts}; style-src 'self'{styles}; connect-src 'self'; \
             font-src 'self'; manifest-src 'self'; {rest}"
        )
    }
}

/// What a policy calls an element of exactly this content.
fn source(content: &str) -> String {
    format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(content)))
}
