//! Templates.

use super::root;

/// Proves SE7: no template switches escaping off.
#[test]
fn no_template_switches_escaping_off() {
    let mut folders = vec![root().join("crates")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                seen += 1;
                let plain = std::fs::read_to_string(&path).unwrap().replace(' ', "");
                assert!(
                    !plain.contains("|safe") && !plain.contains("autoescapefalse"),
                    "{}",
                    path.display()
                );
            }
        }
    }
    assert!(seen > 20, "{seen} templates");
}
