//! The assets: compressed once, the same bytes in every encoding, kept for ever.

use std::io::Read;

use tests::{Deed, Person, Reply, Store, World, both};

/// The assets that the pages name.
async fn named(person: &Person) -> Vec<String> {
    let mut all = Vec::new();
    for path in super::PAGES {
        let html = super::looks(person, path).await.text();
        let names = html.split('"').filter(|part| part.starts_with("/assets/")).map(str::to_owned);
        all.extend(names.collect::<Vec<_>>());
    }
    all.sort_unstable();
    all.dedup();
    assert!(all.len() > 3, "the pages were built: {all:?}");
    all
}

async fn fetched(person: &Person, path: &str, accepts: &str) -> Reply {
    let reply = person.does(Deed::get(path).header("Accept-Encoding", accepts)).await.is(200);
    assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
    assert!(reply.header("vary").to_lowercase().contains("accept-encoding"), "{path}");
    reply
}

fn unpacked(reply: &Reply) -> Vec<u8> {
    let mut bytes = Vec::new();
    match reply.header("content-encoding") {
        "br" => brotli_decompressor::Decompressor::new(&reply.body[..], 4096).read_to_end(&mut bytes),
        "gzip" => flate2::read::GzDecoder::new(&reply.body[..]).read_to_end(&mut bytes),
        _ => (&reply.body[..]).read_to_end(&mut bytes),
    }
    .unwrap_or_else(|error| panic!("{}: {error}", reply.asked));
    bytes
}

both!(
    async fn an_asset_is_the_same_in_every_encoding(store: Store) {
        let world = World::on(store).await;
        let somebody = world.tenant("acme").await.anonymous();
        let mut compressed = 0;
        for path in named(&somebody).await {
            let plain = fetched(&somebody, &path, "identity").await;
            assert_eq!(plain.header("content-encoding"), "", "{path}");
            let kind = if path.ends_with(".css") { "text/css" } else { "text/javascript" };
            assert_eq!(plain.header("content-type"), kind, "{path}");
            for (accepts, encoding) in
                [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")]
            {
                let packed = fetched(&somebody, &path, accepts).await;
                assert_eq!(packed.header("content-type"), kind, "{path}");
                assert!(unpacked(&packed) == plain.body, "{path} in {accepts}");
                if plain.body.len() > 1024 {
                    assert_eq!(packed.header("content-encoding"), encoding, "{path}");
                    // A small file has little that repeats.
                    let (most, of) = if plain.body.len() > 8 * 1024 { (1, 2) } else { (2, 3) };
                    assert!(packed.body.len() * of < plain.body.len() * most, "{path}: {}", packed.body.len());
                    compressed += 1;
                }
            }
            somebody.may_not(Deed::get(format!("{path}.br")), 404, "not_found").await;
        }
        assert!(compressed > 3, "something is worth compressing");
    }
);
