use super::*;

fn from(pairs: &[(&str, &str)]) -> Result<Config, String> {
    Config::from_settings(&pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

#[test]
fn defaults_stand_alone() {
    let config = from(&[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.default_tenant.as_deref(), Some("default"));
    assert_eq!(config.retention, Retention { events: 100_000, age: Duration::from_secs(30 * 86_400) });
}

#[test]
fn a_wrong_setting_is_named() {
    for (name, value) in [
        ("OPENFLOOR_LISTEN", "here"),
        ("OPENFLOOR_TYPO", "1"),
        ("DATABASE_URL", "mysql://x"),
        ("OPENFLOOR_LOG_RETENTION", "many"),
        ("OPENFLOOR_SSE_HEARTBEAT_SECONDS", "0"),
        ("OPENFLOOR_DEMO", "perhaps"),
        ("OPENFLOOR_BACKPLANE", "pigeons"),
        ("REDIS_URL", "http://cache"),
        ("OPENFLOOR_LOG", "loud"),
        ("OPENFLOOR_DEFAULT_TENANT", "Bad Slug"),
        ("OPENFLOOR_CORS_ORIGINS", "https://fine.example,*"),
        ("OPENFLOOR_CORS_ORIGINS", "https://c.example/path"),
    ] {
        let error = from(&[(name, value)]).unwrap_err();
        assert!(error.starts_with(name) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn addresses_are_kept_as_browsers_say_them() {
    let config = from(&[
        ("OPENFLOOR_PUBLIC_URL", "https://x.example:443/"),
        ("OPENFLOOR_CORS_ORIGINS", "https://c.example/, http://d.example:80,http://e.example:8080"),
    ]);
    let config = config.unwrap();
    assert_eq!(config.public_url.as_deref(), Some("https://x.example"));
    assert_eq!(config.cors_origins, ["https://c.example", "http://d.example", "http://e.example:8080"]);
}

#[test]
fn demo_makes_its_tenant_the_default() {
    assert_eq!(from(&[("OPENFLOOR_DEMO", "1")]).unwrap().default_tenant.as_deref(), Some("demo"));
}
