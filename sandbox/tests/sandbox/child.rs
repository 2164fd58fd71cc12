//! This program again, as another process with an environment of its own.

use std::fs::Permissions;
use std::io::{BufRead, BufReader, Lines, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child as Process, ChildStdout, Command, Stdio};

use annals_sandbox::{Server, ServerOptions};

/// Tells the child that it is one.
const ROLE: &str = "ANNALS_SANDBOX_TEST_CHILD";

/// Marks the child's lines among those of the test harness.
const PREFIX: &str = "child: ";

/// What a child does, as the first thing in its life.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Role {
    /// Asks for a database, and for a further one at each line it reads.
    Databases,
    /// Makes a private server.
    PrivateServer,
    /// Stops the shared server and ends.
    StopShared,
}

/// A running child; dropped, it is killed.
pub(crate) struct Child {
    process: Process,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Child {
    pub(crate) fn start(role: Role, environment: &[(&str, &str)]) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child::acts", "--nocapture"])
            .env(ROLE, format!("{role:?}"))
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, answers }
    }

    /// The child's next answer: the administrator's URL of a database.
    pub(crate) fn url(&mut self) -> String {
        let answer = self.answer();
        assert!(answer.starts_with("postgres://"), "{answer}");
        answer
    }

    /// The child's next answer, an error's message among them.
    pub(crate) fn answer(&mut self) -> String {
        let mut lines = self.answers.by_ref().map_while(Result::ok);
        lines.find_map(|line| Some(line.split_once(PREFIX)?.1.to_owned())).unwrap()
    }

    pub(crate) fn ask_again(&mut self) {
        writeln!(self.process.stdin.as_mut().unwrap()).unwrap();
    }

    /// Lets it end in order, with its databases dropped.
    pub(crate) fn finish(mut self) {
        drop(self.process.stdin.take());
        assert!(self.process.wait().unwrap().success());
    }

    /// The same, and returns when nobody can write to its output any more.
    pub(crate) fn finish_and_read_to_end(mut self) {
        drop(self.process.stdin.take());
        self.answers.by_ref().for_each(drop);
    }

    /// Ends it with SIGKILL.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A directory for servers, which are stopped when it is dropped.
pub(crate) struct StateDir(tempfile::TempDir);

impl StateDir {
    pub(crate) fn new() -> Self {
        // The server's user must pass, and a socket's path must be short.
        let dir = tempfile::Builder::new()
            .prefix("as-")
            .permissions(Permissions::from_mode(0o711))
            .tempdir_in(if memory_is_free() { "/dev/shm" } else { "/tmp" })
            .unwrap();
        Self(dir)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn start(&self, role: Role) -> Child {
        let path = self.path().to_str().unwrap();
        Child::start(role, &[("ANNALS_SANDBOX_DIR", path), ("ANNALS_SANDBOX_URL", "")])
    }

    /// The directories of servers within.
    pub(crate) fn servers(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.is_dir()).collect()
    }

    /// The only server's directory.
    pub(crate) fn server(&self) -> PathBuf {
        let servers = self.servers();
        assert_eq!(servers.len(), 1, "{servers:?}");
        servers[0].clone()
    }
}

impl Drop for StateDir {
    fn drop(&mut self) {
        self.start(Role::StopShared).finish();
    }
}

/// Where it is, servers start in half the time.
fn memory_is_free() -> bool {
    rustix::fs::statvfs("/dev/shm").is_ok_and(|fs| fs.f_bavail * fs.f_frsize > 2 << 30)
}

/// Does nothing in the test's own process.
#[test]
fn acts() {
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    match std::env::var(ROLE).as_deref() {
        Ok("Databases") => runtime().block_on(hand_out_databases()),
        Ok("PrivateServer") => runtime().block_on(hold_private_server()),
        Ok("StopShared") => runtime().block_on(annals_sandbox::stop_shared()).unwrap(),
        _ => {}
    }
}

fn say(answer: &str) {
    // Past the harness, which captures what `println!` writes.
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{PREFIX}{}", answer.replace('\n', " ")).unwrap();
}

async fn hand_out_databases() {
    let mut held = Vec::new();
    loop {
        match annals_sandbox::database().await {
            Ok(database) => {
                say(database.admin_url());
                held.push(database);
            }
            Err(error) => say(&error.to_string()),
        }
        if std::io::stdin().read_line(&mut String::new()).unwrap() == 0 {
            return;
        }
    }
}

async fn hold_private_server() {
    let server = Server::private(ServerOptions::default()).await.unwrap();
    let database = server.bare_database().await.unwrap();
    say(database.admin_url());
    std::io::stdin().read_line(&mut String::new()).unwrap();
}
