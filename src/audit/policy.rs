//! The witness policy as it is published at `/log/policy` (c2sp.org/tlog-policy): the log's keys, the witnesses that count, and how many
//! of them must have cosigned a checkpoint. Pure.
//!
//! Mirrors that the operator runs itself never count. Where no others are there the policy is "none", and says so.

use std::fmt;
use std::str::FromStr;

use super::checkpoint::{Policy, decimal};
use super::note::VerifierKey;

/// The name of the one group of witnesses.
const GROUP: &str = "independent";
/// What the line begins with that says how many changes there were ([`super::trust`]). A comment to everybody else.
const CHANGES: &str = "# changes ";

/// The policy in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WitnessPolicy {
    /// How many changes there were of the keys and of the policy, this one included.
    pub changes: u64,
    /// The log's keys that sign.
    pub log: Vec<VerifierKey>,
    /// The witnesses that count.
    pub witnesses: Vec<VerifierKey>,
    /// How many of them must have cosigned; 0 is the policy "none".
    pub quorum: usize,
}

impl WitnessPolicy {
    /// The same as what is asked of a checkpoint of the log `origin`.
    pub fn asked(&self, origin: &str) -> Policy {
        Policy {
            origin: origin.to_owned(),
            log: self.log.clone(),
            required: Vec::new(),
            witnesses: self.witnesses.clone(),
            quorum: self.quorum,
        }
    }
}

impl fmt::Display for WitnessPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{CHANGES}{}", self.changes)?;
        self.log.iter().try_for_each(|key| writeln!(f, "log {key}"))?;
        let names: Vec<String> = (1..=self.witnesses.len()).map(|n| format!("w{n}")).collect();
        for (name, key) in names.iter().zip(&self.witnesses) {
            writeln!(f, "witness {name} {key}")?;
        }
        if self.quorum == 0 {
            return writeln!(f, "quorum none");
        }
        writeln!(f, "group {GROUP} {} {}", self.quorum, names.join(" "))?;
        writeln!(f, "quorum {GROUP}")
    }
}

/// The text is no policy as this service writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a witness policy of one group")]
pub struct Malformed;

impl FromStr for WitnessPolicy {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut policy = Self::default();
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["log", key] => policy.log.push(key.parse().map_err(|_| Malformed)?),
                ["witness", _, key] => policy.witnesses.push(key.parse().map_err(|_| Malformed)?),
                ["group", GROUP, quorum, ..] => {
                    policy.quorum = decimal(quorum).and_then(|n| usize::try_from(n).ok()).ok_or(Malformed)?;
                }
                ["quorum", _] => {}
                _ => {
                    let changes = line.strip_prefix(CHANGES).and_then(decimal);
                    policy.changes = changes.ok_or(Malformed)?;
                }
            }
        }
        // The one spelling of it, so that nothing in it was passed over.
        let is_whole = policy.to_string() == text && policy.quorum <= policy.witnesses.len();
        if is_whole { Ok(policy) } else { Err(Malformed) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::note::Algorithm;
    use super::*;

    #[test]
    fn a_policy_has_one_spelling() {
        let log = VerifierKey::new("files.example", Algorithm::Ed25519, [1; 32]).unwrap();
        let witness =
            |n: u8| VerifierKey::new(&format!("files.example/mirrors/{n}"), Algorithm::Cosignature, [n; 32]).unwrap();
        let none = WitnessPolicy { log: vec![log], ..WitnessPolicy::default() };
        assert!(none.to_string().ends_with("quorum none\n"));
        assert_eq!(none.to_string().parse(), Ok(none.clone()));
        let two = WitnessPolicy { changes: 4, witnesses: vec![witness(2), witness(3), witness(4)], quorum: 2, ..none };
        let text = two.to_string();
        assert!(text.contains("\ngroup independent 2 w1 w2 w3\nquorum independent\n"), "{text}");
        assert_eq!(text.parse(), Ok(two));
        for bad in [
            text.replace("independent 2", "independent 4"),
            text.replace("independent 2", "independent 02"),
            text.replace("quorum independent", "quorum none"),
            text.replace("# changes 4\n", ""),
            format!("{text}more\n"),
            format!("{text}\n"),
        ] {
            assert_eq!(bad.parse::<WitnessPolicy>(), Err(Malformed), "{bad}");
        }
    }
}
