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

    /// Publishes.
    pub async fn approves(&self, question: &Shown) -> Shown {
        self.changes(deed::approve(question.id())).await
    }

    /// Declines.
    pub async fn rejects(&self, question: &Shown, reason: &str) -> Shown {
        self.changes(deed::reject(question.id(), reason)).await
    }

    /// Puts away.
    pub async fn archives(&self, question: &Shown) -> Shown {
        self.changes(deed::archive(question.id())).await
    }

    /// Fetches back.
    pub async fn restores(&self, question: &Shown) -> Shown {
        self.changes(deed::restore(question.id())).await
    }

    /// Puts a question on a team's stage.
    pub async fn stages(&self, team: &Shown, question: &Shown) -> Shown {
        self.changes(deed::stage(team.id(), Some(question.id()))).await
    }

    /// Clears a team's stage.
    pub async fn clears_the_stage(&self, team: &Shown) -> Shown {
        self.changes(deed::stage(team.id(), None)).await
    }

    /// Reads a page of the audit by this query: the entries, and where the next page begins.
    ///
    /// # Panics
    /// When the page has no entries.
    pub async fn audits(&self, query: &str) -> (Vec<Value>, Option<String>) {
        let page = self.does(Deed::get(format!("/audit?{query}"))).await.is(200).json();
        let items = page["items"].as_array().unwrap_or_else(|| panic!("no items: {page}")).clone();
        (items, page["nextBefore"].as_str().map(str::to_owned))
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

    /// Founds a team in which every question is reviewed.
    pub async fn founds_reviewed(&self, slug: &str) -> Shown {
        let team = self.founds(slug).await;
        self.changes_team(&team, json!({"moderation": "all"})).await
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
