//! Many processes, killed processes, broken servers.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use annals_sandbox::bare_database;

use crate::child::{Child, Role, StateDir};
use crate::{connect, has_database, run, text};

const PATIENCE: Duration = Duration::from_secs(30);

fn database_name(url: &str) -> String {
    let path = url.split('?').next().unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}

/// What no two servers have in common, and no two lives of one server.
async fn identity(url: &str) -> String {
    let identity = "SELECT system_identifier || ' ' || pg_postmaster_start_time()
                      FROM pg_control_system()";
    text(&mut connect(url).await, identity).await
}

/// Ends a server's main process the hard way; its children notice by themselves.
fn kill_server(server: &Path) {
    let record = fs::read_to_string(server.join("data/postmaster.pid")).unwrap();
    let pid = record.lines().next().unwrap();
    let status = Command::new("kill").args(["-KILL", pid]).status().unwrap();
    assert!(status.success());
}

#[tokio::test]
async fn eight_processes_at_once_share_one_server_made_from_nothing() {
    let state = StateDir::new();
    let mut children: Vec<Child> = (0..8).map(|_| state.start(Role::Databases)).collect();
    let urls: Vec<String> = children.iter_mut().map(Child::url).collect();

    let first = identity(&urls[0]).await;
    for url in &urls {
        assert_eq!(identity(url).await, first);
    }
    state.server();
    children.into_iter().for_each(Child::finish);
}

#[tokio::test]
async fn what_a_killed_process_leaves_the_next_one_drops() {
    let state = StateDir::new();
    let mut witness = state.start(Role::Databases);
    let mut admin = connect(&witness.url()).await;
    let mut killed = state.start(Role::Databases);
    let leftover = database_name(&killed.url());
    killed.kill();

    // The server may take a moment to notice that the process is gone.
    let deadline = Instant::now() + PATIENCE;
    while has_database(&mut admin, &leftover).await {
        assert!(Instant::now() < deadline, "{leftover} is still there");
        let mut next = state.start(Role::Databases);
        next.url();
        next.finish();
    }
}

#[tokio::test]
async fn what_a_living_process_uses_the_next_one_leaves_alone() {
    let state = StateDir::new();
    let mut living = state.start(Role::Databases);
    let url = living.url();
    let mut next = state.start(Role::Databases);
    next.url();
    let mut admin = connect(&url).await;
    assert!(has_database(&mut admin, &database_name(&url)).await);
}

#[tokio::test]
async fn a_database_that_the_sandbox_did_not_make_is_never_dropped() {
    let state = StateDir::new();
    let mut witness = state.start(Role::Databases);
    let mut admin = connect(&witness.url()).await;
    let strangers = ["annals_sandbox_000000000000_1", "annals_sandbox_template_1"];
    for name in strangers {
        run(&mut admin, &format!("CREATE DATABASE {name}")).await;
    }
    let comment = "COMMENT ON DATABASE annals_sandbox_template_1 IS 'annals-sandbox, a shop'";
    run(&mut admin, comment).await;

    let mut next = state.start(Role::Databases);
    next.url();
    next.finish();
    for name in strangers {
        assert!(has_database(&mut admin, name).await, "{name}");
    }
}

#[tokio::test]
async fn a_half_made_data_directory_is_made_anew() {
    let state = StateDir::new();
    let mut first = state.start(Role::Databases);
    first.url();
    first.finish();
    let server = state.server();
    kill_server(&server);
    fs::remove_file(server.join("complete")).unwrap();
    fs::create_dir(server.join("data.new")).unwrap();
    fs::write(server.join("data.new/PG_VERSION"), "15\n").unwrap();

    let mut second = state.start(Role::Databases);
    identity(&second.url()).await;
    assert!(!server.join("data.new").exists());
}

#[tokio::test]
async fn data_that_a_server_does_not_start_on_is_made_anew() {
    let state = StateDir::new();
    let mut first = state.start(Role::Databases);
    first.url();
    first.finish();
    kill_server(&state.server());
    fs::write(state.server().join("data/global/pg_control"), "broken").unwrap();

    let mut second = state.start(Role::Databases);
    identity(&second.url()).await;
}

