//! `scripts/setup/cargo_tools.sh`: where a tool comes from. In place of cargo stands a script that writes down what it was
//! asked for.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::root;

/// A machine that has nothing but `programs`, each a shell script by its name.
struct Machine {
    folder: PathBuf,
}

impl Machine {
    fn with(name: &str, programs: &[(&str, &str)]) -> Self {
        let folder =
            std::env::temp_dir().join(format!("groupsweep-setup-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("bin")).unwrap();
        for (program, script) in programs {
            let file = folder.join("bin").join(program);
            fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { folder }
    }

    /// Sets up `trunk` 9.9.9; what was asked of cargo, line by line.
    fn set_up_trunk(&self) -> Vec<String> {
        let script = ". scripts/env.sh && . scripts/setup/cargo_tools.sh && cargo_tool trunk trunk 9.9.9 at_least 0 150 && trunk --version";
        let path = format!("{}:/usr/bin:/bin", self.folder.join("bin").display());
        let done = Command::new("bash")
            .args(["-c", script])
            .current_dir(root())
            .env("PATH", path)
            .env("CARGO_HOME", self.folder.join("none"))
            .env("GROUPSWEEP_CACHE", self.folder.join("cache"))
            .env("ASKED", self.folder.join("asked"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(
            done.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&done.stderr)
        );
        assert!(said.ends_with("trunk 9.9.9\n"), "{said}");
        lines(&self.folder.join("asked"))
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn lines(file: &Path) -> Vec<String> {
    fs::read_to_string(file)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Puts a program into the folder behind `--root`, as both ways of installing do.
const INSTALL: &str = r#"
echo "$*" >> "$ASKED"
while [ "$1" != --root ]; do shift; done
mkdir -p "$2/bin"
printf '#!/bin/sh\necho trunk %s\n' "${GIVES:-9.9.9}" > "$2/bin/trunk"
chmod +x "$2/bin/trunk""#;

#[test]
fn a_tool_is_fetched_where_cargo_binstall_is_there() {
    let machine = Machine::with("fetched", &[("cargo", INSTALL), ("cargo-binstall", "")]);
    let asked = machine.set_up_trunk();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(
        asked[0].starts_with("binstall ") && asked[0].ends_with(" trunk@9.9.9"),
        "{asked:?}"
    );
    assert!(
        asked[0].contains(" --strategies crate-meta-data "),
        "{asked:?}"
    );
}

#[test]
fn a_tool_that_can_not_be_fetched_is_compiled() {
    let refuses =
        format!("[ \"$1\" != binstall ] || {{ echo \"$*\" >> \"$ASKED\"; exit 1; }}\n{INSTALL}");
    let machine = Machine::with("refused", &[("cargo", &refuses), ("cargo-binstall", "")]);
    let asked = machine.set_up_trunk();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(
        asked[1].starts_with("install --locked ") && asked[1].ends_with(" trunk@9.9.9"),
        "{asked:?}"
    );
}

#[test]
fn a_fetched_tool_of_another_version_is_not_taken() {
    let older = format!("[ \"$1\" != binstall ] || GIVES=9.9.8\n{INSTALL}");
    let machine = Machine::with("older", &[("cargo", &older), ("cargo-binstall", "")]);
    let asked = machine.set_up_trunk();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[1].starts_with("install --locked "), "{asked:?}");
}

#[test]
fn a_tool_is_compiled_where_there_is_no_cargo_binstall() {
    let machine = Machine::with("compiled", &[("cargo", INSTALL)]);
    let asked = machine.set_up_trunk();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].starts_with("install --locked "), "{asked:?}");
}
