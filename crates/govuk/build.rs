//! Compiles the style sheet and collects the GOV.UK Frontend script, both from the npm packages that the lock file
//! names, and draws the icon. On a fresh machine it installs those packages first, so that `cargo run` is all there is to do.

mod icon;

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    if let Err(message) = build() {
        println!("cargo::error={message}");
        std::process::exit(1);
    }
}

fn build() -> Result<(), String> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let root = here
        .join("../..")
        .canonicalize()
        .map_err(|error| format!("no workspace above govuk: {error}"))?;
    for watched in ["package-lock.json", "crates/govuk/assets"] {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    let frontend = root.join("node_modules/govuk-frontend/dist/govuk");
    let sass = root.join("node_modules/sass/sass.js");
    if !frontend.is_dir() || !sass.is_file() {
        run(
            Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(&root),
            "npm (install Node.js 20 or later, which brings it)",
        )?;
    }
    run(
        Command::new("node")
            .arg(&sass)
            .args([
                "--quiet-deps",
                "--no-source-map",
                "--style=compressed",
                "--load-path=.",
            ])
            .arg(here.join("assets/trellis.scss"))
            .arg(out.join("trellis.css"))
            .current_dir(&root),
        "node (install Node.js 20 or later)",
    )?;
    // Devices round the corners of the touch icon themselves.
    for (size, corner) in [(180, 0), (192, 5_000), (512, 5_000)] {
        icon::write(&out.join(format!("icon-{size}.png")), size, corner)?;
    }
    copy(
        &frontend.join("govuk-frontend.min.js"),
        &out.join("govuk-frontend.min.js"),
    )
}

fn variable(name: &str) -> Result<String, String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a build script is configured by cargo's variables"
    )]
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}

fn run(command: &mut Command, what: &str) -> Result<(), String> {
    let status = command
        .status()
        .map_err(|error| format!("cannot start {what}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{what} ended with {status}"))
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    std::fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("{}: {error}", from.display()))
}
