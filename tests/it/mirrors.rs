//! A mirror: what it takes, serves, proves, cosigns and destroys, and what it refuses.

mod bucket;
mod face;
mod model;
mod orders;
mod rig;
mod scrub;

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use rig::{PART, PutBytes, Rig, completion, parts, wherever_bytes_lie};
use writ::ids::{BlobId, MirrorId};
use writ::mirrors::client::{BoxError, Error, Probe};
use writ::mirrors::wire::{ByteRange, Challenge, ChallengeRange};
use writ::mirrors::{self, Mirror};
use writ::tokens::{self, Digest, Ticket};

/// The refusal's status, of calls that must be refused.
fn status<T: std::fmt::Debug>(result: Result<T, Error>) -> u16 {
    match result.unwrap_err() {
        Error::Refused { status, .. } => status,
        Error::Gone => 410,
        Error::Conflict(_) => 409,
        error => panic!("{error:?}"),
    }
}

wherever_bytes_lie!(what_is_stored_is_served_byte_for_byte_over_part_boundaries, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(2 * PART + 12_345));
    let (blob, completion, stored) = rig.stored(&metadata, &sealed).await;
    assert_eq!(stored.claims.root, completion.root);
    assert_eq!(stored.claims.bytes, sealed.len() as u64);
    assert_eq!(rig.files(blob), ["00000000", "00000001", "00000002", "metadata"]);

    assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
    let size = sealed.len() as u64;
    let part = PART as u64;
    for (start, end) in [
        (0, 1),
        (0, size),
        (part - 1, part),
        (part - 1, part + 1),
        (part, part + 1),
        (1, 2 * part + 1),
        (2 * part - 300_000, size),
        (size - 1, size),
    ] {
        let range = ByteRange::between(start, end);
        let expected = &sealed[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()];
        assert!(rig.read(blob, Some(range)).await.unwrap() == expected, "{start}..{end}");
    }
    assert_eq!(rig.read(blob, Some(ByteRange::From(size - 5, None))).await.unwrap(), &sealed[sealed.len() - 5..]);
    assert_eq!(rig.read(blob, Some(ByteRange::From(size - 5, Some(u64::MAX)))).await.unwrap().len(), 5);
    assert_eq!(rig.read(blob, Some(ByteRange::Last(7))).await.unwrap(), &sealed[sealed.len() - 7..]);
    assert_eq!(status(rig.read(blob, Some(ByteRange::From(size, None))).await), 416);
    assert_eq!(status(rig.read(rig.new_blob(), None).await), 404);
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Held);
    assert_eq!(rig.client.probe(rig.new_blob()).await.unwrap(), Probe::Absent);

    // And after a restart, with the same statement for the same completion.
    let rig = rig.reopen().await;
    assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
    assert_eq!(rig.client.complete(blob, completion).await.unwrap().compact, stored.compact);
});

