//! The tables of `docs/scaling.md`.

use super::chance::Chance;
use super::commits::Hot;
use super::figures::{
    ALL, Basis, EVENT, HELD_QUICK, HELD_SLOW, LIST_DATABASE, LIST_NODE, PAGE_BYTES, PAGE_DATABASE, PAGE_NODE, VOTE,
};
use super::giant::{self, Giant};
use super::halls::{self, Halls, Placed};
use super::needs;
use super::node::{body, relay};
use super::storms::{Lost, Storm, weather};

const MILLION: f64 = 1_000_000.0;
/// Processors of the database that is compared with.
const DATABASE: f64 = 16.0;

/// Name and text of each.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("figures", figures()),
        ("nodes", nodes()),
        ("halls", halls()),
        ("tenants", tenants()),
        ("tidying", tidying()),
        ("giant", giant()),
        ("storms", storms()),
        ("pages", pages()),
    ]
}

/// Two figures and a unit to go with them.
pub fn short(value: f64) -> String {
    let digits = if value == 0.0 { 0 } else { value.abs().log10().floor() as i32 };
    let scale = 10f64.powi(digits - 1);
    let value = (value / scale).round() * scale;
    match value {
        v if v >= 1e6 => format!("{:.*} M", usize::from(v < 1e7), v / 1e6),
        v if v >= 1e4 => format!("{:.0} k", v / 1e3),
        v if v >= 1e3 => format!("{:.0} {:03.0}", (v / 1e3).floor(), v % 1e3),
        v if v >= 10.0 || v == 0.0 => format!("{v:.0}"),
        v if v >= 1.0 => format!("{v:.1}"),
        v => format!("{v:.2}"),
    }
}

fn time(seconds: f64) -> String {
    if seconds >= 0.995 { format!("{} s", short(seconds)) } else { format!("{} ms", short(seconds * 1e3)) }
}

fn table(head: &str, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let rule = format!("|{}\n", "---|".repeat(head.split(" | ").count()));
    rows.into_iter().fold(format!("| {head} |\n{rule}"), |text, row| text + &format!("| {} |\n", row.join(" | ")))
}

fn name(placed: Placed) -> &'static str {
    if placed == Placed::Anywhere { "anywhere" } else { "by tenant" }
}

fn figures() -> String {
    let rows = ALL.iter().map(|figure| {
        let basis = match figure.basis {
            Basis::Measured => "measured",
            Basis::Assumed => "*assumed*",
        };
        let value = format!("{} {}", figure.value, figure.unit);
        vec![figure.name.to_owned(), value, basis.to_owned(), figure.from.to_owned()]
    });
    table("figure | value | basis | from", rows)
}

fn nodes() -> String {
    let rows = [10.0, 20.0, 40.0].map(|nodes: f64| {
        let (each, lost) = (MILLION / nodes, MILLION / (nodes - 1.0));
        vec![
            short(nodes),
            short(each),
            short(lost),
            format!("{} GB", short(needs::memory(lost) / 1e9)),
            format!("{} GB", short(needs::memory_without_relay(lost) / 1e9)),
            short(needs::processors(lost, 1.2)),
            format!("{} Mbit/s", short(needs::network(lost * 1.2, EVENT.si(), lost * 1.2) / 1e6)),
            short(nodes * 12.0),
        ]
    });
    table(
        "nodes | streams each | one node lost | their memory | with the relay off | processors | network \
         out | connections to PostgreSQL",
        rows,
    )
}

fn halls() -> String {
    let usual = Halls {
        tenants: 10_000,
        listeners: 100,
        nodes: 20,
        cores: 4,
        rate: 1.0,
        placed: Placed::Anywhere,
        presence: Some(5.0),
        seconds: 10.0,
    };
    let still = Halls { placed: Placed::ByTenant, presence: None, ..usual };
    let rows = [Placed::Anywhere, Placed::ByTenant]
        .into_iter()
        .flat_map(|placed| [0.2, 1.0, 5.0].map(|rate| Halls { rate, placed, ..usual }))
        .chain([still])
        .map(|halls| {
            let fared = halls::fare(&halls, &mut Chance::seeded(11));
            let come = if halls.presence.is_none() { ", nobody comes or goes" } else { "" };
            vec![
                format!("{}{come}", name(halls.placed)),
                format!("{}", halls.rate),
                short(halls.rate * MILLION),
                short(fared.hints),
                short(fared.reads),
                short(fared.heads),
                short(fared.database()),
                short(fared.busy),
                time(fared.delivered.delays.within(0.5)),
                time(fared.delivered.delays.within(0.99)),
            ]
        });
    table(
        "a tenant's listeners | events/s each | deliveries/s | hints/s | log reads/s | heads read/s | \
         PostgreSQL's processors | a node's, of 4 | late, p50 | p99",
        rows,
    )
}

fn tenants() -> String {
    let nodes = 10.0;
    let rows = [1_000.0, 10_000.0, 100_000.0].into_iter().flat_map(|tenants| {
        [Placed::Anywhere, Placed::ByTenant].map(|placed| {
            let heard = needs::heard(tenants, 20, nodes, placed);
            let (statements, cost) = needs::looks(heard);
            let all = if placed == Placed::Anywhere { heard * nodes } else { tenants };
            let gigabytes = |events| format!("{} GB", short(heard * needs::ring(events) / 1e9));
            vec![
                short(tenants),
                name(placed).to_owned(),
                short(heard),
                gigabytes(50.0),
                gigabytes(2_000.0),
                short(statements),
                short(cost * all / heard),
                format!("{} KB/s", short(needs::counts(all / nodes, nodes) / 1e3)),
            ]
        })
    });
    table(
        "tenants heard | their listeners | rings a node | with 50 events each | with 1 024 | looks at \
         heads, statements/s a node | PostgreSQL's processors for them | presence, to each node",
        rows,
    )
}

