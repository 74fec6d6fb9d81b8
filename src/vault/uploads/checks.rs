//! What pieces and sizes may be.

use super::super::store::uploads::{Part, Upload};
use super::super::{Error, METADATA};
use crate::mirrors::Piece;
use crate::seal::parts::{PART_SIZE, SEALED_METADATA_MAX, SEALED_MIN, part_count, part_range};
use crate::service::Service;

pub(super) fn check_size(service: &Service, sealed_size: u64) -> Result<(), Error> {
    let limit = service.config.limits.object_bytes;
    if sealed_size > limit {
        return Err(Error::TooLarge { what: "an object", limit });
    }
    if sealed_size < SEALED_MIN {
        let problem = format!("sealed content has at least {SEALED_MIN} bytes").into();
        return Err(Error::Invalid { field: "sealed_size", problem });
    }
    Ok(())
}

pub(super) fn check_piece(service: &Service, row: &Upload, piece: Piece, bytes: u64) -> Result<(), Error> {
    let Piece::Part(part) = piece else {
        if bytes > SEALED_METADATA_MAX as u64 {
            return Err(Error::TooLarge { what: "sealed metadata", limit: SEALED_METADATA_MAX as u64 });
        }
        return if bytes < SEALED_MIN { Err(too_short("the sealed metadata")) } else { Ok(()) };
    };
    if bytes > PART_SIZE {
        return Err(Error::TooLarge { what: "a part", limit: PART_SIZE });
    }
    if bytes == 0 || (part == 0 && bytes < SEALED_MIN) {
        return Err(too_short("the part"));
    }
    let limit = service.config.limits.object_bytes;
    if u64::from(part) >= part_count(limit) {
        return Err(Error::TooLarge { what: "an object", limit });
    }
    if let Some(size) = row.sealed_size.and_then(|size| u64::try_from(size).ok()) {
        let fits = part_range(part.into(), size).is_ok_and(|range| range.end - range.start == bytes);
        if !fits {
            let problem = format!("part {part} of {size} sealed bytes does not have {bytes} bytes").into();
            return Err(Error::Invalid { field: "part", problem });
        }
    }
    Ok(())
}

/// Every part there, each of its size, and the metadata.
pub(super) fn check_complete(row: &Upload, parts: &[Part], sealed_size: u64) -> Result<(), Error> {
    if row.sealed_size.is_some_and(|declared| u64::try_from(declared) != Ok(sealed_size)) {
        return Err(Error::Incomplete("its size is not the one that was declared when it began".into()));
    }
    let acknowledged: Vec<&Part> = parts.iter().filter(|part| part.acknowledged_at.is_some()).collect();
    if acknowledged.first().is_none_or(|part| part.part != METADATA) {
        return Err(Error::Incomplete("the metadata is missing".into()));
    }
    let count = part_count(sealed_size);
    for number in 0..count {
        let index = usize::try_from(number + 1).unwrap_or(usize::MAX);
        let Some(part) = acknowledged.get(index).filter(|part| u64::try_from(part.part) == Ok(number)) else {
            return Err(Error::Incomplete(format!("part {number} of {count} is missing")));
        };
        let size = part_range(number, sealed_size).map(|range| range.end - range.start).unwrap_or_default();
        if u64::try_from(part.bytes) != Ok(size) {
            return Err(Error::Incomplete(format!("part {number} has {} bytes where {size} belong", part.bytes)));
        }
    }
    let known = u64::try_from(parts.len()).unwrap_or(u64::MAX);
    if known > count + 1 {
        return Err(Error::Incomplete(format!("there are parts beyond the {count} that its size allows")));
    }
    Ok(())
}

pub(super) fn too_short(what: &str) -> Error {
    Error::Invalid { field: "body", problem: format!("{what} is too short to be sealed bytes").into() }
}
