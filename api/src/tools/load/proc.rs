//! What the kernel says of servers: processor time thread by thread, memory, wake-ups.

use std::fs;

/// Processes that are watched; perhaps none, then nothing is known.
#[derive(Clone, Debug)]
pub(super) struct Watched(pub(super) Vec<u32>);

/// A reading; differences of two are what counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reading {
    /// Processor time of all threads, in seconds.
    pub(super) cpu: f64,
    /// Memory of their own and their part of what is shared (PSS), in bytes.
    pub(super) memory: f64,
    /// How often a thread went to sleep.
    pub(super) sleeps: f64,
    /// What the kernel holds for all TCP sockets of the machine, in bytes.
    pub(super) kernel: f64,
}

impl Watched {
    pub(super) fn is_any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Reads now.
    ///
    /// # Errors
    /// When one of them is gone.
    pub(super) fn read(&self) -> Result<Reading, String> {
        let mut reading = Reading { kernel: kernel_memory().unwrap_or(f64::NAN), ..Reading::default() };
        for pid in &self.0 {
            let gone = || format!("--pid: there is no process {pid}, or it may not be looked at");
            reading.memory += memory(*pid).ok_or_else(gone)?;
            for thread in fs::read_dir(format!("/proc/{pid}/task")).map_err(|_| gone())?.flatten() {
                // A thread may end between being listed and being read.
                let of = |name: &str| fs::read_to_string(thread.path().join(name)).unwrap_or_default();
                reading.cpu += number(of("schedstat").split(' ').next()) / 1e9;
                let sleeps = of("status")
                    .lines()
                    .find_map(|line| Some(line.strip_prefix("voluntary_ctxt_switches:")?.to_owned()));
                reading.sleeps += number(sleeps.as_deref());
            }
        }
        Ok(reading)
    }
}

fn memory(pid: u32) -> Option<f64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    Some(number(line.trim().strip_suffix(" kB")) * 1_024.0)
}

fn kernel_memory() -> Option<f64> {
    const PAGE: f64 = 4_096.0;
    let sockets = fs::read_to_string("/proc/net/sockstat").ok()?;
    let tcp = sockets.lines().find(|line| line.starts_with("TCP:"))?;
    Some(number(tcp.split_once("mem ").map(|(_, pages)| pages)) * PAGE)
}

fn number(text: Option<&str>) -> f64 {
    text.and_then(|text| text.trim().parse().ok()).unwrap_or_default()
}
