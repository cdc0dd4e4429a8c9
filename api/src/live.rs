//! The streams that are open on this node: how many may be, whose they are, and how to cut them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use entity::{SessionId, StaffId, TeamId, TenantId, VoterId};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::backplane::{Here, Node};
use crate::bus::Filter;
use crate::config::Limits;
use crate::relay::Relay;

mod elsewhere;

use elsewhere::Elsewhere;

/// Which limit a stream met.
pub type Limit = &'static str;

/// What another node told of who is there is forgotten after so many counts, unless it is told again.
const COUNTS: u32 = 3;
/// It is not forgotten before this time, however often is counted.
const LEAST_MEMORY: Duration = Duration::from_secs(1);

/// How many streams are open in each team, on all nodes; those of no single team under none.
pub type Viewers = Arc<BTreeMap<Option<TeamId>, usize>>;

/// Whose a stream is.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The tenant it hears.
    pub tenant: TenantId,
    /// Where it comes from.
    pub address: IpAddr,
    /// The participant, if it is one.
    pub participant: Option<VoterId>,
    /// The account and session that opened it, if it is staff.
    pub credential: Option<(StaffId, SessionId)>,
}

/// The open streams. Cheap to clone, and small: each stream holds one.
#[derive(Clone, Debug)]
pub struct Live(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Limits,
    memory: Duration,
    relay: Relay,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    streams: HashMap<Uuid, Stream>,
    tenants: HashMap<TenantId, usize>,
    addresses: HashMap<IpAddr, usize>,
    participants: HashMap<VoterId, usize>,
    viewers: HashMap<TenantId, watch::Sender<Viewers>>,
    /// Tenants that somebody joined since the last count.
    joined: HashSet<TenantId>,
    elsewhere: Elsewhere,
}

#[derive(Debug)]
struct Stream {
    owner: Owner,
    cut: CancellationToken,
    filter: Arc<Mutex<Filter>>,
}

impl Live {
    /// Nobody yet; every node counts this often. Those whom the relay serves hear through it that something has changed.
    pub fn new(limits: Limits, every: Duration, relay: Relay) -> Self {
        Self(Arc::new(Inner { limits, memory: LEAST_MEMORY.max(every * COUNTS), relay, state: Mutex::default() }))
    }

    /// Takes a seat, which is free again when it is dropped. `cut` is cancelled when the stream has to end at once.
    ///
    /// # Errors
    /// The limit that was met: `process`, `tenant`, `address` or `participant`.
    pub fn join(&self, owner: Owner, filter: Filter, cut: CancellationToken) -> Result<Seat, Limit> {
        let mut state = self.lock();
        let count = |full: usize, most: usize, limit| if full >= most { Err(limit) } else { Ok(()) };
        count(state.streams.len(), self.0.limits.connections, "process")?;
        count(of(&state.tenants, &owner.tenant), self.0.limits.per_tenant, "tenant")?;
        count(of(&state.addresses, &owner.address), self.0.limits.per_address, "address")?;
        if let Some(participant) = &owner.participant {
            count(of(&state.participants, participant), self.0.limits.per_participant, "participant")?;
            *state.participants.entry(*participant).or_default() += 1;
        }
        *state.tenants.entry(owner.tenant).or_default() += 1;
        *state.addresses.entry(owner.address).or_default() += 1;
        let (client, owner_tenant) = (Uuid::new_v4(), owner.tenant);
        let filter = Arc::new(Mutex::new(filter));
        state.streams.insert(client, Stream { owner, cut: cut.clone(), filter: Arc::clone(&filter) });
        state.joined.insert(owner_tenant);
        let viewers = state.viewers.entry(owner_tenant).or_default().subscribe();
        drop(state);
        Ok(Seat { live: self.clone(), client, cut, filter, viewers })
    }

    /// Cuts the streams that this account or session opened.
    pub fn cut_credential(&self, tenant: TenantId, subject: Uuid) {
        let opened =
            |owner: &Owner| owner.credential.is_some_and(|(staff, session)| staff.0 == subject || session.0 == subject);
        self.cut(|owner| owner.tenant == tenant && opened(owner));
    }

    /// Cuts all streams of a tenant.
    pub fn cut_tenant(&self, tenant: TenantId) {
        self.cut(|owner| owner.tenant == tenant);
    }

    /// Changes what a stream hears; whether the stream is here.
    pub fn retune(&self, tenant: TenantId, client: Uuid, filter: Filter) -> bool {
        let mut state = self.lock();
        let Some(stream) = state.streams.get(&client).filter(|stream| stream.owner.tenant == tenant) else {
            return false;
        };
        *stream.filter.lock().unwrap_or_else(PoisonError::into_inner) = filter;
        // It may ask who is here for the first time.
        state.joined.insert(tenant);
        true
    }

    /// How many streams of this tenant are open, here and on other nodes as they told last.
    pub fn count(&self, tenant: TenantId) -> usize {
        let state = self.lock();
        let mut counts = BTreeMap::new();
        state.elsewhere.add_to(tenant, &mut counts);
        of(&state.tenants, &tenant) + counts.values().sum::<usize>()
    }

    /// Takes down how many another node has.
    pub fn hear_of(&self, node: Node, counts: &[Here]) {
        let mut state = self.lock();
        let State { tenants, elsewhere, .. } = &mut *state;
        counts.iter().filter(|here| tenants.contains_key(&here.tenant)).for_each(|here| elsewhere.note(node, here));
    }

