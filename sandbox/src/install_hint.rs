//! The one command that installs `PostgreSQL` on this system.

use std::collections::HashMap;

/// The command for the system that this process runs on.
pub(crate) fn for_this_system() -> String {
    if cfg!(target_os = "macos") {
        return "brew install postgresql@17".to_owned();
    }
    let release = ["/etc/os-release", "/usr/lib/os-release"]
        .into_iter()
        .find_map(|path| std::fs::read_to_string(path).ok())
        .unwrap_or_default();
    let sudo = if rustix::process::geteuid().is_root() { "" } else { "sudo " };
    for_release(&release, sudo)
}

fn for_release(release: &str, sudo: &str) -> String {
    let fields = fields(release);
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let version = field("VERSION_ID").split('.').next().unwrap_or_default();
    let version: u32 = version.parse().unwrap_or(u32::MAX);
    let family = format!("{} {}", field("ID"), field("ID_LIKE"));
    for id in family.split_whitespace() {
        match id {
            // Their own packages are PostgreSQL 13 and 14; the project's repository has newer ones.
            "debian" if field("ID") == "debian" && version < 12 => return from_pgdg(sudo),
            "ubuntu" if field("ID") == "ubuntu" && version < 23 => return from_pgdg(sudo),
            "debian" | "ubuntu" => {
                return format!("{sudo}apt-get update && {sudo}apt-get install -y postgresql");
            }
            // Enterprise Linux 8 and 9 install an old one unless a module stream is named.
            "rhel" | "centos" if version < 10 => {
                return format!("{sudo}dnf module install -y postgresql:16/server");
            }
            "fedora" | "rhel" | "centos" => {
                return format!("{sudo}dnf install -y postgresql-server postgresql-contrib");
            }
            "alpine" => return format!("{sudo}apk add postgresql postgresql-contrib"),
            "arch" => return format!("{sudo}pacman -Sy --noconfirm postgresql"),
            "suse" | "opensuse" => {
                return format!("{sudo}zypper --non-interactive install postgresql-server");
            }
            _ => {}
        }
    }
    "install the package of PostgreSQL's server, and set ANNALS_PG_BIN to its directory of \
     programs if the sandbox does not find it"
        .to_owned()
}

fn from_pgdg(sudo: &str) -> String {
    format!(
        "{sudo}apt-get update && {sudo}apt-get install -y postgresql-common && \
         {sudo}/usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y && \
         {sudo}apt-get install -y postgresql-17"
    )
}

fn fields(release: &str) -> HashMap<&str, String> {
    release
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name, value.trim_matches(['"', '\'']).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::for_release;

    #[test]
    fn each_family_is_told_its_own_command() {
        let cases = [
            ("ID=debian\nVERSION_ID=\"12\"", "apt-get install -y postgresql"),
            ("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"", "apt-get install -y postgresql"),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=21", "apt-get"),
            ("ID=fedora\nVERSION_ID=42", "dnf install -y postgresql-server"),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"", "postgresql:16"),
            ("ID=alpine\nVERSION_ID=3.20.1", "apk add postgresql"),
            ("ID=arch", "pacman"),
            ("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"", "zypper"),
            ("ID=plan9", "ANNALS_PG_BIN"),
        ];
        for (release, expected) in cases {
            let command = for_release(release, "sudo ");
            assert!(command.contains(expected), "{release}: {command}");
        }
    }

    #[test]
    fn a_release_whose_own_package_is_too_old_is_sent_to_the_projects_repository() {
        for release in ["ID=ubuntu\nID_LIKE=debian\nVERSION_ID=22.04", "ID=debian\nVERSION_ID=11"] {
            assert!(for_release(release, "").contains("apt.postgresql.org.sh"));
        }
    }

    #[test]
    fn root_needs_no_sudo() {
        assert!(!for_release("ID=debian\nVERSION_ID=12", "").contains("sudo"));
    }
}