wherever_bytes_lie!(a_piece_is_taken_whole_and_true_or_not_at_all, |rig: Rig| async move {
    let blob = rig.new_blob();
    let part = rig.random(1_000);
    let digest = Digest::of(&part);

    // Other bytes than announced; none; too many; and a stream that breaks off.
    assert_eq!(status(rig.client.put_part_bytes(blob, 0, Digest::of(b"else"), part.clone()).await), 422);
    assert_eq!(status(rig.client.put_part_bytes(blob, 0, Digest::of(b""), Bytes::new()).await), 400);
    let large = rig.random(PART + 1);
    assert_eq!(status(rig.client.put_part_bytes(blob, 0, Digest::of(&large), large.clone()).await), 413);
    assert_eq!(status(rig.client.put_metadata(blob, large.slice(..4_097)).await), 413);
    let broken = stream::iter([Ok(part.slice(..500)), Err(BoxError::from("the line is cut"))]);
    assert_eq!(status(rig.client.put_part(blob, 0, digest, 1_000, broken).await), 400);
    let waiting = stream::iter([Ok::<_, BoxError>(part.slice(..500))]).chain(stream::pending());
    let put = rig.client.put_part(blob, 0, digest, 1_000, waiting);
    assert!(tokio::time::timeout(Duration::from_millis(100), put).await.is_err(), "the caller hangs up");
    assert_eq!(rig.files(blob), [""; 0]);
    for _ in 0..100 {
        if rig.staged() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(rig.staged(), 0);
    assert_eq!(status(rig.read(blob, None).await), 404);

    // The largest there may be.
    rig.client.put_part_bytes(blob, 0, Digest::of(&large.slice(..PART)), large.slice(..PART)).await.unwrap();
    // The same again, in small pieces; then another.
    let again: Vec<Result<Bytes, BoxError>> =
        large.slice(..PART).chunks(100_000).map(|bytes| Ok(Bytes::copy_from_slice(bytes))).collect();
    let digest = Digest::of(&large.slice(..PART));
    rig.client.put_part(blob, 0, digest, PART as u64, stream::iter(again)).await.unwrap();
    assert_eq!(status(rig.client.put_part_bytes(blob, 0, Digest::of(&part), part.clone()).await), 409);
    assert_eq!(rig.files(blob), ["00000000"]);

    // A damaged piece is made whole by the same bytes.
    rig.damage(blob, "00000000");
    rig.client.put_part_bytes(blob, 0, digest, large.slice(..PART)).await.unwrap();
    assert_eq!(rig.read(blob, None).await.unwrap(), large.slice(..PART));
});

wherever_bytes_lie!(two_digests_racing_for_one_part_leave_one, |rig: Rig| async move {
    for _ in 0..20 {
        let blob = rig.new_blob();
        let (one, other) = (rig.random(70_000), rig.random(70_000));
        let (first, second) = tokio::join!(
            rig.client.put_part_bytes(blob, 3, Digest::of(&one), one.clone()),
            rig.client.put_part_bytes(blob, 3, Digest::of(&other), other.clone()),
        );
        let winner = match (first, second) {
            (Ok(()), Err(Error::Conflict(_))) => one,
            (Err(Error::Conflict(_)), Ok(())) => other,
            outcome => panic!("{outcome:?}"),
        };
        assert_eq!(rig.read(blob, Some(ByteRange::From(3 * PART as u64, None))).await.unwrap(), winner);
    }
});

wherever_bytes_lie! {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    a_caller_may_hang_up_at_any_moment, |mut rig: Rig| async move {
        let (metadata, sealed) = (rig.random(256), rig.random(300_000));
        let done = completion(&metadata, &sealed);
        let mut cut = 0;
        for round in 0..60_u64 {
            let blob = rig.new_blob();
            let order = rig.proven(blob, done.root).await;
            let moment = || Duration::from_micros(rig.entropy.below(200 * (round + 1)));
            let digest = Digest::of(&sealed);
            let put = tokio::time::timeout(moment(), rig.client.put_part_bytes(blob, 0, digest, sealed.clone())).await;
            // However far it came, the same call again comes to its end.
            rig.put_all(blob, &metadata, &sealed).await.unwrap();
            let complete = tokio::time::timeout(moment(), rig.client.complete(blob, done)).await;
            let stored = rig.client.complete(blob, done).await.unwrap();
            if let Ok(answer) = &complete {
                assert_eq!(answer.as_ref().unwrap().compact, stored.compact);
            }
            assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
            let obeyed = tokio::time::timeout(moment(), rig.obey(&order)).await;
            rig.clock.advance(Duration::from_secs(1));
            let receipt = rig.obey(&order).await.unwrap();
            assert_eq!(receipt.claims.bytes, sealed.len() as u64);
            if let Ok(answer) = &obeyed {
                assert_eq!(answer.as_ref().unwrap().compact, receipt.compact);
            }
            assert_eq!(rig.files(blob), [""; 0]);
            cut += [put.is_err(), complete.is_err(), obeyed.is_err()].into_iter().filter(|it| *it).count();
        }
        assert!(cut > 10, "only {cut} calls were cut off");
        let rig = rig.reopen().await;
        assert_eq!(rig.client.status().await.unwrap().replicas, 0);
        assert_eq!(rig.names("blobs/"), [""; 0]);
    }
}

wherever_bytes_lie!(only_the_whole_truth_completes_a_blob, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(PART + 10));
    let good = completion(&metadata, &sealed);
    let blob = rig.new_blob();
    assert_eq!(status(rig.client.complete(blob, good).await), 404);
    rig.client.put_metadata(blob, metadata.clone()).await.unwrap();
    let part: Vec<Bytes> = parts(&sealed).collect();
    rig.client.put_part_bytes(blob, 1, Digest::of(&part[1]), part[1].clone()).await.unwrap();
    match rig.client.complete(blob, good).await.unwrap_err() {
        Error::Conflict(problem) => assert!(problem.contains("00000000"), "{problem}"),
        error => panic!("{error:?}"),
    }
    rig.client.put_part_bytes(blob, 0, Digest::of(&part[0]), part[0].clone()).await.unwrap();

    let wrong = |change: fn(&mut writ::mirrors::wire::Completion)| {
        let mut completion = good;
        change(&mut completion);
        rig.client.complete(blob, completion)
    };
    assert_eq!(status(wrong(|it| it.root = Digest::of(b"else")).await), 422);
    assert_eq!(status(wrong(|it| it.sealed_size += 1).await), 422);
    assert_eq!(status(wrong(|it| it.sealed_size -= 1).await), 422);
    assert_eq!(status(wrong(|it| it.sealed_size = 10).await), 422);
    assert_eq!(status(wrong(|it| (it.sealed_size, it.parts) = (10, 1)).await), 422);
    assert_eq!(status(wrong(|it| (it.sealed_size, it.parts) = (0, 0)).await), 422);
    assert_eq!(status(wrong(|it| it.sealed_size = u64::MAX).await), 422);

    let stored = rig.client.complete(blob, good).await.unwrap();
    assert_eq!(rig.client.complete(blob, good).await.unwrap(), stored);
    assert_eq!(status(wrong(|it| it.root = Digest::of(b"else")).await), 409);
    // Frozen: nothing new, nothing else, no discarding; the same again is welcome.
    assert_eq!(status(rig.client.put_part_bytes(blob, 2, Digest::of(b"x"), Bytes::from_static(b"x")).await), 409);
    assert_eq!(status(rig.client.put_metadata(blob, part[1].clone()).await), 409);
    assert_eq!(status(rig.client.discard(blob).await), 409);
    rig.client.put_part_bytes(blob, 1, Digest::of(&part[1]), part[1].clone()).await.unwrap();
    assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
});

