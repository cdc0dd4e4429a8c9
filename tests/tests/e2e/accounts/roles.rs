//! Who may make whom what.

use serde_json::{Value, json};
use tests::{Deed, PASSWORD, Shown, Store, World, both};

fn change(account: &Shown, change: Value) -> Deed {
    Deed::patch(format!("/auth/users/{}", account.id())).body(change)
}

const ROLES: [&str; 3] = ["moderator", "admin", "owner"];

/// Whether somebody of this role may make or change somebody of that one.
fn may(own: &str, other: &str) -> bool {
    own == "owner" || (own == "admin" && other == "moderator")
}

both!(
    async fn nobody_grants_a_role_at_or_above_the_own_but_owners_make_owners(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let owner = acme.owner().await;
        for own in ROLES {
            let (person, _) = acme.staff(own).await;
            for to in ROLES {
                let email = format!("{own}-{to}@acme.example");
                let body = json!({"email": email, "name": "New", "role": to, "password": PASSWORD});
                let made = person.does(Deed::post("/auth/users").body(body)).await;
                assert_eq!(made.status, if may(own, to) { 201 } else { 403 }, "{own} makes a new {to}");
            }
            for (from, to) in ROLES.into_iter().flat_map(|from| ROLES.map(|to| (from, to))) {
                let other = owner.hires(from, &format!("{own}-{from}-{to}@acme.example")).await;
                let changed = person.does(change(&other, json!({"role": to}))).await;
                let allowed = may(own, from) && may(own, to);
                assert_eq!(changed.status, if allowed { 200 } else { 403 }, "{own} makes a {from} a {to}");
                if allowed {
                    assert_eq!(changed.shown().text("role"), to);
                } else {
                    drop(changed.refused(403, "forbidden"));
                }
            }
        }
    }
);

both!(
    async fn who_may_not_change_an_account_may_not_end_or_rename_it(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let owner = acme.owner().await;
        for own in ROLES {
            let (person, _) = acme.staff(own).await;
            for role in ROLES {
                let other = owner.hires(role, &format!("{own}-{role}@acme.example")).await;
                let path = format!("/auth/users/{}", other.id());
                for deed in [
                    change(&other, json!({"name": "Renamed"})),
                    change(&other, json!({"active": false})),
                    change(&other, json!({"active": true})),
                ] {
                    let status = person.does(deed).await.status;
                    assert_eq!(status, if may(own, role) { 200 } else { 403 }, "{own} changes a {role}");
                }
                let status = person.does(Deed::delete(path)).await.status;
                assert_eq!(status, if may(own, role) { 204 } else { 403 }, "{own} ends a {role}");
            }
        }
    }
);

both!(
    async fn nobody_changes_the_own_role_or_ends_the_own_account(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        for role in ["admin", "owner"] {
            let (person, own) = acme.staff(role).await;
            for other in ROLES.into_iter().filter(|other| *other != role) {
                person.may_not(change(&own, json!({"role": other})), 403, "forbidden").await;
            }
            person.may_not(change(&own, json!({"active": false})), 403, "forbidden").await;
            person.may_not(Deed::delete(format!("/auth/users/{}", own.id())), 403, "forbidden").await;
            person.changes_account(&own, json!({"name": "Me again"})).await;
            assert_eq!(person.am_i().await["role"], role);
            assert_eq!(person.am_i().await["name"], "Me again");
        }
    }
);

both!(
    async fn a_moderator_sees_no_accounts(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ana, own) = acme.staff("moderator").await;
        for deed in [
            Deed::get("/auth/users"),
            Deed::post("/auth/users").body(json!({})),
            change(&own, json!({"role": "admin"})),
            change(&own, json!({"name": "Me"})),
            Deed::delete(format!("/auth/users/{}", own.id())),
        ] {
            ana.may_not(deed, 403, "forbidden").await;
        }
    }
);

both!(
    async fn a_change_that_changes_nothing_writes_nothing(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let (ana, account) = acme.staff("moderator").await;
        let mut ear = ana.ear().await;
        let before = (acme.position().await, world.database().number("SELECT COUNT(*) FROM audit").await);
        let same = json!({"role": "moderator", "active": true, "name": account.text("name")});
        assert_eq!(acme.owner().await.changes_account(&account, same).await, account);
        assert_eq!((acme.position().await, world.database().number("SELECT COUNT(*) FROM audit").await), before);
        acme.participant("alice").await.asks("Still here?").await;
        ear.hears("question:created").await;
    }
);
