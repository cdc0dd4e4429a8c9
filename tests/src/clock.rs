//! A clock that a test sets: libfaketime, told of the difference by a file. Only the time of day is false, not the time
//! that passes.

use std::path::PathBuf;

use crate::tools::{Folder, library};

/// The time of day of the programs that are started with it.
#[derive(Debug)]
pub struct Clock {
    folder: Folder,
}

impl Clock {
    /// One that is right.
    ///
    /// # Panics
    /// When there is no libfaketime.
    pub fn right() -> Self {
        let clock = Self { folder: Folder::make() };
        clock.is_off_by(0);
        clock
    }

    /// Jumps to so many seconds from the right time; within a second everybody sees it.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn is_off_by(&self, seconds: i64) {
        let new = self.folder.write("new", format!("{seconds:+}\n"));
        // At once, for those who read it meanwhile.
        std::fs::rename(new, self.file()).expect("a temporary file can be renamed");
    }

    /// What a program needs in its environment to go by it.
    ///
    /// # Panics
    /// When there is no libfaketime.
    pub fn settings(&self) -> [(String, String); 5] {
        [
            ("LD_PRELOAD", library("faketime/libfaketimeMT.so.1").display().to_string()),
            ("FAKETIME_TIMESTAMP_FILE", self.file().display().to_string()),
            ("FAKETIME_CACHE_DURATION", "1".into()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
            ("FAKETIME_DISABLE_SHM", "1".into()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
    }

    fn file(&self) -> PathBuf {
        self.folder.path("offset")
    }
}
