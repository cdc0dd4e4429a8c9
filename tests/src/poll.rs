//! Listening without a stream: the long poll.

use serde_json::Value;

use crate::deed::Deed;
use crate::people::Person;

/// What a poll brought.
#[derive(Clone, Debug)]
pub struct Polled {
    /// The events, as a stream's data lines would say them.
    pub events: Vec<Value>,
    /// Where to poll from next.
    pub position: String,
    /// Whether the place could not be continued.
    pub reset: bool,
}

impl Polled {
    /// The events' types.
    pub fn kinds(&self) -> Vec<&str> {
        self.events.iter().filter_map(|event| event["type"].as_str()).collect()
    }
}

impl Person {
    /// Polls once, by this query.
    pub async fn polls(&self, query: &str) -> Polled {
        let reply = self.does(Deed::get(format!("/events?{query}"))).await.is(200);
        let page = reply.json();
        let wrong = |field: &str| -> ! { panic!("{}: no {field}: {page}", reply.asked) };
        Polled {
            events: page["events"].as_array().unwrap_or_else(|| wrong("events")).clone(),
            position: page["position"].as_str().unwrap_or_else(|| wrong("position")).to_owned(),
            reset: page["reset"].as_bool().unwrap_or_else(|| wrong("reset")),
        }
    }

    /// Polls page by page from this place to the end of the log.
    pub async fn polls_all(&self, after: &str, limit: usize, filter: &str) -> Vec<Value> {
        let (mut events, mut after) = (Vec::new(), after.to_owned());
        loop {
            let polled = self.polls(&format!("after={after}&limit={limit}&wait=0{filter}")).await;
            assert!(!polled.reset, "{after} could not be continued");
            assert!(polled.events.len() <= limit, "{} events in a page of {limit}", polled.events.len());
            if polled.position == after {
                assert!(polled.events.is_empty(), "events came but the position stands still at {after}");
                return events;
            }
            events.extend(polled.events);
            after = polled.position;
        }
    }
}
