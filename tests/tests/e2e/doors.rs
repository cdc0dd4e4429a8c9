//! The doors: join codes, the picture of an address, and the way in.

use serde_json::json;
use tests::{Deed, Person, Reply, Store, World, both};

/// The modules of a picture, dark or light, row by row, quiet zone and all.
struct Picture {
    width: usize,
    dark: Vec<bool>,
}

impl Picture {
    /// Reads the one path of the picture: `M{x} {y}h{width}v{height}H{x}V{y}`, rectangle after rectangle.
    fn of(svg: &str) -> Self {
        let between = |from: &str, to: &str| {
            svg.split_once(from).and_then(|(_, rest)| rest.split_once(to)).expect("it is there").0
        };
        let width: usize = between(r#"viewBox="0 0 "#, " ").parse().expect("a number");
        let mut dark = vec![false; width * width];
        for rectangle in between(r#" d=""#, r#"""#).split('M').filter(|part| !part.is_empty()) {
            let numbers: Vec<usize> = rectangle
                .split(|letter: char| !letter.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let [x, y, across, down, ..] = numbers[..] else { panic!("no rectangle: {rectangle}") };
            for row in y..y + down {
                dark[row * width + x..row * width + x + across].fill(true);
            }
        }
        Self { width, dark }
    }

    /// What a camera would read.
    fn says(&self) -> String {
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(self.width, self.width, |x, y| {
            if self.dark[y * self.width + x] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code");
        grids[0].decode().expect("it can be read").1
    }
}

fn stranger(world: &World) -> Person {
    Person::new(**world, "", "a stranger")
}

fn picture(reply: &Reply) -> String {
    assert_eq!(reply.header("content-type"), "image/svg+xml");
    Picture::of(&reply.text()).says()
}

both!(
    async fn a_code_opens_its_team_however_it_is_typed(store: Store) {
        let world = World::on(store).with("OPENFLOOR_DEFAULT_TENANT", "").await;
        let (acme, bolt) = (world.tenant("acme").await, world.tenant("bolt").await);
        let team = acme.admin().await.founds("hall").await;
        bolt.admin().await.founds("hall").await;
        let code = team.text("joinCode");
        let (lower, parted) = (code.to_lowercase(), format!("{}-{}", &code[..3], &code[3..].to_lowercase()));
        let spaced = format!("%20{}%20{}", &code[..2], &code[2..]);
        let dashed = format!("{}%E2%80%93{}", &code[..3], &code[3..]);
        let opened = json!({"tenantId": acme.id, "tenantSlug": "acme", "team": team.0});
        for typed in [code, &lower, &parted, &spaced, &dashed] {
            let there = stranger(&world).does(Deed::get(format!("/join/{typed}"))).await.is(200);
            assert_eq!(there.json(), opened, "{typed}");
            let led = stranger(&world).does(Deed::get(format!("/j/{typed}"))).await.is(303);
            assert_eq!(led.header("location"), "/room/hall?tenantId=acme", "{typed}");
        }
        let closed = acme.admin().await.changes_team(&team, json!({"state": "closed"})).await;
        let there = stranger(&world).does(Deed::get(format!("/join/{code}"))).await.is(200).json();
        assert_eq!(there["team"], closed.0);
    }
);

both!(
    async fn a_code_that_nothing_has_is_told_and_typed_again(store: Store) {
        let world = World::on(store).await;
        for (typed, again) in
            [("NNNNNN", "NNNNNN"), ("n%20n", "n+n"), ("%3Cb%3E%22", "%3Cb%3E%22"), ("%FF", "%EF%BF%BD"), ("-", "-")]
        {
            let there = format!("/join/{typed}");
            for path in [there.clone(), format!("{there}/qr.svg")] {
                stranger(&world).may_not(Deed::get(path), 404, "code_not_found").await;
            }
            let led = stranger(&world).does(Deed::get(format!("/j/{typed}"))).await.is(303);
            assert_eq!(led.header("location"), format!("/?code={again}"));
        }
    }
);

both!(
    async fn a_suspended_tenant_has_no_doors(store: Store) {
        let world = World::on(store).await;
        let acme = world.tenant("acme").await;
        let team = acme.admin().await.founds("hall").await;
        let code = team.text("joinCode");
        let unknown = stranger(&world).does(Deed::get("/join/NNNNNN")).await.json();
        let shut = |shut: bool| Deed::patch("/operator/tenants/acme").body(json!({ "suspended": shut }));
        drop(world.operator().does(shut(true)).await.is(200));
        let refused = stranger(&world).may_not(Deed::get(format!("/join/{code}")), 404, "code_not_found").await;
        assert_eq!(refused.json()["title"], unknown["title"]);
        stranger(&world).may_not(Deed::get(format!("/join/{code}/qr.svg")), 404, "code_not_found").await;
        let led = stranger(&world).does(Deed::get(format!("/j/{code}"))).await.is(303);
        assert_eq!(led.header("location"), format!("/?code={code}"));
        drop(world.operator().does(shut(false)).await.is(200));
        drop(stranger(&world).does(Deed::get(format!("/join/{code}"))).await.is(200));
    }
);

both!(
    async fn the_picture_says_the_address_of_the_door(store: Store) {
        let world = World::on(store).await;
        let team = world.tenant("acme").await.admin().await.founds("hall").await;
        let code = team.text("joinCode");
        let path = format!("/join/{}/qr.svg", code.to_lowercase());
        let here = stranger(&world).does(Deed::get(&path)).await.is(200);
        assert_eq!(picture(&here), world.url(&format!("/j/{code}")));
        let svg = here.text();
        assert!(svg.contains(r##"fill="#fff""##) && svg.contains(r##"fill="#000""##), "dark on white: {svg:.300}");
        let Picture { width, dark } = Picture::of(&svg);
        let quiet = 4 * 8;
        for (at, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
            let (x, y) = (at % width, at / width);
            assert!(x.min(y) >= quiet && x.max(y) < width - quiet, "a quiet zone of four modules");
        }
        let led = stranger(&world).does(Deed::get(path).header("Host", "hall.example:8080")).await.is(200);
        assert_eq!(picture(&led), format!("http://hall.example:8080/j/{code}"));
    }
);

both!(
    async fn with_a_public_url_the_picture_says_that(store: Store) {
        let world = World::on(store).with("OPENFLOOR_PUBLIC_URL", "http://ask.example/meet/").await;
        let team = world.tenant("acme").await.admin().await.founds("hall").await;
        let code = team.text("joinCode");
        let reply = stranger(&world).does(Deed::get(format!("/join/{code}/qr.svg"))).await.is(200);
        assert_eq!(picture(&reply), format!("http://ask.example/meet/j/{code}"));
    }
);
