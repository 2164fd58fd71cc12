use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::{Flaw, Places, expand, inspect, major_version};
use crate::error::Error;
use crate::server_user::ServerUser;

fn user() -> ServerUser {
    ServerUser::choose().unwrap()
}

fn tempdir(mode: u32) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(mode)).unwrap();
    dir
}

/// A directory whose `postgres` claims to be of this version.
fn pretend_server(parent: &Path, name: &str, version: &str) -> PathBuf {
    let dir = parent.join(name);
    fs::create_dir_all(&dir).unwrap();
    for program in ["initdb", "pg_ctl", "postgres"] {
        let path = dir.join(program);
        let script = format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n");
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    dir
}

fn places(path: Vec<PathBuf>, usual: Vec<String>) -> Places {
    Places { explicit: None, path, usual }
}

#[test]
fn versions_are_read_as_distributions_write_them() {
    let cases = [
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", Some(15)),
        ("postgres (PostgreSQL) 18.4", Some(18)),
        ("postgres (PostgreSQL) 19devel", Some(19)),
        ("postgres (PostgreSQL) 18beta1", Some(18)),
        ("postgres: command not found", None),
    ];
    for (said, version) in cases {
        assert_eq!(major_version(said), version, "{said}");
    }
}

#[test]
fn the_highest_version_of_a_pattern_comes_first() {
    let root = tempdir(0o755);
    for version in ["9.6", "14", "100", "16", "latest"] {
        fs::create_dir_all(root.path().join(version)).unwrap();
    }
    let found = expand(&format!("{}/*/bin", root.path().display()));
    let expected = ["100", "16", "14", "9.6"].map(|v| root.path().join(v).join("bin"));
    assert_eq!(found, expected);
}

#[test]
fn path_comes_before_the_usual_places_and_old_versions_are_passed_over() {
    let root = tempdir(0o755);
    let old = pretend_server(root.path(), "old", "14.2");
    let on_path = pretend_server(root.path(), "path", "15.3");
    pretend_server(root.path(), "usual-17", "17.1");
    let usual = vec![format!("{}/usual-*", root.path().display())];

    let found = places(vec![old.clone(), on_path.clone()], usual.clone());
    assert_eq!(found.find(&user()).unwrap().version(), 15);

    let found = places(vec![old], usual).find(&user()).unwrap();
    assert_eq!(found.version(), 17);
}

#[test]
fn pg_config_is_asked_when_path_has_no_server() {
    let root = tempdir(0o755);
    let server = pretend_server(root.path(), "server", "16.1");
    let tools = root.path().join("tools");
    fs::create_dir(&tools).unwrap();
    let script = format!("#!/bin/sh\necho {}\n", server.display());
    fs::write(tools.join("pg_config"), script).unwrap();
    fs::set_permissions(tools.join("pg_config"), fs::Permissions::from_mode(0o755)).unwrap();

    let found = places(vec![tools], vec![]).find(&user()).unwrap();
    assert_eq!(found.version(), 16);
}

#[test]
fn an_explicit_directory_without_a_server_is_an_error_even_if_others_have_one() {
    let root = tempdir(0o755);
    let server = pretend_server(root.path(), "server", "16.1");
    let mut places = places(vec![server], vec![]);
    places.explicit = Some(root.path().join("nothing"));
    let error = places.find(&user()).unwrap_err();
    assert!(matches!(error, Error::UnusableBinaries { .. }));
    let message = error.to_string();
    assert!(message.contains("ANNALS_PG_BIN") && message.contains("initdb"), "{message}");
}

#[test]
fn a_failed_search_names_places_findings_and_the_command_that_installs() {
    let root = tempdir(0o755);
    let old = pretend_server(root.path(), "old", "13.9");
    let nowhere = "/nowhere/*/bin".to_owned();
    let message =
        places(vec![old.clone()], vec![nowhere.clone()]).find(&user()).unwrap_err().to_string();
    for part in ["15 or newer", "ANNALS_PG_BIN", "PATH", "pg_config", "To install it: "] {
        assert!(message.contains(part), "{part} is missing: {message}");
    }
    assert!(message.contains(&nowhere), "{message}");
    let finding = format!("{}: PostgreSQL 13 is older than 15", old.display());
    assert!(message.contains(&finding), "{message}");
}

#[test]
fn programs_that_only_root_can_read_are_reported_as_such() {
    if !user().is_dropped() {
        return; // Only root becomes another user.
    }
    let root = tempdir(0o700);
    let dir = pretend_server(root.path(), "server", "16.1");
    let flaw = inspect(&dir, &user()).unwrap_err();
    assert!(matches!(flaw, Flaw::Unreadable(_)), "{flaw:?}");
    assert!(flaw.to_string().contains("chmod"), "{flaw}");
}
