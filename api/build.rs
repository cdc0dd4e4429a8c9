//! Builds the pages with npm into `$OUT_DIR/web`, where they are embedded from.
//!
//! `npm ci` runs only when the lock file changed. Without npm, or with `OPENFLOOR_WEB=skip`, a placeholder takes
//! their place and the build goes on. It also tells the code which commit it is.

#![expect(clippy::disallowed_methods, reason = "a build script is told by its environment")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The pages, by their files.
const PAGES: [&str; 5] = ["index.html", "room.html", "moderate.html", "wall.html", "admin.html"];

fn main() {
    let here = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let web = Path::new(&here).join("../web");
    let parts = ["src", "build", "public", "package-lock.json", "vite.config.ts", "tsconfig.json"];
    for part in parts.iter().chain(&PAGES).filter(|part| web.join(part).exists()) {
        println!("cargo::rerun-if-changed=../web/{part}");
    }
    println!("cargo::rerun-if-env-changed=OPENFLOOR_WEB");
    println!("cargo::rerun-if-env-changed=OPENFLOOR_COMMIT");
    if Path::new("../.git/logs/HEAD").exists() {
        println!("cargo::rerun-if-changed=../.git/logs/HEAD");
    }
    println!("cargo::rustc-env=BUILD_COMMIT={}", commit());

    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("web");
    if env::var("OPENFLOOR_WEB").is_ok_and(|how| how == "skip") {
        placeholder(&out, "this build was made without its pages");
    } else if let Err(why) = build(&web, &out) {
        println!("cargo::warning=the pages were not built ({why}); a placeholder is served instead");
        placeholder(&out, "this build was made without its pages: install Node.js and build again");
    }
}

fn build(web: &Path, out: &Path) -> Result<(), String> {
    let lock = fs::read(web.join("package-lock.json")).map_err(|error| format!("web/package-lock.json: {error}"))?;
    let installed = web.join("node_modules/.openfloor-lock");
    if fs::read(&installed).ok().as_ref() != Some(&lock) {
        npm(web, &["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
        fs::write(&installed, &lock).map_err(|error| error.to_string())?;
    }
    let out = out.to_str().ok_or("OUT_DIR is not UTF-8")?;
    npm(web, &["run", "build", "--silent", "--", "--outDir", out, "--emptyOutDir", "--logLevel", "error"])
}

fn npm(web: &Path, arguments: &[&str]) -> Result<(), String> {
    let run = Command::new("npm").args(arguments).current_dir(web).output();
    let run = run.map_err(|error| format!("npm: {error}"))?;
    if run.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&run.stderr);
    Err(format!("npm {}: {}", arguments[0], told.lines().last().unwrap_or("failed")))
}

fn placeholder(out: &Path, why: &str) {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><title>Openfloor</title><!--inlay--></head>\
         <p>The server runs; {why}.</p></html>\n"
    );
    fs::create_dir_all(out).expect("OUT_DIR can be written");
    for name in PAGES {
        fs::write(out.join(name), &page).expect("OUT_DIR can be written");
    }
}

fn commit() -> String {
    if let Ok(given) = env::var("OPENFLOOR_COMMIT") {
        return given;
    }
    let git = Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).output();
    let hash = git.ok().filter(|run| run.status.success()).and_then(|run| String::from_utf8(run.stdout).ok());
    hash.map_or_else(|| "unknown".to_owned(), |hash| hash.trim().to_owned())
}
