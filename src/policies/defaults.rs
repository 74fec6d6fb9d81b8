//! The texts of the policies that come along: what is in force until the operator says it in its own words. The numbers in them are
//! the limits in force.

use std::time::Duration;

use super::Item;
use crate::clock::Time;
use crate::config::{EuTier, Limits};
use crate::texts::Language;

/// The text of a policy that comes along, its paragraphs with an empty line between; empty for what is no policy.
pub fn text(item: Item, limits: &Limits, tier: EuTier, language: Language) -> String {
    let say = |key: &str| language.say(key);
    let span = |duration: Duration| language.span(Time::EPOCH.plus(duration), Time::EPOCH);
    let paragraphs = match item {
        Item::Moderation => vec![
            say("policy-moderation-what"),
            say("policy-moderation-how")
                .with("tier", tier.as_str())
                .with("standard", span(limits.claim_due))
                .with("verified", span(limits.verified_claim_due))
                .with("flagger", span(limits.trusted_flagger_claim_due)),
            say("policy-moderation-who"),
            say("policy-moderation-what-happens"),
            say("policy-moderation-appeal")
                .with("months", limits.appeal_months.count())
                .with("span", span(limits.appeal_due)),
            say("policy-moderation-kept").with("span", span(limits.custody_kept)),
        ],
        Item::RepeatInfringers => vec![
            say("policy-repeat-strike"),
            say("policy-repeat-review").with("strikes", limits.strikes).with("months", limits.strike_counts.count()),
            say("policy-repeat-void"),
            say("policy-repeat-termination").with("span", span(limits.termination_export)),
        ],
        Item::Misuse => vec![
            say("policy-misuse-what"),
            say("policy-misuse-warning"),
            say("policy-misuse-answer"),
            say("policy-misuse-law"),
        ],
        _ => Vec::new(),
    };
    paragraphs.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
}