fn tidying() -> String {
    let rows = [1_000.0, 10_000.0, 100_000.0].map(|tenants: f64| {
        let (seconds, statements) = needs::tidying(tenants);
        vec![short(tenants), time(seconds), short(statements), short(statements * 10.0)]
    });
    table("tenants there are | a round takes a node | its statements/s | of ten nodes", rows)
}

fn giant() -> String {
    let hot = Hot { nodes: 20, window: 0.1, held: HELD_SLOW.si(), votes: 5_000.0, questions: 5.0 };
    let usual = Giant { listeners: 25_000.0, nodes: 20, cores: 8, cost: relay(), hot, seconds: 20.0 };
    let with = |hot| Giant { hot, ..usual };
    let alone = Hot { nodes: 1, ..hot };
    let off = |giant| Giant { cost: body(), ..giant };
    let rows = [
        ("all nodes, slow disk", "100 ms", "relay", usual),
        ("all nodes, quick disk", "100 ms", "relay", with(Hot { held: HELD_QUICK.si(), ..hot })),
        ("all nodes, slow disk", "500 ms", "relay", with(Hot { window: 0.5, ..hot })),
        ("all nodes, slow disk", "2 s", "relay", with(Hot { window: 2.0, ..hot })),
        ("one node", "100 ms", "relay", with(alone)),
        ("one node", "250 ms", "relay", with(Hot { window: 0.25, ..alone })),
        ("one node", "1 s", "relay", with(Hot { window: 1.0, ..alone })),
        ("one node", "100 ms", "body", off(with(alone))),
        ("one node", "250 ms", "body", off(with(Hot { window: 0.25, ..alone }))),
    ];
    let rows = rows.map(|(votes, window, stream, giant)| {
        let fared = giant::fare(&giant, &mut Chance::seeded(12));
        let late = |share| {
            if fared.falls_behind { "falls behind".to_owned() } else { time(fared.delivered.delays.within(share)) }
        };
        let network = needs::network(fared.events * giant.listeners, VOTE.si(), fared.writes);
        vec![
            votes.to_owned(),
            window.to_owned(),
            stream.to_owned(),
            short(fared.events),
            short(fared.events * 500_000.0),
            format!("{} Gbit/s", short(network / 1e9)),
            time(fared.answers.within(0.5)),
            time(fared.answers.within(0.99)),
            short(fared.reads),
            if fared.falls_behind { "over 8".to_owned() } else { short(fared.wanted) },
            late(0.5),
            late(0.99),
        ]
    });
    table(
        "votes go to | window | streams over | events/s | deliveries/s | network, of a node | a vote's \
         answer, p50 | p99 | log reads/s | a node's processors, of 8 | late, p50 | p99",
        rows,
    )
}

fn storms() -> String {
    let one = Storm { lost: Lost::Killed, streams: 50_000, nodes: 19, cores: 4, busy: 0.3 };
    let all = Storm { streams: 1_000_000, nodes: 20, ..one };
    let rows = [
        ("one of 20 nodes is killed", one),
        ("one of 20 nodes drains", Storm { lost: Lost::Drained, ..one }),
        ("one of 20 nodes loses its power", Storm { lost: Lost::Vanished, ..one }),
        ("all streams are cut at once (a proxy, a switch)", all),
    ];
    let rows = rows.map(|(what, storm)| {
        let weathered = weather(&storm, &mut Chance::seeded(13));
        vec![
            what.to_owned(),
            short(storm.streams as f64),
            short(weathered.peak),
            time(weathered.back.within(0.5)),
            time(weathered.back.within(0.99)),
            time(weathered.waits.within(0.99)),
        ]
    });
    table("what | streams | most returns in a second | back, p50 | p99 | of it waiting at a node, p99", rows)
}

fn pages() -> String {
    let rows = [600.0, 60.0, 10.0].map(|seconds| {
        let rate = 500_000.0 / seconds;
        vec![
            format!("500 k rooms opened in {} s", short(seconds)),
            short(rate),
            short(rate * PAGE_NODE.si()),
            short(rate * PAGE_DATABASE.si()),
            format!("{} Mbit/s", short(rate * PAGE_BYTES.si() * 8.0 / 1e6)),
        ]
    });
    let least = MILLION * LIST_DATABASE.si() / DATABASE;
    let rate = MILLION / least;
    let reset = vec![
        format!("1 M told `reset`; a database of {DATABASE} processors needs {} s", short(least)),
        short(rate),
        short(rate * LIST_NODE.si()),
        short(rate * LIST_DATABASE.si()),
        String::new(),
    ];
    let rows = rows.into_iter().chain([reset]);
    table("what | requests/s | nodes' processors | PostgreSQL's processors | network out, compressed", rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_to_two_figures() {
        let told = [0.012, 0.5, 1.25, 9.96, 42.4, 999.0, 1_234.0, 12_345.0, 4_930_000.0, 0.0].map(short);
        assert_eq!(told, ["0.01", "0.50", "1.3", "10", "42", "1 000", "1 200", "12 k", "4.9 M", "0"]);
        assert_eq!((time(0.0123), time(2.5)), ("12 ms".to_owned(), "2.5 s".to_owned()));
    }
}
