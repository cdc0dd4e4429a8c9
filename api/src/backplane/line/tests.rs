//! The conversation, over a line inside the process.

use entity::TenantId;
use tokio::sync::broadcast::{Receiver, Sender, error::RecvError};
use tokio::sync::mpsc;

use super::*;
use crate::backplane::{Backplane, Here};
use crate::config::Carrier;
use crate::event::{Epoch, Position};
use crate::metrics::Metrics;

impl Mouth for Sender<String> {
    type Error = &'static str;
    async fn say(&mut self, text: &str) -> Result<(), &'static str> {
        self.send(text.to_owned()).map(drop).map_err(|_| "nobody is there")
    }
}

impl Ears for Receiver<String> {
    type Error = RecvError;
    async fn hear(&mut self) -> Result<String, RecvError> {
        self.recv().await
    }
}

struct Node {
    backplane: Backplane,
    heard: mpsc::Receiver<Heard>,
}

/// A node on this line.
fn joins(air: &Sender<String>) -> Node {
    let metrics = Metrics::new(1).unwrap();
    let backplane = Backplane::new(Carrier::Redis("redis://nowhere".into()), "us", metrics.hints("redis"));
    let (told, heard) = mpsc::channel(100);
    let (shared, mouth, ears) = (std::sync::Arc::clone(&backplane.shared), air.clone(), air.subscribe());
    tokio::spawn(async move { shared.converse(mouth, ears, &told).await });
    Node { backplane, heard }
}

fn tenant(n: u128) -> TenantId {
    TenantId(uuid::Uuid::from_u128(n))
}

fn at(seq: i64) -> Position {
    Position { epoch: Epoch(1), seq }
}

#[tokio::test(start_paused = true)]
async fn others_hear_the_newest_head_and_we_do_not_hear_ourselves() {
    let air = Sender::new(100);
    let (mut here, mut there) = (joins(&air), joins(&air));
    for node in [&mut here, &mut there] {
        assert!(matches!(node.heard.recv().await, Some(Heard::Opened)));
        assert_eq!(node.backplane.line(), Line::Up);
    }
    for seq in [1, 2, 9, 8] {
        here.backplane.tell(tenant(1), at(seq));
    }
    here.backplane.tell_here([Here { tenant: tenant(1), team: None, viewers: 3 }]);
    let Some(Heard::Heads(heads)) = there.heard.recv().await else { panic!("no heads") };
    assert_eq!(heads, [(tenant(1), at(9))]);
    let Some(Heard::Here(_, counts)) = there.heard.recv().await else { panic!("no counts") };
    assert_eq!(counts, [Here { tenant: tenant(1), team: None, viewers: 3 }]);
    assert!(here.heard.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_line_on_which_we_do_not_hear_ourselves_is_given_up() {
    let (deaf, air) = (Sender::<String>::new(100), Sender::new(100));
    let metrics = Metrics::new(1).unwrap();
    let backplane = Backplane::new(Carrier::Redis("redis://nowhere".into()), "us", metrics.hints("redis"));
    let (told, _heard) = mpsc::channel(100);
    let _others = air.subscribe();
    let line = backplane.shared.converse(air, deaf.subscribe(), &told).await;
    assert!(line.is_err());
    assert_eq!(backplane.line(), Line::Starting);
}

#[tokio::test(start_paused = true)]
async fn a_node_with_nothing_to_say_shows_that_it_is_there() {
    let air = Sender::new(100);
    let node = joins(&air);
    let mut ears = air.subscribe();
    let began = Instant::now();
    for _ in 0..10 {
        ears.hear().await.unwrap();
    }
    assert!(began.elapsed() >= SIGN_OF_LIFE * 9);
    assert_eq!(node.backplane.line(), Line::Up, "its own signs of life keep the line up");
}
