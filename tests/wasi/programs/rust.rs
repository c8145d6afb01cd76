// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The standard library of Rust: arguments, environment, collections, files, time, a panic.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::env;
use std::fs;
use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};
use std::time::{Duration, Instant};

fn show_process() {
    println!("arguments {:?}", env::args().skip(1).collect::<Vec<_>>());
    println!("variable {:?} {:?}", env::var("GREETING"), env::var("NONE").is_err());
}

fn show_collections() {
    let text = "to be or not to be that is the question";
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_default() += 1;
    }
    println!("{:?}", counts);
    let squares: HashMap<u64, u64> = (0..1000).map(|i| (i, i * i)).collect();
    let distinct: HashSet<u64> = squares.values().map(|v| v % 97).collect();
    println!("{} {} {:?}", squares[&999], distinct.len(), "ÄÖ€".to_lowercase());
    println!("{:8.3}|{:<6}|{:#x}|{:e}", 2.0f64 / 3.0, "hi", 255, 12345.678);
}

fn show_files(folder: &str) -> io::Result<()> {
    let path = format!("{folder}/rust.tmp");
    let mut file = fs::OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&path)?;
    for i in 0..100 {
        writeln!(file, "line {i}")?;
    }
    file.seek(SeekFrom::Start(5))?;
    let mut piece = [0; 4];
    file.read_exact(&mut piece)?;
    println!("{:?} {}", std::str::from_utf8(&piece), fs::metadata(&path)?.len());
    let deep = format!("{folder}/rust.dir/b/c");
    fs::create_dir_all(&deep)?;
    fs::rename(&path, format!("{deep}/moved"))?;
    let names: Vec<_> = fs::read_dir(&deep)?.map(|e| e.unwrap().file_name()).collect();
    println!("{:?} {}", names, fs::read_to_string(format!("{deep}/moved"))?.lines().count());
    println!("{:?}", fs::File::open(format!("{folder}/none")).map(|_| ()).map_err(|e| e.kind()));
    fs::remove_dir_all(format!("{folder}/rust.dir"))
}

fn show_input() {
    let lines: Vec<String> = io::stdin().lock().lines().map(|l| l.unwrap()).collect();
    println!("{} lines, last {:?}", lines.len(), lines.last());
}

fn show_time() {
    let before = Instant::now();
    std::thread::sleep(Duration::from_millis(20));
    println!("slept {}", before.elapsed() >= Duration::from_millis(20));
}

fn main() {
    show_process();
    show_collections();
    show_files(&env::args().nth(1).unwrap_or_else(|| ".".into())).unwrap();
    show_input();
    show_time();
    std::process::exit(5);
}