    /// Counts who is here, which it gives, and tells the streams how many there are on all nodes: those of the tenants
    /// whose count changed or that somebody joined.
    pub fn count_viewers(&self) -> Vec<Here> {
        let mut state = self.lock();
        let joined = std::mem::take(&mut state.joined);
        let State { streams, tenants, viewers, elsewhere, .. } = &mut *state;
        elsewhere.forget(self.0.memory, |tenant| tenants.contains_key(tenant));
        let mut here: HashMap<(TenantId, Option<TeamId>), usize> = HashMap::new();
        for stream in streams.values() {
            let team = stream.filter.lock().unwrap_or_else(PoisonError::into_inner).only_team();
            *here.entry((stream.owner.tenant, team)).or_default() += 1;
        }
        let mut counts: HashMap<TenantId, BTreeMap<Option<TeamId>, usize>> = HashMap::new();
        for (&(tenant, team), &viewers) in &here {
            counts.entry(tenant).or_default().insert(team, viewers);
        }
        let mut changed = false;
        viewers.retain(|tenant, told| {
            let Some(mut now) = counts.remove(tenant) else { return false };
            elsewhere.add_to(*tenant, &mut now);
            if **told.borrow() != now || joined.contains(tenant) {
                told.send_replace(Arc::new(now));
                changed = true;
            }
            true
        });
        drop(state);
        if changed {
            self.0.relay.look();
        }
        here.into_iter().map(|((tenant, team), viewers)| Here { tenant, team, viewers }).collect()
    }

    fn cut(&self, named: impl Fn(&Owner) -> bool) {
        for stream in self.lock().streams.values().filter(|stream| named(&stream.owner)) {
            stream.cut.cancel();
        }
        self.0.relay.look();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One open stream's place; given back when dropped.
#[derive(Debug)]
pub struct Seat {
    live: Live,
    /// Unguessable; names the stream to its owner.
    pub client: Uuid,
    /// Cancelled when the stream has to end now.
    pub cut: CancellationToken,
    filter: Arc<Mutex<Filter>>,
    /// Who is here, counted now and then.
    pub viewers: watch::Receiver<Viewers>,
}

impl Seat {
    /// What the stream asked to hear, as of now.
    pub fn filter(&self) -> Filter {
        self.filter.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.live.lock();
        let Some(Stream { owner, .. }) = state.streams.remove(&self.client) else { return };
        less(&mut state.tenants, owner.tenant);
        less(&mut state.addresses, owner.address);
        if let Some(participant) = owner.participant {
            less(&mut state.participants, participant);
        }
    }
}

fn of<K: Eq + Hash>(counts: &HashMap<K, usize>, key: &K) -> usize {
    counts.get(key).copied().unwrap_or_default()
}

fn less<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: K) {
    if let std::collections::hash_map::Entry::Occupied(mut count) = counts.entry(key) {
        *count.get_mut() -= 1;
        if *count.get() == 0 {
            count.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(participant: u128) -> Owner {
        Owner {
            tenant: TenantId(Uuid::nil()),
            address: IpAddr::from([127, 0, 0, 1]),
            participant: Some(VoterId(Uuid::from_u128(participant))),
            credential: None,
        }
    }

    #[test]
    fn seats_are_counted_and_given_back() {
        let limits = Limits { connections: 3, per_tenant: 3, per_address: 3, per_participant: 2 };
        let live = Live::new(limits, Duration::from_secs(5), Relay::start(0).unwrap());
        let first = live.join(owner(1), Filter::all(None), CancellationToken::new()).unwrap();
        let _second = live.join(owner(1), Filter::all(None), CancellationToken::new()).unwrap();
        assert_eq!(live.join(owner(1), Filter::all(None), CancellationToken::new()).err(), Some("participant"));
        let _third = live.join(owner(2), Filter::all(None), CancellationToken::new()).unwrap();
        assert_eq!(live.join(owner(3), Filter::all(None), CancellationToken::new()).err(), Some("process"));
        drop(first);
        assert!(live.join(owner(1), Filter::all(None), CancellationToken::new()).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn those_on_other_nodes_count_until_their_node_has_been_silent_for_long() {
        let limits = Limits { connections: 3, per_tenant: 3, per_address: 3, per_participant: 3 };
        let every = Duration::from_secs(5);
        let live = Live::new(limits, every, Relay::start(0).unwrap());
        let seat = live.join(owner(1), Filter::all(None), CancellationToken::new()).unwrap();
        let tenant = owner(1).tenant;
        let (other, third) = (Node::random(), Node::random());
        let here = |viewers| Here { tenant, team: None, viewers };
        let stranger = Here { tenant: TenantId(Uuid::max()), team: None, viewers: 9 };
        live.hear_of(other, &[here(4), stranger]);
        live.hear_of(third, &[here(2)]);
        assert_eq!(live.count_viewers(), [here(1)], "only its own are told to others");
        assert_eq!((live.count(tenant), live.count(stranger.tenant)), (7, 0));
        assert_eq!(seat.viewers.borrow().get(&None), Some(&7));
        tokio::time::advance(every * COUNTS).await;
        live.hear_of(third, &[here(3)]);
        live.count_viewers();
        assert_eq!(seat.viewers.borrow().get(&None), Some(&4));
        live.hear_of(third, &[here(0)]);
        live.count_viewers();
        assert_eq!(live.count(tenant), 1);
    }
}
