//! The SQL of a search. Its columns and conditions are those of the queue's pages.

use super::{Asked, Row};
use crate::accounts::parties::not_a_party;
use crate::claims::escalations::withheld;
use crate::claims::filing::ClaimState;
use crate::claims::queue::FoundAs;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, CorrespondentId, OrganisationId};

/// One way in which what is searched for can be meant.
#[derive(Clone, Debug)]
pub(in crate::claims::queue) enum Meant {
    /// The number of a claim lies here.
    Number(ClaimId, ClaimId),
    /// A target names the link.
    Link(String),
    /// A target is the object.
    Object(uuid::Uuid),
    /// A target's object has this root.
    Root(Vec<u8>),
    /// The sender's reference begins so.
    Reference(String),
    /// The account that sent it, for no organisation.
    Account(AccountId),
    /// Who sent it without an account, and confirmed the address.
    Correspondent(CorrespondentId),
    /// Who sent it gave the address with this keyed digest, which is no account's.
    Given(Vec<u8>),
    /// Who sent it gave the name with this keyed digest.
    Named(Vec<u8>),
    /// The account that uploaded a file of it.
    Uploader(AccountId),
    /// The party, and in which state the claim is, if that matters.
    Party(OrganisationId, Option<ClaimState>),
}

impl Meant {
    /// As whose a mail address or a name is meant, if one is.
    pub(in crate::claims::queue) const fn found_as(&self) -> Option<FoundAs> {
        match self {
            Self::Account(_) | Self::Correspondent(_) => Some(FoundAs::Sender),
            Self::Given(_) => Some(FoundAs::Given),
            Self::Named(_) => Some(FoundAs::Named),
            Self::Uploader(_) => Some(FoundAs::Uploader),
            Self::Number(..)
            | Self::Link(_)
            | Self::Object(_)
            | Self::Root(_)
            | Self::Reference(_)
            | Self::Party(..) => None,
        }
    }
}

/// The claims `c` that `$which` says, from where and under which condition, and that fit what is asked; with `$12`, only what waits. Its
/// own binds begin at `$13`. What is shown of a claim is looked up once it is known which are: SQLite does so before it sorts.
macro_rules! found_where {
    ($tx:expr, $asked:expr, $before:expr, $open:expr, $which:expr $(, $bind:expr)+) => {
        db::all!(
            $tx,
            Row,
            concat!(
                "SELECT ",
                columns!(),
                " FROM (SELECT c.id AS claim FROM ",
                $which,
                " AND ($12 = FALSE OR c.state IN ('submitted', 'in-review', 'needs-information')) AND c.id < $10 AND ",
                conditions!(),
                " ORDER BY c.id DESC LIMIT $11) found CROSS JOIN claims c WHERE c.id = found.claim ORDER BY c.id DESC"
            ),
            $asked.party,
            $asked.now,
            $asked.due_before,
            $asked.lane,
            $asked.basis,
            $asked.state,
            $asked.free,
            $asked.holder,
            $asked.for_senior,
            $before,
            $asked.rows,
            $open
            $(, $bind)+
        )
    };
}

/// Claims that are meant, the newest first, from before one on; `open` finds only what waits.
pub(in crate::claims::queue) async fn found(
    tx: &mut Tx,
    meant: &Meant,
    asked: &Asked,
    before: ClaimId,
    open: bool,
) -> Result<Vec<Row>, sqlx::Error> {
    // A party is meant in one state, or in any.
    let open = open && !matches!(meant, Meant::Party(..));
    match meant {
        Meant::Number(from, to) => {
            found_where!(tx, asked, before, open, "claims c WHERE c.id >= $13 AND c.id <= $14", from, to)
        }
        Meant::Link(link) => found_where!(
            tx,
            asked,
            before,
            open,
            "claims c WHERE c.id IN (SELECT t.claim FROM targets t WHERE t.link = $13)",
            link
        ),
        Meant::Object(object) => found_where!(
            tx,
            asked,
            before,
            open,
            "claims c WHERE c.id IN (SELECT t.claim FROM targets t WHERE t.object = $13)",
            object
        ),
        Meant::Root(root) => found_where!(
            tx,
            asked,
            before,
            open,
            "claims c WHERE c.id IN (SELECT t.claim FROM objects o JOIN targets t ON t.object = o.id WHERE o.root = $13)",
            root.as_slice()
        ),
        // As with what was given back: everything else is asked of these alone.
        Meant::Reference(beginning) => found_where!(
            tx,
            asked,
            before,
            open,
            "(SELECT c.* FROM (SELECT claim FROM claim_references WHERE reference >= $13 AND reference < $14
                               ORDER BY reference LIMIT 1000) r
              CROSS JOIN claims c WHERE c.id = r.claim LIMIT 9223372036854775807) c WHERE TRUE",
            beginning,
            end(beginning)
        ),
        Meant::Account(account) => {
            found_where!(tx, asked, before, open, "claims c WHERE c.account = $13 AND c.organisation IS NULL", account)
        }
        Meant::Correspondent(correspondent) => {
            found_where!(tx, asked, before, open, "claims c WHERE c.correspondent = $13", correspondent)
        }
        Meant::Given(lookup) => {
            found_where!(tx, asked, before, open, "claims c WHERE c.email_lookup = $13", lookup.as_slice())
        }
        Meant::Named(lookup) => {
            found_where!(tx, asked, before, open, "claims c WHERE c.name_lookup = $13", lookup.as_slice())
        }
        // Everything else is asked of all of these: what waits may lie behind any number that is decided, so that is left out first. Both
        // limits bound nothing, and keep PostgreSQL from reading all claims by age, to see of each target whether the file is theirs.
        Meant::Uploader(account) => found_where!(
            tx,
            asked,
            before,
            open,
            "(SELECT c.* FROM (SELECT DISTINCT n.claim
                               FROM (SELECT t.claim FROM objects o CROSS JOIN targets t
                                     WHERE o.owner = $13 AND t.object = o.id AND t.claim < $10 LIMIT 9223372036854775807) n) named
              CROSS JOIN claims c
              WHERE c.id = named.claim AND ($12 = FALSE OR c.state IN ('submitted', 'in-review', 'needs-information'))
              LIMIT 9223372036854775807) c WHERE TRUE",
            account
        ),
        Meant::Party(organisation, Some(state)) => found_where!(
            tx,
            asked,
            before,
            open,
            "claims c WHERE c.organisation = $13 AND c.state = $14",
            organisation,
            state
        ),
        Meant::Party(organisation, None) => {
            found_where!(tx, asked, before, open, "claims c WHERE c.organisation = $13", organisation)
        }
    }
}

