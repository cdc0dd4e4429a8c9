//! How people come to be: tenants by the operator, staff by their owner, participants by walking in.

use serde_json::json;
use std::sync::Arc;
use tokio::sync::OnceCell;

use crate::deed::Deed;
use crate::ear::{Hearing, seq_of};
use crate::people::Person;
use crate::reply::Shown;
use crate::site::Site;

/// The operator's token in every world.
pub const OPERATOR_TOKEN: &str = "the-operator-of-the-tests-0123456789";
/// Every account's password.
pub const PASSWORD: &str = "correct horse battery staple";

/// A tenant and the way to its people.
#[derive(Clone, Debug)]
pub struct Tenant {
    site: Site,
    /// Its slug.
    pub slug: String,
    /// Its id.
    pub id: String,
    owner: Arc<OnceCell<Person>>,
}

impl Site {
    /// The operator.
    pub fn operator(&self) -> Person {
        Person::new(*self, "", "the operator").bearing(OPERATOR_TOKEN)
    }

    /// Founds a tenant with an owner.
    pub async fn tenant(&self, slug: &str) -> Tenant {
        let owner = json!({"email": owner_email(slug), "name": "The owner", "password": PASSWORD});
        let body = json!({"slug": slug, "name": format!("The {slug} company"), "owner": owner});
        let made = self.operator().does(Deed::post("/operator/tenants").body(body)).await.is(201).shown();
        self.known_tenant(slug, made.id())
    }

    /// A tenant that is there already.
    pub fn known_tenant(&self, slug: &str, id: &str) -> Tenant {
        Tenant { site: *self, slug: slug.to_owned(), id: id.to_owned(), owner: Arc::default() }
    }
}

impl Tenant {
    /// The same tenant at another server.
    #[must_use]
    pub fn on(&self, site: Site) -> Self {
        Self { site, ..site.known_tenant(&self.slug, &self.id) }
    }

    /// Somebody without any cookie.
    pub fn anonymous(&self) -> Person {
        Person::new(self.site, &self.slug, "somebody")
    }

    /// A participant, whose device the server has seen.
    pub async fn participant(&self, name: &str) -> Person {
        let person = Person::new(self.site, &self.slug, name);
        drop(person.am_i().await);
        person
    }

    /// Several participants.
    pub async fn crowd(&self, size: usize) -> Vec<Person> {
        futures_util::future::join_all((0..size).map(|n| async move { self.participant(&format!("guest {n}")).await }))
            .await
    }

    /// The owner, signed in.
    pub async fn owner(&self) -> Person {
        let owner = self.owner.get_or_init(|| async { self.signs_in("the owner", &owner_email(&self.slug)).await });
        owner.await.clone()
    }

    /// A new moderator, signed in.
    pub async fn moderator(&self) -> Person {
        self.staff("moderator").await.0
    }

    /// A new admin, signed in.
    pub async fn admin(&self) -> Person {
        self.staff("admin").await.0
    }

    /// A new account of this role, signed in, and the account itself.
    pub async fn staff(&self, role: &str) -> (Person, Shown) {
        let email = format!("{role}-{}@{}.example", uuid::Uuid::new_v4().simple(), self.slug);
        let account = self.owner().await.hires(role, &email).await;
        (self.signs_in(&format!("the {role}"), &email).await, account)
    }

    /// A fresh browser in which this account signs in.
    pub async fn signs_in(&self, name: &str, email: &str) -> Person {
        let person = Person::new(self.site, &self.slug, name);
        let reply = person.logs_in(email, PASSWORD).await;
        assert!((200..300).contains(&reply.status), "{}: {}", reply.asked, reply.text());
        person
    }

    /// An ear of somebody without any cookie.
    pub fn ear(&self) -> Hearing {
        Hearing::at(self.site, &self.slug)
    }

    /// The place its log is at.
    pub async fn position(&self) -> String {
        self.anonymous().position().await
    }

    /// The number of the last event of its log.
    pub async fn head(&self) -> i64 {
        seq_of(&self.position().await)
    }
}

fn owner_email(slug: &str) -> String {
    format!("owner@{slug}.example")
}