wherever_bytes_lie!(a_discarded_upload_never_comes_back, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (begun, unknown) = (rig.new_blob(), rig.new_blob());
    rig.put_all(begun, &metadata, &sealed).await.unwrap();
    for blob in [begun, unknown] {
        rig.client.discard(blob).await.unwrap();
        rig.client.discard(blob).await.unwrap();
    }
    let rig = rig.reopen().await;
    for blob in [begun, unknown] {
        assert_eq!(rig.files(blob), [""; 0]);
        assert_eq!(status(rig.put_all(blob, &metadata, &sealed).await), 410);
        assert_eq!(status(rig.client.complete(blob, completion(&metadata, &sealed)).await), 410);
        assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Gone);
    }
});

wherever_bytes_lie!(before_completion_only_the_service_reads_and_only_what_is_there, |rig: Rig| async move {
    let sealed = rig.random(PART + 10);
    let part: Vec<Bytes> = parts(&sealed).collect();
    let blob = rig.new_blob();
    rig.client.put_part_bytes(blob, 1, Digest::of(&part[1]), part[1].clone()).await.unwrap();
    assert_eq!(status(rig.read(blob, None).await), 416, "part 0 is not there");
    let second = ByteRange::From(PART as u64, None);
    assert_eq!(rig.read(blob, Some(second)).await.unwrap(), part[1]);
    assert_eq!(rig.client.probe(blob).await.unwrap(), Probe::Held, "something of it is there");
    rig.client.put_part_bytes(blob, 0, Digest::of(&part[0]), part[0].clone()).await.unwrap();
    assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
    assert_eq!(rig.client.read_content(blob, Some(second)).await.unwrap().size, None);

    let ticket = sign_ticket(&rig, rig.mirror.id(), blob);
    assert!(matches!(rig.mirror.read(&ticket, blob, None).await, Err(mirrors::Error::NotFound)));
});

