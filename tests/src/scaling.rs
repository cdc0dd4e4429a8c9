//! What more nodes, tenants and listeners than anybody has tried here would need: a small simulation of the delivery,
//! fed with figures that were measured ([`figures`]). `docs/scaling.md` shows what comes of it; its tables and its
//! picture are written by the test below, so they are what the simulation says.

mod chance;
mod commits;
mod figures;
mod giant;
mod halls;
mod hearing;
mod moment;
mod needs;
mod node;
mod plot;
mod storms;
mod tables;

use std::path::Path;

/// The document with its tables as they should be.
fn renewed(document: &str) -> String {
    let mut document = document.to_owned();
    for (name, table) in tables::all() {
        let (open, close) = (format!("<!-- scaling: {name} -->\n"), "<!-- end -->");
        let (before, rest) = document.split_once(&open).unwrap_or_else(|| panic!("no place for the table {name}"));
        let (_, after) = rest.split_once(close).unwrap_or_else(|| panic!("the table {name} does not end"));
        document = format!("{before}{open}{table}{close}{after}");
    }
    document
}

/// Writes them anew when they are behind, so that the next run is content with them.
#[test]
fn the_tables_of_the_document_are_what_the_simulation_says() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let (text, picture) = (docs.join("scaling.md"), docs.join("plots/scaling.svg"));
    let read = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
    let (is, shown) = (read(&text), read(&picture));
    let (should, drawn) = (renewed(&is), plot::svg());
    if (is, shown) != (should.clone(), drawn.clone()) {
        std::fs::write(&text, should).expect("the document can be written");
        std::fs::write(&picture, drawn).expect("the picture can be written");
        panic!("docs/scaling.md was behind and has been written anew: look at the change and commit it");
    }
}
