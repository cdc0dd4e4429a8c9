//! What a database's error comes to.

use sea_orm::sqlx::Error as Sqlx;
use sea_orm::{DbErr, RuntimeErr};

/// Why it failed, as far as that says what to do.
#[derive(Debug)]
pub(super) enum Cause {
    /// A lock, a version or the connection was lost before the commit: do it again.
    Contended,
    /// Away or busy: later, perhaps.
    Unavailable,
    /// The disk is full.
    Full,
    /// A mistake of ours.
    Fault,
}

/// Why this failed.
pub(super) fn cause(error: &DbErr) -> Cause {
    let inner = match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => inner,
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return Cause::Unavailable,
        _ => return Cause::Fault,
    };
    match inner.as_ref() {
        Sqlx::Database(database) => database.code().map_or(Cause::Fault, |code| told_by(&code)),
        // A connection lost before the commit: another one may do.
        Sqlx::Io(_) | Sqlx::WorkerCrashed => Cause::Contended,
        Sqlx::PoolTimedOut | Sqlx::PoolClosed | Sqlx::Protocol(_) => Cause::Unavailable,
        _ => Cause::Fault,
    }
}

/// What a database's code says: PostgreSQL's has five characters, SQLite's is a number whose low byte is the kind and
/// the rest the particulars.
fn told_by(code: &str) -> Cause {
    match code {
        // Serialization failure, deadlock, lock not available; connection faults and shutting down.
        "40001" | "40P01" | "55P03" => Cause::Contended,
        _ if code.starts_with("08") || code.starts_with("57P") => Cause::Contended,
        // Too many connections, out of memory, read only, in recovery.
        "53300" | "53200" | "25006" | "55000" => Cause::Unavailable,
        "53100" => Cause::Full,
        _ if code.len() == 5 => Cause::Fault,
        _ => match code.parse::<u32>().map(|number| number & 0xff) {
            // Busy, locked.
            Ok(5 | 6) => Cause::Contended,
            // Read only, I/O error, cannot be opened.
            Ok(8 | 10 | 14) => Cause::Unavailable,
            Ok(13) => Cause::Full,
            _ => Cause::Fault,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_whether_to_try_again() {
        // SQLite's with their particulars: busy in a snapshot, the size of the shared memory, a torn sync.
        for (code, cause) in [("517", "Contended"), ("4874", "Unavailable"), ("1034", "Unavailable"), ("13", "Full")] {
            assert_eq!(format!("{:?}", told_by(code)), cause, "{code}");
        }
        for (code, cause) in [("40P01", "Contended"), ("57P02", "Contended"), ("53100", "Full"), ("42601", "Fault")] {
            assert_eq!(format!("{:?}", told_by(code)), cause, "{code}");
        }
    }
}
