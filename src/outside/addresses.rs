//! Which addresses are the public's: those that the registries of IANA call globally reachable.
//!
//! Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and what followed), the multicast
//! registries, and RFC 4291 for what IPv6 has assigned at all. Where a registry lists an exception inside a block that is
//! not reachable, the block is refused whole: nobody's web server stands there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What of IPv4 is not the public's: each block by its first address and the length of its prefix.
const REFUSED_V4: [([u8; 4], u32); 15] = [
    ([0, 0, 0, 0], 8),       // this network
    ([10, 0, 0, 0], 8),      // private use
    ([100, 64, 0, 0], 10),   // shared by the customers of one provider
    ([127, 0, 0, 0], 8),     // this machine
    ([169, 254, 0, 0], 16),  // link-local, where clouds tell machines their secrets
    ([172, 16, 0, 0], 12),   // private use
    ([192, 0, 0, 0], 24),    // protocol assignments
    ([192, 0, 2, 0], 24),    // documentation
    ([192, 88, 99, 0], 24),  // relays of 6to4, which are no more
    ([192, 168, 0, 0], 16),  // private use
    ([198, 18, 0, 0], 15),   // benchmarks
    ([198, 51, 100, 0], 24), // documentation
    ([203, 0, 113, 0], 24),  // documentation
    ([224, 0, 0, 0], 4),     // multicast
    ([240, 0, 0, 0], 4),     // reserved, and broadcast
];

/// What of IPv6's unicast space, `2000::/3`, is not the public's.
const REFUSED_V6: [([u16; 2], u32); 4] = [
    ([0x2001, 0], 23),      // protocol assignments: Teredo, benchmarks, ORCHID
    ([0x2001, 0x0db8], 32), // documentation
    ([0x2002, 0], 16),      // 6to4: an IPv4 address of anybody's choice, by relays that are no more
    ([0x3fff, 0], 20),      // documentation
];

/// Whether anybody on the internet could reach a host at this address, so that asking it tells nobody anything of the
/// network this service stands in.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let within = |(first, length): ([u8; 4], u32)| {
        let mask = u32::MAX << (32 - length);
        address.to_bits() & mask == u32::from_be_bytes(first)
    };
    !REFUSED_V4.into_iter().any(within)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // A host of IPv4 behind a translator of this network (RFC 6052): what it leads to decides.
    if let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = segments {
        return is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    }
    let first = u32::from(segments[0]) << 16 | u32::from(segments[1]);
    let within = |([high, low], length): ([u16; 2], u32)| {
        first & (u32::MAX << (32 - length)) == u32::from(high) << 16 | u32::from(low)
    };
    // Loopback, unique local, link-local, multicast, and IPv4 in its mapped and compatible forms lie outside 2000::/3.
    segments[0] >> 13 == 0b001 && !REFUSED_V6.into_iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn the_publics_hosts_are_reached() {
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "93.184.216.34",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2001:4860:4860::8888",
            "2001:200::1",
            "2a00:1450::1",
            "64:ff9b::93.184.216.34",
        ] {
            assert!(judged(public), "{public}");
        }
    }

    #[test]
    fn nobody_is_led_into_a_network_of_ours() {
        for refused in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::10.0.0.1",           // compatible
            "::93.184.216.34",      // compatible, and of nobody
            "::ffff:10.0.0.1",      // mapped
            "::ffff:127.0.0.1",     // mapped
            "::ffff:93.184.216.34", // mapped: never comes out of DNS rightly
            "64:ff9b::10.0.0.1",    // translated
            "64:ff9b::a9fe:a9fe",   // translated
            "64:ff9b:1::5db8:d822", // translated within one network only
            "2002:0a00:0001::1",    // 6to4
            "2002:7f00:0001::1",    // 6to4
            "100::1",               // discard
            "2001::1",              // Teredo
            "2001:2::1",            // benchmarks
            "2001:10::1",           // ORCHID
            "2001:1ff:ffff::1",
            "2001:db8::1",
            "3fff::1",
            "3fff:fff::1",
            "5f00::1", // segment routing
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "4000::1", // assigned to nobody
        ] {
            assert!(!judged(refused), "{refused}");
        }
    }
}
