//! Which tenant a request means.

use tests::{Deed, Person, Store, World, both};

use super::{ADDRESSES, NOBODY, is_inside_a_tenant};

/// Every request inside a tenant that a tenant's name alone can refuse.
fn inside() -> impl Iterator<Item = Deed> {
    ADDRESSES.iter().filter(|(address, _)| is_inside_a_tenant(address)).flat_map(|(address, methods)| {
        methods.iter().map(|method| Deed::new(method.parse().expect("a method"), address.replace("{}", NOBODY)))
    })
}

both!(
    async fn a_tenant_goes_by_slug_or_id_in_the_query_or_the_header(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let nobody = Person::new(*world, "", "somebody");
        let names = ["acme", &acme.id];
        for name in names {
            let query = Deed::get(format!("/tenant?tenantId={name}"));
            let header = Deed::get("/tenant").header("X-Tenant-Id", name);
            let both = names.map(|other| query.clone().header("X-Tenant-Id", other));
            for deed in [query, header].into_iter().chain(both) {
                assert_eq!(nobody.does(deed).await.is(200).shown().id(), acme.id);
            }
        }
    }
);

both!(
    async fn without_a_name_it_is_the_default_tenant(store: Store) {
        let world = World::on(store).await;
        world.tenant("acme").await;
        let nobody = Person::new(*world, "", "somebody");
        for path in ["/tenant", "/tenant?tenantId="] {
            assert_eq!(nobody.does(Deed::get(path)).await.is(200).shown().text("slug"), "default");
        }
        nobody.asks("Is anybody here?").await;
    }
);

both!(
    async fn without_a_name_and_a_default_every_route_asks_for_one(store: Store) {
        let world = World::on(store).with("OPENFLOOR_DEFAULT_TENANT", "").await;
        world.tenant("acme").await;
        let nobody = Person::new(*world, "", "somebody");
        for deed in inside() {
            nobody.may_not(deed, 400, "tenant_required").await;
        }
    }
);

both!(
    async fn two_names_that_differ_are_a_conflict_on_every_route(store: Store) {
        let world = World::on(store).await;
        let (acme, _) = (world.tenant("acme").await, world.tenant("bolt").await);
        for deed in inside() {
            acme.anonymous().may_not(deed.header("X-Tenant-Id", "bolt"), 400, "tenant_conflict").await;
        }
    }
);

both!(
    async fn an_unknown_name_is_404_on_every_route(store: Store) {
        let world = World::on(store).await;
        for name in ["nowhere", NOBODY, "ACME", "%20"] {
            let lost = Person::new(*world, name, "somebody lost");
            for deed in inside() {
                lost.may_not(deed, 404, "tenant_not_found").await;
            }
        }
    }
);

both!(
    async fn what_is_outside_of_tenants_ignores_their_names(store: Store) {
        let world = World::on(store).with("OPENFLOOR_DEFAULT_TENANT", "").await;
        let lost = Person::new(*world, "nowhere", "somebody lost");
        // Whoever asks for anything but its health waits until the server is there.
        for path in ["/metrics", "/health/live", "/health/ready"] {
            for deed in [Deed::get(path), Deed::get(path).without_tenant(), Deed::get(path).header("X-Tenant-Id", "x")]
            {
                drop(lost.does(deed).await.is(200));
            }
        }
        drop(world.operator().does(Deed::get("/operator/tenants?tenantId=nowhere")).await.is(200));
    }
);