#[tokio::test]
async fn a_killed_server_is_started_again_by_the_next_process() {
    let state = StateDir::new();
    let mut first = state.start(Role::Databases);
    let before = identity(&first.url()).await;
    first.finish();
    kill_server(&state.server());

    let mut second = state.start(Role::Databases);
    assert_ne!(identity(&second.url()).await, before);
}

#[tokio::test]
async fn a_process_whose_server_is_killed_gets_its_next_database_from_a_new_one() {
    let state = StateDir::new();
    let mut child = state.start(Role::Databases);
    let before = identity(&child.url()).await;
    kill_server(&state.server());

    child.ask_again();
    assert_ne!(identity(&child.url()).await, before);
    child.finish();
}

#[tokio::test]
async fn a_dead_servers_number_that_another_program_has_by_now_does_not_matter() {
    let state = StateDir::new();
    let mut first = state.start(Role::Databases);
    first.url();
    first.finish();
    let record = state.server().join("data/postmaster.pid");
    let contents = fs::read_to_string(&record).unwrap();
    kill_server(&state.server());
    let (_, rest) = contents.split_once('\n').unwrap();
    // A program of the server's user, which the server would otherwise take for itself.
    let mut other = as_server_user(&state.server(), "sleep", "60");
    fs::write(&record, format!("{}\n{rest}", other.id())).unwrap();

    let mut second = state.start(Role::Databases);
    identity(&second.url()).await;
    assert!(other.try_wait().unwrap().is_none(), "the program was ended");
    other.kill().unwrap();
    other.wait().unwrap();
}

fn as_server_user(server: &Path, program: &str, argument: &str) -> std::process::Child {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    let owner = fs::metadata(server.join("data")).unwrap();
    Command::new(program).arg(argument).uid(owner.uid()).gid(owner.gid()).spawn().unwrap()
}

#[test]
fn a_directory_of_another_user_is_refused() {
    if !rustix::process::geteuid().is_root() {
        return; // Only root can give a directory away.
    }
    let state = StateDir::new();
    let stolen = state.path().join("stolen");
    fs::create_dir(&stolen).unwrap();
    std::os::unix::fs::chown(&stolen, Some(65534), Some(65534)).unwrap();
    let environment = [("ANNALS_SANDBOX_DIR", stolen.to_str().unwrap())];
    let answer = Child::start(Role::Databases, &environment).answer();
    assert!(answer.contains("belongs to uid 65534"), "{answer}");
    fs::remove_dir(stolen).unwrap();
}

#[test]
fn a_path_too_long_for_a_socket_is_refused() {
    let state = StateDir::new();
    let long = state.path().join("d".repeat(80));
    let environment = [("ANNALS_SANDBOX_DIR", long.to_str().unwrap())];
    let answer = Child::start(Role::Databases, &environment).answer();
    assert!(answer.contains("set ANNALS_SANDBOX_DIR to a shorter path"), "{answer}");
    fs::remove_dir_all(long).unwrap();
}

#[test]
fn an_explicit_directory_without_programs_is_refused() {
    let answer = Child::start(Role::Databases, &[("ANNALS_PG_BIN", "/nowhere")]).answer();
    assert!(answer.contains("ANNALS_PG_BIN=/nowhere: it has no initdb"), "{answer}");
}

/// A server that held the output of the process that started it would make whoever reads that
/// output wait for the server's end.
#[test]
fn a_started_server_does_not_hold_the_starters_output_open() {
    let state = StateDir::new();
    let mut starter = state.start(Role::Databases);
    starter.url();
    starter.finish_and_read_to_end();
}

#[tokio::test]
async fn the_shared_server_is_found_again() {
    let one = identity(bare_database().await.unwrap().admin_url()).await;
    let mut child = Child::start(Role::Databases, &[]);
    assert_eq!(identity(&child.url()).await, one);
}