fn sign_ticket(rig: &Rig, mirror: MirrorId, blob: BlobId) -> String {
    let ticket = Ticket::new(rig::ORIGIN, vec![mirror], blob, rig.clock.now());
    tokens::sign(&rig.order_key, &ticket).unwrap()
}

#[tokio::test]
async fn a_ticket_opens_its_blob_on_its_mirrors_for_its_life() {
    let rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let (blob, ..) = rig.stored(&metadata, &sealed).await;
    let (other, ..) = rig.stored(&metadata, &sealed).await;
    let ticket = sign_ticket(&rig, rig.mirror.id(), blob);
    let read = async |token: &str, blob| rig.mirror.read(token, blob, None).await.map(drop);

    read(&ticket, blob).await.unwrap();
    assert!(matches!(read(&ticket, other).await, Err(mirrors::Error::Forbidden)));
    let elsewhere = sign_ticket(&rig, MirrorId::new(&rig.clock, &rig.entropy), blob);
    assert!(matches!(read(&elsewhere, blob).await, Err(mirrors::Error::Unauthorised(tokens::Error::Audience))));
    let ticket_by_another =
        tokens::sign(&rig.log.key, &Ticket::new(rig::ORIGIN, vec![rig.mirror.id()], blob, rig.clock.now()));
    let refused = read(&ticket_by_another.unwrap(), blob).await;
    assert!(matches!(refused, Err(mirrors::Error::Unauthorised(tokens::Error::Key))));
    assert!(matches!(read("", blob).await, Err(mirrors::Error::Unauthorised(_))));
    // A ticket is no call of the service.
    let refused = rig.mirror.discard(&ticket, blob).await;
    assert!(matches!(refused, Err(mirrors::Error::Unauthorised(tokens::Error::Type))));

    rig.clock.advance(tokens::TICKET_LIFE + tokens::LEEWAY);
    read(&ticket, blob).await.unwrap();
    rig.clock.advance(Duration::from_secs(1));
    assert!(matches!(read(&ticket, blob).await, Err(mirrors::Error::Unauthorised(tokens::Error::Expired))));
}

wherever_bytes_lie!(a_stream_ends_at_the_next_part_when_its_ticket_does, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(2 * PART + 10));
    let (blob, ..) = rig.stored(&metadata, &sealed).await;
    let ticket = sign_ticket(&rig, rig.mirror.id(), blob);
    let mut bytes = rig.mirror.read(&ticket, blob, None).await.unwrap().bytes;
    let mut taken = bytes.try_next().await.unwrap().unwrap().len();
    rig.clock.advance(tokens::TICKET_LIFE + tokens::LEEWAY + Duration::from_secs(1));
    let error = loop {
        match bytes.try_next().await {
            Ok(Some(chunk)) => taken += chunk.len(),
            Ok(None) => panic!("it came to its end"),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, mirrors::Error::Unauthorised(tokens::Error::Expired)));
    assert_eq!(taken, PART);
});

#[tokio::test]
async fn a_call_permits_exactly_itself() {
    let rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    let blob = rig.new_blob();
    rig.put_all(blob, &metadata, &sealed).await.unwrap();
    let call = |change: fn(&mut tokens::ServiceCall)| {
        let mut call = tokens::ServiceCall {
            iss: rig::ORIGIN.into(),
            aud: rig.mirror.id(),
            iat: rig.clock.now(),
            exp: rig.clock.now().plus(tokens::CALL_LIFE),
            jti: writ::ids::uuid_v4(&rig.entropy),
            method: tokens::Method::Discard,
            blob: Some(blob),
            part: None,
            digest: None,
        };
        change(&mut call);
        tokens::sign(&rig.order_key, &call).unwrap()
    };
    for token in [
        call(|it| it.method = tokens::Method::Read),
        call(|it| it.blob = None),
        call(|it| {
            it.blob = Some(BlobId(MirrorId::new(&writ::clock::Clock::System, &writ::entropy::Entropy::System).0));
        }),
        call(|it| it.part = Some(0)),
    ] {
        assert!(matches!(rig.mirror.discard(&token, blob).await, Err(mirrors::Error::Forbidden)));
    }
    // A piece without its digest named, and a completion of another root.
    let put = call(|it| (it.method, it.part) = (tokens::Method::PutPart, Some(1)));
    let body = stream::iter([Ok::<_, BoxError>(Bytes::from_static(b"x"))]);
    let refused = rig.mirror.put(&put, blob, mirrors::Piece::Part(1), None, body).await;
    assert!(matches!(refused, Err(mirrors::Error::Forbidden)));
    let complete = call(|it| (it.method, it.digest) = (tokens::Method::Complete, Some(Digest::of(b"else"))));
    let refused = rig.mirror.complete(&complete, blob, completion(&metadata, &sealed)).await;
    assert!(matches!(refused, Err(mirrors::Error::Forbidden)));
    assert_eq!(rig.files(blob), ["00000000", "metadata"]);
    rig.mirror.discard(&call(|_| {}), blob).await.unwrap();
}

