// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What modules/hello is, in Rust.
use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut count = 0;
    for name in env::args().skip(1) {
        println!("Hello, {name}!");
        count += 1;
    }
    if count == 0 {
        eprintln!("hello: whom? Give names");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