/// Behind everything that begins with a word, in the order of bytes.
fn end(word: &str) -> String {
    format!("{word}\u{10ffff}")
}

/// Organisations whose names have a word beginning with each of these, by name. What is empty asks for nothing; the first
/// is not.
pub(in crate::claims::queue) async fn organisations_named(
    tx: &mut Tx,
    words: [&str; 3],
    rows: i64,
) -> Result<Vec<OrganisationId>, sqlx::Error> {
    let [one, two, three] = words;
    let found = db::all!(
        tx,
        (OrganisationId,),
        "SELECT o.id FROM organisations o
         WHERE o.id IN (SELECT x.organisation FROM organisation_words x WHERE x.word >= $1 AND x.word < $2)
           AND ($3 = '' OR o.id IN (SELECT x.organisation FROM organisation_words x WHERE x.word >= $3 AND x.word < $4))
           AND ($5 = '' OR o.id IN (SELECT x.organisation FROM organisation_words x WHERE x.word >= $5 AND x.word < $6))
         ORDER BY o.name, o.id LIMIT $7",
        one,
        end(one),
        two,
        end(two),
        three,
        end(three),
        rows
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The numbers of claims between two, so many of them: for one of which only the ends were copied.
pub(in crate::claims::queue) async fn numbers(
    tx: &mut Tx,
    from: ClaimId,
    to: ClaimId,
    rows: i64,
) -> Result<Vec<ClaimId>, sqlx::Error> {
    let found = db::all!(
        tx,
        (ClaimId,),
        "SELECT id FROM claims WHERE id >= $1 AND id <= $2 ORDER BY id LIMIT $3",
        from,
        to,
        rows
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// What a mail address can mean, by its keyed digest: what its account sent, what whoever confirmed it without one did, in what it was `given`,
/// by another one, and what names a file that the account uploaded.
pub(in crate::claims::queue) async fn of_address(
    tx: &mut Tx,
    lookup: &[u8],
    given: &[u8],
) -> Result<Vec<Meant>, sqlx::Error> {
    let account = db::optional!(tx, (AccountId,), "SELECT id FROM accounts WHERE email_lookup = $1", lookup)?;
    let confirmed = db::optional!(tx, (CorrespondentId,), "SELECT id FROM correspondents WHERE lookup = $1", lookup)?;
    let meant = [
        account.map(|(id,)| Meant::Account(id)),
        confirmed.map(|(id,)| Meant::Correspondent(id)),
        Some(Meant::Given(given.to_vec())),
        account.map(|(id,)| Meant::Uploader(id)),
    ];
    Ok(meant.into_iter().flatten().collect())
}

/// Whether an account has the mail address with this keyed digest, or whoever confirmed it without one, or a notice in which it was `given`, by
/// another one.
pub(in crate::claims::queue) async fn is_addressed(
    tx: &mut Tx,
    lookup: &[u8],
    given: &[u8],
) -> Result<bool, sqlx::Error> {
    let (found,) = db::one!(
        tx,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM accounts WHERE email_lookup = $1) + (SELECT COUNT(*) FROM correspondents WHERE lookup = $1)
              + (SELECT COUNT(*) FROM claims WHERE email_lookup = $2)",
        lookup,
        given
    )?;
    Ok(found > 0)
}

/// Whether a notice to which `party` is none gives the name with this keyed digest.
pub(in crate::claims::queue) async fn is_named(
    tx: &mut Tx,
    party: Option<AccountId>,
    lookup: &[u8],
) -> Result<bool, sqlx::Error> {
    let found = db::optional!(
        tx,
        (ClaimId,),
        concat!(
            "SELECT c.id FROM claims c WHERE c.name_lookup = $2 AND ($1 IS NULL OR (",
            not_a_party!(),
            ")) LIMIT 1"
        ),
        party,
        lookup
    )?;
    Ok(found.is_some())
}

/// Whether the reference of a claim to which `party` is none begins so.
pub(in crate::claims::queue) async fn is_reference(
    tx: &mut Tx,
    party: Option<AccountId>,
    beginning: &str,
) -> Result<bool, sqlx::Error> {
    let found = db::optional!(
        tx,
        (ClaimId,),
        concat!(
            "SELECT c.id FROM claim_references r JOIN claims c ON c.id = r.claim
             WHERE r.reference >= $2 AND r.reference < $3 AND ($1 IS NULL OR (",
            not_a_party!(),
            ")) LIMIT 1"
        ),
        party,
        beginning,
        end(beginning)
    )?;
    Ok(found.is_some())
}