wherever_bytes_lie!(a_part_that_was_hashed_here_already_is_held_to_what_was_hashed, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(300), rig.random(PART + 1_000));
    let blob = rig.new_blob();
    rig.client.put_metadata(blob, metadata.clone()).await.unwrap();
    for (number, part) in (0..).zip(parts(&sealed)) {
        // Hashes of other bytes, and of fewer: nothing is taken.
        let other = mirrors::Hashes::of(&part[..part.len() - 1]);
        assert_eq!(status(rig.client.put_hashed_part(blob, number, other, part.clone()).await), 422);
        rig.client.put_hashed_part(blob, number, mirrors::Hashes::of(&part), part).await.unwrap();
    }
    // The leaves that were kept are those of the bytes.
    rig.client.complete(blob, completion(&metadata, &sealed)).await.unwrap();
    assert_eq!(rig.read(blob, None).await.unwrap(), sealed);
});

#[tokio::test]
async fn whatever_a_crash_left_behind_is_settled_at_the_next_start() {
    let rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(PART + 100));
    let (whole, ..) = rig.stored(&metadata, &sealed).await;
    let (begun, gone) = (rig.new_blob(), rig.new_blob());
    rig.client.put_metadata(begun, metadata.clone()).await.unwrap();
    rig.client.discard(gone).await.unwrap();
    let unknown = rig.new_blob();
    let rig = rig
        .reopen_after(|folder, _| {
            let blobs = folder.join("blobs");
            // Cut off while staging; after the rename and before the row; before the bytes under a
            // tombstone went; and after the folder was made.
            std::fs::write(folder.join("staging/half"), b"half").unwrap();
            std::fs::write(blobs.join(begun.to_string()).join("00000000"), b"never acknowledged").unwrap();
            std::fs::create_dir(blobs.join(gone.to_string())).unwrap();
            std::fs::write(blobs.join(gone.to_string()).join("00000000"), b"under a tombstone").unwrap();
            std::fs::create_dir(blobs.join(unknown.to_string())).unwrap();
            std::fs::create_dir(blobs.join("lost+found")).unwrap();
            std::fs::write(blobs.join("stray"), b"").unwrap();
        })
        .await;
    assert_eq!(rig.staged(), 0);
    assert_eq!(rig.files(begun), ["metadata"]);
    let mut left: Vec<_> = std::fs::read_dir(rig.folder.path().join("blobs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    let mut expected = [whole.to_string(), begun.to_string()];
    expected.sort();
    assert_eq!(left, expected);
    assert_eq!(rig.read(whole, None).await.unwrap(), sealed);
    assert_eq!(status(rig.client.put_metadata(gone, metadata.clone()).await), 410);
    let part = Bytes::from_static(b"another");
    rig.client.put_part_bytes(begun, 0, Digest::of(&part), part).await.unwrap();
}

wherever_bytes_lie!(a_mirror_keeps_its_key_to_itself_and_starts_only_as_itself, |rig: Rig| async move {
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    rig.stored(&metadata, &sealed).await;
    let public = rig.mirror.public_key();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(rig.folder.path().join("key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let settings = rig.settings();
    assert!(matches!(Mirror::open(settings.clone()).await, Err(mirrors::Error::InUse(_))));

    let rig = rig.reopen().await;
    assert_eq!(rig.mirror.public_key(), public);

    // Another mirror's key; then no key; then bytes without the state that knows what was deleted.
    let Rig { folder, mirror, client, .. } = rig;
    drop((mirror, client));
    let refused = async || {
        for _ in 0..200 {
            match Mirror::open(settings.clone()).await {
                Err(mirrors::Error::InUse(_)) => tokio::time::sleep(Duration::from_millis(10)).await,
                Err(mirrors::Error::Unusable { reason, .. }) => return reason,
                other => panic!("{other:?}"),
            }
        }
        panic!("the folder stays in use");
    };
    let key = folder.path().join("key");
    let own = std::fs::read(&key).unwrap();
    std::fs::write(&key, [7; 32]).unwrap();
    assert_eq!(refused().await, "its key is another mirror's");
    std::fs::remove_file(&key).unwrap();
    assert_eq!(refused().await, "its key is gone");
    std::fs::write(&key, own).unwrap();
    for name in ["state.db", "state.db-wal", "state.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(name));
    }
    assert!(refused().await.contains("join anew"));
});

#[tokio::test]
async fn a_challenge_is_answered_from_the_bytes_themselves() {
    use sha2::Digest as _;
    let rig = Rig::new().await;
    let (metadata, sealed) = (rig.random(256), rig.random(PART + 3_000_000));
    let (blob, ..) = rig.stored(&metadata, &sealed).await;
    let size = sealed.len() as u64;
    let unit = writ::mirrors::wire::CHALLENGE_UNIT;
    let ranges = vec![
        ChallengeRange { start: 7 * unit, end: 9 * unit },
        ChallengeRange { start: 0, end: unit },
        ChallengeRange { start: 10 * unit, end: size },
    ];
    let challenge = Challenge { blob, nonce: vec![5; 32], ranges };
    let mut hasher = sha2::Sha256::new_with_prefix([5; 32]);
    for range in &challenge.ranges {
        hasher.update(&sealed[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()]);
    }
    let expected = Digest(hasher.finalize().into());
    assert_eq!(rig.client.challenge(&challenge).await.unwrap().digest, expected);

    let file = rig.folder.path().join("blobs").join(blob.to_string()).join("00000001");
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert_ne!(rig.client.challenge(&challenge).await.unwrap().digest, expected);

    let with = |change: fn(&mut Challenge)| {
        let mut challenge = challenge.clone();
        change(&mut challenge);
        challenge
    };
    for (expected, wrong) in [
        (400, with(|it| it.nonce = vec![1; 15])),
        (400, with(|it| it.ranges.clear())),
        (422, with(|it| it.ranges[0].start += 1)),
        (422, with(|it| it.ranges[0].end += 1)),
        (422, with(|it| it.ranges[0].end = it.ranges[0].start)),
        (422, with(|it| it.ranges[2].end += 1)),
        (413, with(|it| it.ranges = vec![it.ranges[0]; 33])),
    ] {
        assert_eq!(status(rig.client.challenge(&wrong).await), expected, "{wrong:?}");
    }
    let unknown = Challenge { blob: rig.new_blob(), ..challenge.clone() };
    assert_eq!(status(rig.client.challenge(&unknown).await), 404);
}

wherever_bytes_lie!(status_tells_how_the_mirror_is, |mut rig: Rig| async move {
    let before = rig.client.status().await.unwrap();
    assert_eq!((before.mirror, before.replicas, before.cosigned_size), (rig.mirror.id(), 0, None));
    assert!(before.free_bytes > 0 && before.last_order.is_none());
    let (metadata, sealed) = (rig.random(256), rig.random(100));
    rig.stored(&metadata, &sealed).await;
    let (blob, completion, _) = rig.stored(&metadata, &sealed).await;
    let order = rig.proven(blob, completion.root).await;
    rig.obey(&order).await.unwrap();
    let after = rig.client.status().await.unwrap();
    assert_eq!((after.replicas, after.cosigned_size), (1, Some(rig.log.size())));
    assert_eq!(after.last_order.unwrap().order, tokens::order_digest(&order.order));
});
