//! How late the last listeners of a hot room are, against how many a node has.

use std::fmt::Write;

use super::chance::Chance;
use super::commits::Hot;
use super::figures::HELD_SLOW;
use super::giant::{Giant, fare};
use super::node::{Cost, body, relay};
use super::tables::short;

const MOST: f64 = 60_000.0;

/// Where a node with four processors stands at ten vote events a second, as far as it keeps up.
fn line(cost: Cost) -> Vec<(f64, f64)> {
    let hot = Hot { nodes: 1, window: 0.1, held: HELD_SLOW.si(), votes: 5_000.0, questions: 1.0 };
    let steps = (1..=30).map(|n| f64::from(n) * MOST / 30.0);
    let fared = steps.map(|listeners| {
        let giant = Giant { listeners, nodes: 20, cores: 4, cost, hot, seconds: 20.0 };
        (listeners, fare(&giant, &mut Chance::seeded(14)))
    });
    let kept = fared.take_while(|(_, fared)| !fared.falls_behind);
    kept.map(|(listeners, fared)| (listeners, fared.delivered.delays.within(0.99))).collect()
}

fn at((listeners, late): (f64, f64)) -> (f64, f64) {
    // From 5 ms to 1 s.
    (56.0 + listeners / MOST * 484.0, 254.0 - (late / 0.005).log10() / 200f64.log10() * 234.0)
}

/// The picture.
pub fn svg() -> String {
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 560 300\" font-family=\"system-ui, sans-serif\" \
         font-size=\"12\" role=\"img\" aria-label=\"Lateness of a delivery against listeners on a node\">\n\
         <rect width=\"560\" height=\"300\" fill=\"#fff\"/>\n",
    );
    for (late, label) in [(0.005, "5 ms"), (0.02, "20 ms"), (0.1, "100 ms"), (0.3, "300 ms"), (1.0, "1 s")] {
        let (_, y) = at((0.0, late));
        let y2 = y + 4.0;
        let _ = writeln!(
            svg,
            "<path d=\"M56 {y:.0}H540\" stroke=\"#ddd\"/><text x=\"50\" y=\"{y2:.0}\" text-anchor=\"end\" fill=\"#444\">{label}</text>"
        );
    }
    for listeners in [0.0, 20_000.0, 40_000.0, 60_000.0] {
        let (x, _) = at((listeners, 0.005));
        let label = short(listeners);
        let _ = writeln!(svg, "<text x=\"{x:.0}\" y=\"272\" text-anchor=\"middle\" fill=\"#444\">{label}</text>");
    }
    svg.push_str(
        "<text x=\"298\" y=\"292\" text-anchor=\"middle\" fill=\"#444\">listeners of one tenant on a node with 4 processors, \
         10 events/s</text>\n",
    );
    let lines = [(body(), "#0f766e", " stroke-dasharray=\"5 4\"", "relay off"), (relay(), "#1d4ed8", "", "relay")];
    for (cost, colour, dash, name) in lines {
        let points: Vec<(f64, f64)> = line(cost).into_iter().map(at).collect();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.0},{y:.0}")).collect();
        let path = path.join(" ");
        let (x, y) = points[points.len() / 3];
        let (x, y) = if dash.is_empty() { (x + 24.0, y + 16.0) } else { (x - 8.0, y - 8.0) };
        let anchor = if dash.is_empty() { "start" } else { "end" };
        let _ =
            writeln!(svg, "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dash} points=\"{path}\"/>");
        let _ =
            writeln!(svg, "<text x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"{anchor}\" fill=\"{colour}\">{name}</text>");
    }
    svg + "</svg>\n"
}
