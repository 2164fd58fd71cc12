//! Addresses of networks, and UUIDs.

use std::net::Ipv6Addr;

use uuid::Builder;

use super::super::key::Chance;

/// An address of a private network, of the same version.
pub(super) fn address(chance: &mut Chance, value: &str, is_network: bool) -> String {
    if value.contains(':') {
        let mut octets: [u8; 16] = chance.bytes();
        octets[0] = 0xfd; // unique local addresses
        let length = if is_network { "/128" } else { "" };
        return format!("{}{length}", Ipv6Addr::from(octets));
    }
    let [a, b, c] = chance.bytes();
    let length = if is_network { "/32" } else { "" };
    format!("10.{a}.{b}.{c}{length}")
}

/// A UUID of version 4, in which no time is.
pub(super) fn uuid(chance: &mut Chance) -> String {
    Builder::from_random_bytes(chance.bytes()).into_uuid().to_string()
}
