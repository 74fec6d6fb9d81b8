//! Who may answer a complaint, or close it once a senior has it: conditions of SQL, one for the verbs, the lists and what counts them.

/// That somebody decided about a target before: first, after an appeal, or when its direct deletion was looked at.
macro_rules! has_decided {
    ($target:literal, $who:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM decisions v LEFT JOIN samples s ON s.decision = v.id LEFT JOIN appeals a ON a.decision = v.id
                     WHERE v.target = ",
            $target,
            " AND (v.decided_by = ",
            $who,
            " OR s.reviewed_by = ",
            $who,
            " OR a.decided_by = ",
            $who,
            "))"
        )
    };
}
pub(in crate::process) use has_decided;

/// That somebody decided about a measure before: took it, or decided an appeal against it.
macro_rules! has_decided_about {
    ($measure:literal, $who:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM measures v LEFT JOIN appeals a ON a.measure = v.id
                     WHERE v.id = ",
            $measure,
            " AND (v.taken_by = ",
            $who,
            " OR a.decided_by = ",
            $who,
            "))"
        )
    };
}
pub(in crate::process) use has_decided_about;

/// That the complaint `k` about a target of the claim `c` is any reviewer's: it waits for an answer, and they open what it is about.
macro_rules! is_any_reviewers {
    () => {
        "k.outcome IS NULL AND c.senior_since IS NULL"
    };
}
pub(in crate::process) use is_any_reviewers;

/// That somebody is there who can answer the complaint `k`, or close it if it is a senior's: an account `other` of which this is true, a
/// reviewer where it is any reviewer's.
macro_rules! somebody_can {
    ($any:expr, $($of:expr),+) => {
        concat!(
            "EXISTS (SELECT 1 FROM accounts other JOIN account_roles r ON r.account = other.id
                     WHERE other.disabled_at IS NULL AND (r.role = 'senior' OR (r.role = 'reviewer' AND ",
            $any,
            ")) AND ",
            $($of),+,
            ")"
        )
    };
}
pub(in crate::process) use somebody_can;

/// The same of one about the decision `d` about the target `t` of the claim `c`: who is no party, and decided nothing about it before.
macro_rules! somebody_can_answer {
    () => {
        $crate::process::store::somebody_can!(
            $crate::process::store::is_any_reviewers!(),
            "NOT ",
            $crate::process::store::has_decided!("d.target", "other.id"),
            " AND ",
            $crate::accounts::parties::not_a_party!("other.id")
        )
    };
}
pub(in crate::process) use somebody_can_answer;

/// That nothing keeps `$1`, who is no party, from the complaint `k`: only a senior has what is not any reviewer's, and whoever decided what still
/// stands leaves it to somebody else. Where nobody else is there it is theirs, or it would wait without end, and keep what was written with
/// it. That something was reversed any senior records.
macro_rules! not_barred {
    ($any:expr, $decided:expr, $stands:expr, $somebody:expr) => {
        concat!(
            "((",
            $any,
            ") OR EXISTS (SELECT 1 FROM account_roles r WHERE r.account = $1 AND r.role = 'senior'))
             AND (NOT ",
            $decided,
            " OR (k.outcome IS NOT NULL AND NOT (",
            $stands,
            ")) OR NOT ",
            $somebody,
            ")"
        )
    };
}
pub(in crate::process) use not_barred;

/// The same of one about the decision `d` about the target `t` of the claim `c`.
macro_rules! not_barred_from_answering {
    () => {
        $crate::process::store::not_barred!(
            $crate::process::store::is_any_reviewers!(),
            $crate::process::store::has_decided!("d.target", "$1"),
            "EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
             OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL)",
            $crate::process::store::somebody_can_answer!()
        )
    };
}
pub(in crate::process) use not_barred_from_answering;

/// The same of one about the measure `m` by which an account was terminated.
macro_rules! not_barred_from_answering_of_account {
    () => {
        $crate::process::store::not_barred!(
            "k.outcome IS NULL",
            $crate::process::store::has_decided_about!("m.id", "$1"),
            "m.lifted_at IS NULL",
            $crate::process::store::somebody_can!(
                "k.outcome IS NULL",
                "NOT ",
                $crate::process::store::has_decided_about!("m.id", "other.id"),
                " AND ",
                $crate::accounts::parties::not_a_party_to_standing!("m.log_case", "other.id")
            )
        )
    };
}
pub(in crate::process) use not_barred_from_answering_of_account;

/// That `$1` may answer the complaint `k` about the decision `d` about the target `t` of the claim `c`, which has not ended, or close it.
macro_rules! may_answer {
    () => {
        concat!(
            $crate::accounts::parties::not_a_party!(),
            " AND ",
            $crate::process::store::not_barred_from_answering!()
        )
    };
}
pub(in crate::process) use may_answer;

/// The same of one about the measure `m` by which an account was terminated.
macro_rules! may_answer_of_account {
    () => {
        concat!(
            $crate::accounts::parties::not_a_party_to_standing!("m.log_case"),
            " AND ",
            $crate::process::store::not_barred_from_answering_of_account!()
        )
    };
}
pub(in crate::process) use may_answer_of_account;
