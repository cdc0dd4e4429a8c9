//! What staff do.

use serde_json::{Value, json};

use crate::deed::{self, Deed};
use crate::people::Person;
use crate::reply::Shown;

impl Person {
    /// Answers, or rewords the answer.
    pub async fn answers(&self, question: &Shown, text: &str) -> Shown {
        self.changes(deed::answer(question.id(), text)).await
    }

    /// Takes the answer back.
    pub async fn reopens(&self, question: &Shown) -> Shown {
        self.changes(deed::reopen(question.id())).await
    }

    /// Tags by name.
    pub async fn tags(&self, question: &Shown, name: &str) -> Shown {
        self.changes(deed::tag(question.id(), name)).await
    }

    /// Takes a tag off.
    pub async fn untags(&self, question: &Shown, tag: &str) -> Shown {
        self.changes(deed::untag(question.id(), tag)).await
    }

    /// Pins.
    pub async fn pins(&self, question: &Shown) -> Shown {
        self.changes(deed::pin(question.id())).await
    }

    /// Takes the pin off.
    pub async fn unpins(&self, question: &Shown) -> Shown {
        self.changes(deed::unpin(question.id())).await
    }

    /// Freezes.
    pub async fn freezes(&self, question: &Shown) -> Shown {
        self.changes(deed::freeze(question.id())).await
    }

    /// Thaws.
    pub async fn thaws(&self, question: &Shown) -> Shown {
        self.changes(deed::thaw(question.id())).await
    }

    /// Makes a tag.
    pub async fn creates_tag(&self, name: &str, color: &str) -> Shown {
        self.does(Deed::post("/tags").body(json!({"name": name, "color": color}))).await.is(201).shown()
    }

    /// Founds a team.
    pub async fn founds(&self, slug: &str) -> Shown {
        let body = json!({"name": format!("Team {slug}"), "slug": slug});
        self.does(Deed::post("/teams").body(body)).await.is(201).shown()
    }

    /// Changes a team.
    pub async fn changes_team(&self, team: &Shown, change: Value) -> Shown {
        self.changes(Deed::patch(format!("/teams/{}", team.id())).body(change)).await
    }

    /// Makes an account of this role; its password is [`crate::PASSWORD`].
    pub async fn hires(&self, role: &str, email: &str) -> Shown {
        let body = json!({"email": email, "name": format!("The {role}"), "role": role, "password": crate::PASSWORD});
        self.does(Deed::post("/auth/users").body(body)).await.is(201).shown()
    }

    /// Changes an account.
    pub async fn changes_account(&self, account: &Shown, change: Value) -> Shown {
        self.changes(Deed::patch(format!("/auth/users/{}", account.id())).body(change)).await
    }

    async fn changes(&self, deed: Deed) -> Shown {
        self.does(deed).await.is(200).shown()
    }
}
